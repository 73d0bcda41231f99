/* Betters the respondents' pages; every one of them works without it. It stores nothing but a draft
   that only the code can read, and asks the network for nothing until the answers are sent. */
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const say = (words, values) => words.replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const make = (tag, text = "", properties = {}) =>
    Object.assign(document.createElement(tag), { textContent: text }, properties);

  /* Where a browser keeps nothing, it is as on a shared computer. */
  const storage = (name) => {
    try {
      return window[name];
    } catch {
      return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
    }
  };
  const tab = storage("sessionStorage");
  const browser = storage("localStorage");

  /* ---- the code leaves the address bar at once ---- */

  const RESUME = "code"; // in this tab only, so that a reload does not ask for it again

  function takeCode() {
    const form = byId("code");
    const given = location.hash.slice(1);
    if (/^[0-9A-Z-]{8,99}$/.test(given)) {
      history.replaceState(null, "", location.pathname);
      tab.setItem(RESUME, given); // if the line breaks now, the way back is not lost
      enter(given);
      return;
    }
    if (!form) return;
    const kept = tab.getItem(RESUME);
    if (document.querySelector(".summary")) tab.removeItem(RESUME); // it was not known
    if (!kept || form.elements.code.value) return;
    form.elements.code.value = kept;
    const [entry] = performance.getEntriesByType("navigation");
    if (entry && entry.type === "reload") form.submit();
  }

  /* The first page has the form for it; on any other page a second link may have been opened. */
  function enter(code) {
    let form = byId("code");
    if (!form) {
      form = make("form", "", { method: "post", action: "/i", hidden: true });
      form.append(make("input", "", { name: "code" }));
      document.body.append(form);
    }
    form.elements.code.value = code;
    const opening = byId("opening");
    if (opening) opening.hidden = false;
    all(".typed").forEach((part) => { part.hidden = true; });
    form.submit();
  }

  /* ---- the draft: sealed with the code, under a name that is drawn by lot ---- */

  class Draft {
    constructor(code) {
      this.code = code;
      this.slot = null;
      this.off = !code || !(window.crypto && crypto.subtle);
      this.queue = Promise.resolve();
    }

    async key() {
      const bytes = new TextEncoder().encode("draft " + this.code);
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      return crypto.subtle.importKey("raw", digest, "AES-GCM", false, ["encrypt", "decrypt"]);
    }

    async find() {
      if (this.off) return null;
      const key = await this.key();
      for (const slot of Object.keys(browser).filter((name) => name.startsWith("draft-"))) {
        try {
          const bytes = Uint8Array.from(atob(browser.getItem(slot)), (c) => c.charCodeAt(0));
          const plain = await crypto.subtle.decrypt(
            { name: "AES-GCM", iv: bytes.slice(0, 12) }, key, bytes.slice(12));
          this.slot = slot;
          return JSON.parse(new TextDecoder().decode(plain));
        } catch { /* somebody else's draft */ }
      }
      return null;
    }

    save(content) {
      this.queue = this.queue.then(async () => {
        if (this.off) return;
        const iv = crypto.getRandomValues(new Uint8Array(12));
        const plain = new TextEncoder().encode(JSON.stringify(content));
        const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await this.key(), plain);
        const bytes = [...iv, ...new Uint8Array(sealed)];
        if (!this.slot) await this.find(); // another tab may have begun one
        if (!this.slot) this.slot = "draft-" + crypto.getRandomValues(new Uint32Array(4)).join("");
        if (!this.off) browser.setItem(this.slot, btoa(String.fromCharCode(...bytes)));
      }).catch(() => {});
      return this.queue;
    }

    forget() {
      this.off = true;
      tab.removeItem(RESUME);
      if (this.slot) browser.removeItem(this.slot);
    }
  }

  /* ---- hints while writing, from rules that never leave the browser ---- */

  const TITLES = "Dr|Prof|Mr|Mrs|Ms|Shri|Smt|Sri|डॉ|डॉक्टर|प्रो|श्री|श्रीमती|ಡಾ|ಪ್ರೊ|ಶ್ರೀ|ಶ್ರೀಮತಿ|డా|ప్రొ|శ్రీ|శ్రీమతి";
  const TELLTALES = [
    ["mail", /\S+@\S+\.\S+|(?:https?:\/\/|www\.)\S+/iu],
    ["number", /[\p{Nd}][\p{Nd}\s().-]{4,}[\p{Nd}]/u],
    ["name", new RegExp(`(?:^|[\\s(,])(?:${TITLES})\\.?\\s+\\p{L}[\\p{L}\\p{M}.]*`, "u")],
    ["name", /[\p{Ll},;] (\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+)/u],
  ];

  /* What is found in a text, of each kind the first. */
  function telltales(text) {
    const found = new Map();
    for (const [kind, rule] of TELLTALES) {
      const match = rule.exec(text);
      if (match && !found.has(kind)) found.set(kind, (match[1] || match[0]).trim());
    }
    return [...found];
  }

  function watchComment(area, words) {
    const longest = Number(area.dataset.longest);
    const line = make("p", "", { className: "hint" });
    line.setAttribute("aria-live", "polite");
    area.after(line); // where one looks while writing, and above the keyboard of a phone
    const look = () => {
      const left = longest - [...area.value].length;
      const told = telltales(area.value);
      const parts = [];
      if (left < 0) parts.push(say(words.over, { n: -left }));
      else if (left < longest / 5) parts.push(say(words.left, { n: left }));
      parts.push(...told.map(([kind, found]) => say(words[kind], { found })));
      const text = parts.join(" ");
      if (line.textContent !== text) line.textContent = text;
      line.className = left < 0 || told.length ? "wrong" : "hint";
    };
    area.addEventListener("input", look);
    look();
  }

  /* ---- the questionnaire ---- */

  class Questionnaire {
    constructor(form) {
      this.form = form;
      this.words = byId("words").dataset;
      this.state = "writing"; // writing, sending, waiting, sent
      const secret = form.elements.code || form.elements.receipt;
      this.draft = new Draft(secret && secret.value);
    }

    get steps() {
      return all(".step", this.form);
    }

    async start() {
      const { form } = this;
      const typed = form.hasAttribute("data-typed");
      all(".js-only").forEach((part) => { part.hidden = false; });
      this.addControls();
      all("textarea", form).forEach((area) => watchComment(area, this.words));
      const found = await this.draft.find();
      if (found && !typed) this.restore(found);
      if (form.elements.code) tab.setItem(RESUME, form.elements.code.value);
      this.route();
      const wanted = (found && !typed ? found.step : form.elements._step.value) || "";
      this.show(this.shown(byId("s-" + wanted)) ? wanted : this.idOf(this.steps[0]), { base: true });
      const summary = document.querySelector(".summary");
      if (summary) summary.focus();
      form.addEventListener("input", () => this.changed());
      form.addEventListener("change", () => { this.route(); this.changed(); });
      form.addEventListener("submit", (event) => this.submitted(event));
      form.addEventListener("keydown", (event) => this.pressed(event));
      document.addEventListener("click", (event) => this.followed(event));
      addEventListener("popstate", (event) => this.popped(event));
      addEventListener("storage", (event) => this.elsewhere(event));
      addEventListener("online", () => this.state === "waiting" && this.send());
    }

    /* Controls that only a script can serve. */
    addControls() {
      const { form, words } = this;
      const bar = make("div", "", { className: "bar" });
      this.place = make("span", "", { id: "place" });
      this.progress = make("progress");
      this.progress.setAttribute("aria-labelledby", "place");
      bar.append(this.place, this.progress);
      form.prepend(bar);
      const nav = make("p", "", { className: "nav" });
      this.back = make("button", words.back, { type: "button" });
      this.next = make("button", words.next, { type: "button", className: "main" });
      this.back.addEventListener("click", () => this.step(-1));
      this.next.addEventListener("click", () => this.step(1));
      nav.append(this.back, this.next);
      form.append(nav);
      all("fieldset", form).forEach((set) => {
        if (!set.querySelector("[type=radio]")) return;
        const clear = make("button", words.clear, { type: "button", className: "quiet" });
        clear.addEventListener("click", () => this.clear(set));
        set.append(clear);
      });
      this.status = byId("status");
      this.answers = make("div", "", { className: "answers" });
      byId("s-send").append(this.answers);
      this.sender = byId("s-send").querySelector("button.main");
      this.sendText = this.sender.textContent;
      const shared = byId("shared");
      shared.addEventListener("change", () => {
        if (shared.checked) this.draft.forget();
        else this.draft = new Draft(this.draft.code);
        this.changed();
      });
    }

    clear(set) {
      all(":checked", set).forEach((input) => { input.checked = false; });
      set.querySelector("input").focus();
      set.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* ---- values ---- */

    values() {
      const found = {};
      for (const [name, value] of new FormData(this.form)) {
        if (/^[a-z]/.test(name) && !["code", "receipt", "language"].includes(name) && value) {
          found[name] = (found[name] || []).concat(value);
        }
      }
      return found;
    }

    changed() {
      if (this.state === "sent") return;
      if (this.state === "waiting") this.rest();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), 300);
    }

    keep() {
      clearTimeout(this.timer);
      const order = this.steps.map((step) => this.idOf(step));
      const number = this.form.elements._order.value;
      return this.draft.save({ values: this.values(), step: this.current, order, number });
    }

    restore({ values, order, number }) {
      const steps = new Map(this.steps.map((step) => [this.idOf(step), step]));
      if (order.length === steps.size && order.every((id) => steps.has(id))) {
        const after = this.steps[this.steps.length - 1].nextSibling;
        order.forEach((id) => this.form.insertBefore(steps.get(id), after));
        this.form.elements._order.value = number;
      }
      for (const field of this.form.elements) {
        const given = values[field.name];
        if (!given) continue;
        if (field.type === "radio" || field.type === "checkbox") field.checked = given.includes(field.value);
        else if (field.type !== "hidden") field.value = given[0];
      }
      all("textarea", this.form).forEach((area) => area.dispatchEvent(new Event("input")));
      this.status.textContent = this.words.restored;
    }

    /* Show what earlier answers lead to, and nothing else. */
    route() {
      const values = this.values();
      const asked = new Map();
      const isAsked = (id) => {
        if (!asked.has(id)) {
          const box = byId("q-" + id);
          const rules = JSON.parse(box.dataset.if || "[]");
          asked.set(id, rules.every(([item, among]) =>
            isAsked(item) && this.valuesOf(item, values).some((value) => among.includes(value))));
        }
        return asked.get(id);
      };
      all(".q", this.form).forEach((box) => {
        box.hidden = !isAsked(box.id.slice(2));
        all(".only", box).forEach((line) => { line.hidden = true; });
        all("button.quiet", box).forEach((button) => { button.toggleAttribute("data-idle", !box.querySelector(":checked")); });
      });
    }

    valuesOf(item, values) {
      const ranked = Object.keys(values).filter((name) => name.startsWith(item + "."));
      return [...(values[item] || []), ...ranked.flatMap((name) => values[name])];
    }

    /* ---- one step at a time ---- */

    idOf(step) {
      return step.id.slice(2);
    }

    shown(step) {
      const boxes = step ? all(".q", step) : [];
      return step && (!boxes.length || boxes.some((box) => !box.hidden));
    }

    path() {
      return this.steps.filter((step) => this.shown(step)).map((step) => this.idOf(step));
    }

    show(id, { base = false, focus = false } = {}) {
      const path = this.path();
      const at = Math.max(path.indexOf(id), 0);
      this.current = path[at];
      this.steps.forEach((step) => { step.hidden = this.idOf(step) !== this.current; });
      this.form.elements._step.value = this.current;
      this.place.textContent = say(this.words.part, { n: at, total: path.length - 1 });
      Object.assign(this.progress, { max: path.length - 1, value: at });
      this.place.parentNode.hidden = at === 0;
      this.back.hidden = at === 0;
      this.next.textContent = at === 0 ? this.words.begin : this.words.next;
      this.next.disabled = this.state === "sent";
      if (this.current === "send") this.label(this.sender.textContent, this.sender.disabled);
      document.querySelector("h1").classList.toggle("small", at > 0);
      if (this.current === "send") this.review();
      if (base) history.replaceState({ step: this.current, base: true }, "");
      if (focus) {
        const heading = byId("s-" + this.current).querySelector("h2") || byId("main");
        heading.setAttribute("aria-describedby", "place"); // read aloud with it: which part of how many
        heading.focus({ preventScroll: true });
        scrollTo(0, 0);
      }
    }

    step(by) {
      const path = this.path();
      const id = path[path.indexOf(this.current) + by];
      if (!id && by > 0) this.sender.click();
      if (!id) return;
      this.status.textContent = "";
      if (this.state === "waiting") this.rest();
      this.goTo(id, by < 0);
    }

    goTo(id, backwards = false) {
      if (backwards && history.state && !history.state.base && history.state.from === id) {
        history.back();
        return;
      }
      history.pushState({ step: id, from: this.current }, "");
      this.show(id, { focus: true });
      this.keep();
    }

    popped(event) {
      if (this.state === "sent" || !event.state || !event.state.step) return;
      this.show(event.state.step, { focus: true });
    }

    pressed(event) {
      if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
      event.preventDefault();
      this.step(1);
    }

    /* Links of the error summary and of the list of answers; and buttons that lead elsewhere than
       to sending (not every browser tells a form which button was pressed). */
    followed(event) {
      this.leaving = Boolean(event.target.closest("button[formaction]"));
      const link = event.target.closest("a[href^='#i-']");
      const field = link && byId(link.getAttribute("href").slice(1));
      if (!field || this.state === "sent") return;
      event.preventDefault();
      this.goTo(this.idOf(field.closest(".step")));
      field.focus();
      field.closest(".q").scrollIntoView();
    }

    review() {
      this.answers.textContent = "";
      let answered = 0;
      let asked = 0;
      for (const step of this.steps.filter((each) => this.shown(each) && each.querySelector(".q"))) {
        const list = make("dl");
        for (const box of all(".q", step).filter((each) => !each.hidden)) {
          const given = this.given(box);
          const question = make("dt", (box.querySelector("legend") || box.querySelector("label")).textContent);
          const answer = make("dd", given || this.words.empty, { className: given ? "" : "empty" });
          const link = make("a", this.words.change, { href: "#" + box.querySelector("[id^='i-']").id });
          link.setAttribute("aria-label", this.words.change + ": " + question.textContent);
          answer.append(" ", link);
          list.append(question, answer);
          asked += 1;
          answered += given ? 1 : 0;
        }
        this.answers.append(make("h3", step.querySelector("h2").textContent), list);
      }
      this.answers.prepend(make("p", say(this.words.count, { n: answered, total: asked })));
    }

    /* The answer to one item, as the respondent would read it aloud. */
    given(box) {
      const parts = all(":checked ~ span, textarea, .number, select", box).map((part) => {
        if (part.tagName === "SELECT") return part.value && part.selectedOptions[0].text;
        return "value" in part ? part.value.trim() : part.textContent;
      });
      return parts.filter(Boolean).join("\n");
    }

    /* ---- sending: once, and only when there is a line ---- */

    submitted(event) {
      if (this.leaving) {
        if (!navigator.onLine) {
          event.preventDefault();
          this.status.textContent = this.words.offlinelanguage;
        }
        return;
      }
      if (this.form.hasAttribute("data-preview")) return;
      event.preventDefault();
      if (this.state === "writing" || this.state === "waiting") this.send();
    }

    /* A watched line shows how long a message is, so all messages are of one length. Letters travel
       as they are: escaped, four full comments in Kannada would be three times as long as in English. */
    body() {
      const plain = (text) =>
        text.replace(/[%&+=\u0000-\u001f\u007f]/g, (sign) => encodeURIComponent(sign)).replaceAll(" ", "+");
      const fields = [...new FormData(this.form), ["_pad", ""]];
      const bytes = new TextEncoder().encode(fields.map((pair) => pair.map(plain).join("=")).join("&"));
      const padded = new Uint8Array(Math.ceil(bytes.length / 16384) * 16384).fill(48);
      padded.set(bytes);
      return padded;
    }

    async send() {
      clearTimeout(this.retry);
      this.state = "sending";
      this.label(this.sendText, true);
      this.status.textContent = this.words.sending;
      let response;
      let page;
      try {
        response = await fetch(this.form.action, {
          method: "POST", body: this.body(), credentials: "omit", cache: "no-store", redirect: "error",
          headers: { "Content-Type": "application/x-www-form-urlencoded" },
        });
        page = await response.text();
      } catch {
        this.wait();
        return;
      }
      if (response.status === 429 || response.status >= 500) this.rest(this.words.failed);
      else this.arrived(response.status, page);
    }

    /* No line: say so, keep everything, try again when it is back. */
    wait() {
      this.state = "waiting";
      this.pause = Math.min((this.pause || 2500) * 2, 60000);
      this.retry = setTimeout(() => this.send(), this.pause);
      this.label(this.words.again, false);
      this.status.textContent = this.words.waiting;
      this.status.focus();
    }

    rest(message = "") {
      clearTimeout(this.retry);
      this.state = "writing";
      this.label(this.sendText, false);
      this.status.textContent = message;
      if (message) this.status.focus();
    }

    /* Sending is offered above the list of answers and, since that is long, below it as well. */
    label(textContent, disabled) {
      const buttons = this.current === "send" ? [this.sender, this.next] : [this.sender];
      buttons.forEach((button) => Object.assign(button, { textContent, disabled }));
    }

    arrived(status, html) {
      const other = new DOMParser().parseFromString(html, "text/html");
      const form = other.getElementById("answers");
      if (status === 200 || status === 410) this.finish();
      document.title = other.title;
      document.documentElement.lang = other.documentElement.lang;
      const main = document.adoptNode(other.getElementById("main"));
      byId("main").replaceWith(main);
      all("header nav, header button").forEach((part) => part.hidden = !form);
      if (form) {
        // what was wrong is shown by the server's own page; its steps begin anew
        new Questionnaire(byId("answers")).start();
        this.state = "sent";
        return;
      }
      this.state = "sent";
      const heading = main.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
      scrollTo(0, 0);
    }

    finish() {
      clearTimeout(this.timer);
      this.draft.queue.then(() => this.draft.forget());
      this.draft.forget();
      history.replaceState(null, "", location.pathname);
    }

    /* Sent from another tab: its draft is gone, so this one must neither keep nor send. */
    elsewhere(event) {
      if (event.key !== this.draft.slot || event.newValue !== null || this.state === "sent") return;
      this.state = "sent";
      this.draft.off = true;
      clearTimeout(this.retry);
      this.sender.disabled = true;
      this.next.disabled = true;
      this.status.textContent = this.words.elsewhere;
    }
  }

  document.documentElement.classList.add("js");
  takeCode();
  addEventListener("hashchange", takeCode);
  const form = byId("answers");
  if (form) new Questionnaire(form).start();
})();
