// Passkeys, which only a script can ask for.  Everything else on these pages works without it.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// The options as they travel, with their binary parts as bytes.
const opened = ({ publicKey }) => {
  const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (options[list]) options[list] = options[list].map((one) => ({ ...one, id: bytes(one.id) }));
  }
  if (options.user) {
    options.user = { ...options.user, id: bytes(options.user.id) };
    options.authenticatorSelection = {
      ...options.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
  } else {
    options.userVerification = "required";
  }
  return { publicKey: options };
};

const closed = (credential) => {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

const options = async (form) => {
  if (!form.dataset.options) return JSON.parse(document.getElementById("passkey-options").textContent);
  const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
};

const ask = async (form) => {
  const said = await options(form);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create(opened(said.creation_options))
    : navigator.credentials.get(opened(said.request_options));
};

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-with-passkeys]")) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-passkeys]")) part.hidden = true;
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fault = form.querySelector(".fault[hidden], .fault:last-of-type");
      try {
        form.elements.credential.value = closed(await ask(form));
        form.submit();
      } catch {
        if (fault) fault.hidden = false;
      }
    });
  }
}
