/* Betters the respondents' pages; every one of them works without it. It stores nothing but a draft
   that only the code can read, and asks the network for nothing but the rules of the hints until the answers are sent. */
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
      return { isNone: true, getItem: () => null, setItem: () => {}, removeItem: () => {} };
    }
  };
  const tab = storage("sessionStorage");
  const browser = storage("localStorage");

  /* ---- the code leaves the address bar at once ---- */

  // in this tab only, so that a reload does not ask again: the secret, the language, which step was
  // wanted; none of them stands in an address, which logs keep
  const ENTRANCES = { code: "/i", receipt: "/i/again" };
  const STEP = "step";
  const LANGUAGE = "language";

  function forgetSecrets() {
    [...Object.keys(ENTRANCES), STEP, LANGUAGE].forEach((name) => tab.removeItem(name));
  }

  function takeCode() {
    const form = byId("code");
    const given = location.hash.slice(1);
    if (/^[0-9A-Z-]{8,99}$/.test(given)) {
      history.replaceState(null, "", location.pathname);
      forgetSecrets();
      tab.setItem("code", given); // if the line breaks now, the way back is not lost
      enter("code", given);
      return;
    }
    if (document.querySelector(".summary, [data-used]")) forgetSecrets(); // not known, or used up
    else if (form && !form.elements.code.value) resume(form);
  }

  /* A reload of the questionnaire, or a way back to one of its steps, comes by the first page. */
  function resume(form) {
    const name = Object.keys(ENTRANCES).find((each) => tab.getItem(each));
    if (!name) return;
    const kept = tab.getItem(name);
    if (name === "code") form.elements.code.value = kept;
    const [entry] = performance.getEntriesByType("navigation");
    const step = history.state && history.state.step;
    if (step) tab.setItem(STEP, step);
    if (step || (name === "code" && entry && entry.type === "reload")) enter(name, kept);
  }

  /* The first page has the form for it; on any other page a second link may have been opened. */
  function enter(name, secret) {
    const typed = byId("code");
    const form = make("form", "", { method: "post", action: ENTRANCES[name], hidden: true });
    const asked = typed && typed.elements.language;
    const language = asked ? asked.value : tab.getItem(LANGUAGE);
    const fields = { [name]: secret, ...(language ? { language } : {}) };
    for (const [key, value] of Object.entries(fields)) form.append(make("input", "", { name: key, value }));
    document.body.append(form);
    const opening = byId("opening");
    if (opening) opening.hidden = false;
    all(".typed").forEach((part) => { part.hidden = true; });
    form.submit();
  }

  /* ---- the draft: sealed with the code, under a name that is drawn by lot ---- */

  /* A page that is left waits for no cipher. So the key stream for the next draft (AES in counter
     mode, each stream used once) lies ready, and to keep a draft is one step without waiting. */
  class Draft {
    constructor(code) {
      this.code = code;
      this.slot = null;
      this.off = !code || browser.isNone || !(window.crypto && crypto.subtle);
      this.prepare(0);
    }

    async key() {
      const bytes = new TextEncoder().encode("draft " + this.code);
      const digest = await crypto.subtle.digest("SHA-256", bytes);
      return crypto.subtle.importKey("raw", digest, "AES-CTR", false, ["encrypt"]);
    }

    async stream(counter, length) {
      this.known = this.known || this.key();
      const zeros = new Uint8Array(length);
      const way = { name: "AES-CTR", counter, length: 64 };
      return new Uint8Array(await crypto.subtle.encrypt(way, await this.known, zeros));
    }

    async prepare(length) {
      if (this.off) return;
      const counter = crypto.getRandomValues(new Uint8Array(16));
      this.ready = { counter, stream: await this.stream(counter, length + 65536) };
      if (this.later) this.save(this.later);
    }

    async find() {
      if (this.off) return null;
      for (const slot of Object.keys(browser).filter((name) => name.startsWith("draft-"))) {
        try {
          const bytes = Uint8Array.from(atob(browser.getItem(slot)), (c) => c.charCodeAt(0));
          const stream = await this.stream(bytes.slice(0, 16), bytes.length - 16);
          const plain = stream.map((byte, at) => byte ^ bytes[16 + at]);
          const content = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
          this.slot = slot;
          return content;
        } catch { /* somebody else's draft */ }
      }
      return null;
    }

    save(content) {
      if (this.off) return;
      const plain = new TextEncoder().encode(JSON.stringify(content));
      const { ready } = this;
      const fits = ready && ready.stream.length >= plain.length;
      this.later = fits ? null : content;
      this.ready = null;
      if (ready) this.prepare(plain.length);
      if (!fits) return;
      const sealed = plain.map((byte, at) => byte ^ ready.stream[at]);
      if (!this.slot) this.slot = "draft-" + crypto.getRandomValues(new Uint32Array(4)).join("");
      try {
        const bytes = [...ready.counter, ...sealed];
        browser.setItem(this.slot, btoa(bytes.map((byte) => String.fromCharCode(byte)).join("")));
      } catch { /* no room: answering goes on without a draft */ }
    }

    /* Whether the answers would be lost with the page. */
    get isMissing() {
      return this.off || !this.slot || browser.getItem(this.slot) === null;
    }

    forget() {
      this.off = true;
      this.later = null;
      forgetSecrets();
      if (this.slot) browser.removeItem(this.slot);
    }
  }

  /* ---- hints while writing, from rules that never leave the browser ---- */

  // hints.js comes last, so that the first question need not wait; where it does not come, there are no hints
  const telltales = (text) => (window.telltales ? window.telltales(text) : []);

  function loadHints(words) {
    const told = () => dispatchEvent(new Event("hints"));
    const fetched = () => document.head.append(make("script", "", { src: words.hints, onload: told }));
    if (document.readyState === "complete") fetched();
    else addEventListener("load", fetched);
  }

  function watchComment(area, words) {
    const longest = Number(area.dataset.longest);
    const box = make("div", "", { className: "hint" });
    box.setAttribute("aria-live", "polite");
    area.after(box); // where one looks while writing, and above the keyboard of a phone
    const look = () => {
      const left = longest - [...area.value].length;
      const told = telltales(area.value).map(([kind, found]) => say(words[kind], { found }));
      if (told.length) told.push(words.identify); // asked once, however much is found
      const lines = told.map((text) => make("p", text));
      if (left < 0) lines.unshift(make("p", say(words.over, { n: -left }), { className: "wrong" }));
      else if (left < longest / 5) lines.unshift(make("p", say(words.left, { n: left })));
      if (box.textContent !== lines.map((line) => line.textContent).join("")) box.replaceChildren(...lines);
      box.className = told.length ? "note" : "hint";
    };
    area.addEventListener("input", look);
    addEventListener("hints", look);
    look();
  }

  /* ---- the questionnaire ---- */

  class Questionnaire {
    constructor(form) {
      this.form = form;
      this.words = byId("words").dataset;
      this.state = "writing"; // writing, sending, waiting, sent
      this.secret = form.elements.code || form.elements.receipt; // none in a preview
      this.draft = new Draft(this.secret && this.secret.value);
      this.ending = new AbortController();
    }

    on(target, type, listener) {
      target.addEventListener(type, listener, { signal: this.ending.signal });
    }

    get steps() {
      return all(".step", this.form);
    }

    /* `held` is what was filled in before the page came in another language. */
    async start({ held, shared }) {
      const { form } = this;
      const typed = form.hasAttribute("data-typed");
      all(".js-only").forEach((part) => { part.hidden = false; });
      this.addControls(shared);
      all("textarea", form).forEach((area) => watchComment(area, this.words));
      if (!window.telltales) loadHints(this.words);
      const kept = held ? null : await this.draft.find();
      const found = held || (typed ? null : kept);
      if (found) this.restore(found);
      if (found && !held) this.status.textContent = this.words.restored;
      const wanted = tab.getItem(STEP) || (found && found.step) || form.elements._step.value;
      tab.removeItem(STEP);
      this.remember();
      this.route();
      this.show(this.shown(byId("s-" + wanted)) ? wanted : this.idOf(this.steps[0]), { base: true });
      const summary = document.querySelector(".summary");
      if (summary) summary.focus();
      this.on(form, "input", () => this.changed());
      this.on(form, "change", () => { this.route(); this.changed(); this.flush(); });
      this.on(window, "pagehide", () => this.flush());
      this.on(window, "beforeunload", (event) => this.warn(event));
      this.on(document, "visibilitychange", () => document.hidden && this.flush());
      this.on(form, "submit", (event) => this.submitted(event));
      this.on(form, "keydown", (event) => this.pressed(event));
      this.on(document, "click", (event) => this.followed(event));
      this.on(window, "popstate", (event) => this.popped(event));
      this.on(window, "storage", (event) => this.elsewhere(event));
      this.on(window, "online", () => this.state === "waiting" && this.send());
    }

    /* What a reload of this tab begins with. */
    remember() {
      if (!this.secret || byId("shared").checked) return;
      tab.setItem(this.secret.name, this.secret.value);
      tab.setItem(LANGUAGE, this.form.querySelector("[name=language]").value);
      tab.removeItem(this.secret.name === "code" ? "receipt" : "code");
    }

    mayBeLost() {
      if (!this.secret || this.state === "sent") return false;
      this.flush();
      return this.draft.isMissing && Object.keys(this.values()).length > 0;
    }

    warn(event) {
      if (!this.mayBeLost()) return;
      event.preventDefault();
      event.returnValue = true; // older browsers ask only then
    }

    /* A reload asks for the address: it must be one that leads back here. */
    get address() {
      return this.secret ? ENTRANCES.code : location.href;
    }

    /* Controls that only a script can serve. */
    addControls(isShared) {
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
      this.checked = make("button", words.tocheck, { type: "button" });
      this.checked.addEventListener("click", () => this.goTo("send", true));
      nav.append(this.back, this.next, this.checked);
      form.append(nav);
      all("fieldset", form).forEach((set) => {
        if (!set.querySelector("[type=radio]")) return;
        const clear = make("button", words.clear, { type: "button", className: "quiet" });
        clear.addEventListener("click", () => this.clear(set));
        set.append(clear);
      });
      this.status = byId("status");
      this.answers = make("div", "", { className: "answers" });
      this.sender = byId("s-send").querySelector("button.main");
      this.sender.id = "send";
      this.sender.parentNode.before(this.answers); // one sends below what one has looked through
      this.sendText = this.sender.textContent;
      const shared = byId("shared");
      shared.checked = Boolean(isShared);
      shared.addEventListener("change", () => {
        this.share(shared.checked);
        this.remember();
        this.changed();
      });
      this.share(shared.checked);
    }

    /* On a device of several people nothing is kept; what is said of it must be true. */
    share(isShared) {
      if (isShared) this.draft.forget();
      else if (this.draft.off) this.draft = new Draft(this.draft.code);
      byId("kept").hidden = this.draft.off;
      byId("unkept").hidden = !this.draft.off;
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
      else if (this.state === "writing") this.status.textContent = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), 300);
    }

    /* A click is kept at once, and so is what was typed when the page is left. */
    flush() {
      if (this.timer && this.state !== "sent") this.keep();
    }

    keep() {
      clearTimeout(this.timer);
      this.timer = null;
      this.draft.save(this.content());
    }

    content() {
      const order = this.steps.map((step) => this.idOf(step));
      const number = this.form.elements._order.value;
      return { values: this.values(), step: this.current, order, number };
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
      const [total, isLast] = [path.length - 2, this.current === "send"];
      this.place.textContent = isLast ? this.words.last : say(this.words.part, { n: at, total });
      Object.assign(this.progress, { max: total, value: Math.min(at, total) });
      if (isLast || at === 0) this.isMending = false;
      this.checked.hidden = !this.isMending;
      this.place.parentNode.hidden = at === 0;
      this.back.hidden = at === 0;
      this.next.textContent = at === 0 ? this.words.begin : this.words.next;
      this.next.disabled = this.state === "sent";
      this.next.hidden = isLast;
      document.querySelector("h1").classList.toggle("small", at > 0);
      if (isLast) this.review();
      if (base) history.replaceState({ step: this.current, base: true }, "", this.address);
      if (focus) {
        if (this.state === "writing") this.status.textContent = "";
        const heading = byId("s-" + this.current).querySelector("h2") || byId("main");
        heading.setAttribute("aria-describedby", "place"); // read aloud with it: which part of how many
        heading.focus({ preventScroll: true });
        scrollTo(0, 0);
      }
    }

    step(by) {
      const path = this.path();
      const id = path[path.indexOf(this.current) + by];
      if (!id) return;
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

    /* Links of the error summary and of the list of answers; and the buttons of the languages (not
       every browser tells a form which button was pressed). */
    followed(event) {
      const other = event.target.closest("button[formaction]");
      if (other && this.secret) {
        event.preventDefault();
        this.speak(other.value);
        return;
      }
      const link = event.target.closest("a[href^='#i-'], a[href='#send']");
      const field = link && byId(link.getAttribute("href").slice(1));
      if (!field || this.state === "sent") return;
      event.preventDefault();
      this.isMending = Boolean(link.closest(".answers"));
      if (field !== this.sender) this.goTo(this.idOf(field.closest(".step")));
      field.focus();
      (field.closest(".q") || field).scrollIntoView();
    }

    review() {
      const { words } = this;
      const [lists, given, comments, told] = [[], [], [], []];
      const boxes = all(".q", this.form).filter((box) => !box.hidden);
      for (const step of this.steps.filter((each) => this.shown(each) && each.querySelector(".q"))) {
        const list = make("dl");
        for (const box of boxes.filter((each) => step.contains(each))) {
          const answer = this.given(box);
          const area = box.querySelector("textarea");
          const hints = area ? telltales(area.value) : [];
          list.append(...this.reviewed(box, answer), ...hints.map(([kind, found]) => make("dd", say(words[kind], { found }), { className: "wrong" })));
          if (answer) given.push(box);
          if (answer && area) comments.push(box);
          if (hints.length) told.push(box);
        }
        lists.push(make("h3", step.querySelector("h2").textContent), list);
      }
      this.empty = !given.length; // what is asked here need not be asked again
      const line = make("p", given.length ? say(words.count, { n: given.length, total: boxes.length }) : words.nothing);
      const way = make("a", words.tosend, { href: "#send" });
      line.append(" ", way);
      const notes = [told.length ? words.told : comments.length && words.comments].filter(Boolean);
      this.answers.replaceChildren(line, ...notes.map((note) => make("p", note, { className: "note" })), ...lists);
    }

    /* One question, with the story that it is about, and what was answered. */
    reviewed(box, given) {
      const { words } = this;
      const story = box.querySelector(".case");
      const asked = (box.querySelector("legend") || box.querySelector("label")).textContent;
      const question = make("dt", [story && story.textContent, asked].filter(Boolean).join(" "));
      const answer = make("dd", given || words.empty, { className: given ? "" : "empty" });
      const link = make("a", words.change, { href: "#" + box.querySelector("[id^='i-']").id });
      link.setAttribute("aria-label", words.change + ": " + asked);
      answer.append(" ", link);
      return [question, answer];
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
      if (!this.secret) return; // a preview
      event.preventDefault();
      if (this.state === "writing" || this.state === "waiting") this.send();
    }

    /* A watched line shows how long a message is, so all messages are of one length. Letters travel
       as they are: escaped, four full comments in Kannada would be three times as long as in English. */
    body() {
      const plain = (text) =>
        text.replace(/[%&+=\u0000-\u001f\u007f]/g, (sign) => encodeURIComponent(sign)).replaceAll(" ", "+");
      const asked = this.empty ? [["_empty", "yes"]] : [];
      const fields = [...new FormData(this.form), ...asked, ["_pad", ""]];
      const bytes = new TextEncoder().encode(fields.map((pair) => pair.map(plain).join("=")).join("&"));
      const padded = new Uint8Array(Math.ceil(bytes.length / 16384) * 16384).fill(48);
      padded.set(bytes);
      return padded;
    }

    async post(address, body) {
      const response = await fetch(address, {
        method: "POST", body, credentials: "omit", cache: "no-store", redirect: "error",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
      });
      return [response.status, await response.text()];
    }

    async send() {
      clearTimeout(this.retry);
      this.state = "sending";
      this.label(this.sendText, true);
      this.status.textContent = this.words.sending;
      let status;
      let page;
      try {
        [status, page] = await this.post(this.form.action, this.body());
      } catch {
        this.wait();
        return;
      }
      if (status === 429 || status >= 500) this.rest(this.words.failed);
      else this.arrived(status, page);
    }

    /* The empty form is fetched in the other language and filled in here: no answer travels. The
       form's own receipt code does, for the case that it was sent and the reply was lost. */
    async speak(language) {
      if (!language || this.state === "sending" || this.state === "sent") return;
      const { name, value } = this.secret;
      const own = this.form.elements._receipt;
      const asked = { [name]: value, language, ...(own ? { _receipt: own.value } : {}) };
      let status;
      let page;
      try {
        [status, page] = await this.post(ENTRANCES[name], new URLSearchParams(asked));
      } catch {
        status = 0;
      }
      if (this.state === "sending" || this.state === "sent") return;
      const other = new DOMParser().parseFromString(page || "", "text/html");
      if (status === 410) this.arrived(status, page);
      else if (status !== 200 || !other.getElementById("answers")) {
        this.status.textContent = this.words.nolanguage;
      } else this.become(other);
    }

    become(other) {
      const [held, shared] = [this.content(), byId("shared").checked];
      this.flush();
      this.stop();
      document.title = other.title;
      document.documentElement.lang = other.documentElement.lang;
      document.body.replaceWith(document.adoptNode(other.body));
      const next = new Questionnaire(byId("answers"));
      next.draft.slot = this.draft.slot;
      next.start({ held, shared });
      const button = document.querySelector(".languages [aria-current]");
      if (button) button.focus({ preventScroll: true });
    }

    stop() {
      clearTimeout(this.timer);
      clearTimeout(this.retry);
      this.ending.abort();
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

    label(textContent, disabled) {
      Object.assign(this.sender, { textContent, disabled });
    }

    arrived(status, html) {
      const other = new DOMParser().parseFromString(html, "text/html");
      const form = other.getElementById("answers");
      const shared = byId("shared").checked;
      if (status === 200 || status === 410) this.finish();
      document.title = other.title;
      document.documentElement.lang = other.documentElement.lang;
      const main = document.adoptNode(other.getElementById("main"));
      byId("main").replaceWith(main);
      all("header nav, header button").forEach((part) => part.hidden = !form);
      if (form) {
        // what was wrong is shown by the server's own page; its steps begin anew
        this.stop();
        new Questionnaire(byId("answers")).start({ shared });
        return;
      }
      this.state = "sent";
      offerCopies();
      const heading = main.querySelector("h1");
      heading.tabIndex = -1;
      heading.focus();
      scrollTo(0, 0);
    }

    finish() {
      clearTimeout(this.timer);
      this.draft.forget();
      history.replaceState(null, "", this.address);
    }

    /* Sent from another tab: its draft is gone, so this one must neither keep nor send. */
    elsewhere(event) {
      if (!this.draft.slot && event.newValue) this.draft.find(); // another tab has begun one
      if (!this.draft.slot || event.key !== this.draft.slot || event.newValue !== null || this.state === "sent") return;
      this.state = "sent";
      this.draft.off = true;
      clearTimeout(this.retry);
      this.sender.disabled = true;
      this.next.disabled = true;
      this.status.textContent = this.words.elsewhere;
    }
  }

  /* ---- codes after sending: a button that copies, where the browser lets us ---- */

  function offerCopies() {
    const list = document.querySelector(".codes");
    if (!list || !navigator.clipboard) return;
    all("output", list).forEach((code) => {
      const copy = make("button", list.dataset.copy, { type: "button" });
      copy.setAttribute("aria-describedby", code.id);
      copy.addEventListener("click", async () => {
        await navigator.clipboard.writeText(code.textContent);
        copy.textContent = list.dataset.copied;
      });
      code.after(" ", copy);
    });
  }

  document.documentElement.classList.add("js");
  takeCode();
  addEventListener("hashchange", takeCode);
  const form = byId("answers");
  if (form) new Questionnaire(form).start({ shared: false });
  offerCopies();
})();
