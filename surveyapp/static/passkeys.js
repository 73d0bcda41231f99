// Passkeys: asks our server for a challenge, the browser for an answer, and sends it back.
"use strict";

(function () {
  const decode = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const encode = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  async function post(box, address, body) {
    const reply = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": box.dataset.token },
      body: JSON.stringify(body),
    });
    const isJson = (reply.headers.get("Content-Type") || "").startsWith("application/json");
    const data = isJson ? await reply.json() : {};
    if (!reply.ok) throw new Error(data.problem || reply.statusText);
    return data;
  }

  function plain(credential) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = encode(credential.response[name]);
    }
    return { id: credential.id, rawId: encode(credential.rawId), type: credential.type, response };
  }

  async function add(box) {
    const options = await post(box, box.dataset.options, {});
    options.challenge = decode(options.challenge);
    options.user.id = decode(options.user.id);
    options.excludeCredentials = (options.excludeCredentials || []).map((key) => ({ ...key, id: decode(key.id) }));
    const credential = await navigator.credentials.create({ publicKey: options });
    return post(box, box.dataset.send, { credential: plain(credential), name: box.querySelector("input").value });
  }

  async function signIn(box) {
    const options = await post(box, box.dataset.options, {});
    options.challenge = decode(options.challenge);
    const credential = await navigator.credentials.get({ publicKey: options });
    return post(box, box.dataset.send, { credential: plain(credential) });
  }

  function offer(selector, act) {
    for (const box of document.querySelectorAll(selector)) {
      box.hidden = false;
      box.querySelector("button").addEventListener("click", () => {
        const message = box.querySelector("[role=alert]");
        message.textContent = "";
        act(box).then((done) => location.assign(done.go), (error) => { message.textContent = error.message; });
      });
    }
  }

  if (window.PublicKeyCredential) {
    offer("[data-passkey-add]", add);
    offer("[data-passkey-sign-in]", signIn);
  }
})();
