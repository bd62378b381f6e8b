// Passkeys: the one part of signing in that needs script. Where the browser has none, the app's code stands on the same page.
"use strict";

(() => {
  const place = document.querySelector("[data-passkey]");
  const told = document.getElementById("passkey");
  if (!place || !told || !window.PublicKeyCredential) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (each) => each.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((each) => ({ ...each, id: bytes(each.id) }));

  const form = place.matches("form") ? place : place.querySelector("form");
  const options = JSON.parse(told.textContent).publicKey;
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);

  // What the server reads: the parts of the answer as base64url.
  const answer = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return {
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    };
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const made = await navigator.credentials[place.dataset.passkey]({ publicKey: options });
      form.elements.credential.value = JSON.stringify(answer(made));
    } catch {
      form.elements.credential.value = "{}"; // the server says that it did not work
    }
    form.submit();
  });
  place.hidden = false;
})();
