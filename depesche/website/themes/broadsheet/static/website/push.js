// The button that lets this browser be told.  Nothing is asked for before it is pressed.

const box = document.querySelector("[data-push]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const ask = async (act, said) => {
  const { kind, name } = box.dataset;
  const answer = await fetch(`/-/push/${act}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    credentials: "omit",
    body: JSON.stringify({ kind, name, ...said }),
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer;
};

const WORKER = "/-/push/worker.js";

// A policy of its own, since pages load no script whose address was put together.
const registered = async () => {
  const types = window.trustedTypes?.createPolicy("push", { createScriptURL: () => WORKER });
  const found = await navigator.serviceWorker.register(types ? types.createScriptURL("") : WORKER);
  const worker = found.active || found.waiting || found.installing;
  if (worker.state !== "activated") {
    await new Promise((done) => {
      worker.addEventListener("statechange", () => worker.state === "activated" && done());
    });
  }
  return found;
};

const subscribed = async ({ pushManager }) => {
  const options = { userVisibleOnly: true, applicationServerKey: bytes(box.dataset.push) };
  try {
    return await pushManager.subscribe(options);
  } catch (fault) {
    const old = await pushManager.getSubscription(); // made with a key that the newsroom has no more
    if (!old) throw fault;
    await old.unsubscribe();
    return pushManager.subscribe(options);
  }
};

const known = async () => {
  const found = await navigator.serviceWorker.getRegistration(WORKER);
  const subscription = await found?.pushManager.getSubscription();
  if (!subscription) return false;
  const answer = await ask("look", { endpoint: subscription.endpoint });
  const { watches, ...hours } = await answer.json();
  for (const [name, hour] of Object.entries(hours)) box.querySelector("form").elements[name].value = hour ?? "";
  return watches;
};

const begin = async () => {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const { endpoint, keys } = (await subscribed(await registered())).toJSON();
  await ask("begin", { endpoint, keys });
};

const end = async () => {
  const found = await navigator.serviceWorker.getRegistration(WORKER);
  const subscription = await found?.pushManager.getSubscription();
  if (subscription) await ask("end", { endpoint: subscription.endpoint });
};

// Between which hours it stays quiet, on the clock of this browser.
const quiet = async ({ elements }) => {
  const found = await navigator.serviceWorker.getRegistration(WORKER);
  const { endpoint } = await found.pushManager.getSubscription();
  const [from, to] = ["from", "to"].map((name) => (elements[name].value === "" ? null : Number(elements[name].value)));
  const none = from === null || to === null || from === to;
  const hours = none ? { from: null, to: null } : { from, to };
  for (const name of none ? ["from", "to"] : []) elements[name].value = "";
  await ask("quiet", { endpoint, ...hours, zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
};

if (box && navigator.serviceWorker && window.PushManager && window.Notification) {
  const [on, off] = box.querySelectorAll("button");
  const [fault, done, saved] = box.querySelectorAll("[role]");
  const hours = box.querySelector("form");
  const show = (watches) => {
    on.hidden = watches;
    off.hidden = !watches;
    done.hidden = !watches;
    hours.hidden = !watches;
    box.hidden = false;
  };
  const pressed = (act, watches) => async (event) => {
    const button = event.currentTarget;
    button.disabled = true;
    fault.hidden = true;
    try {
      await act();
      show(watches);
      (watches ? off : on).focus();
    } catch {
      fault.hidden = false;
    }
    button.disabled = false;
  };
  hours.addEventListener("submit", async (event) => {
    event.preventDefault();
    fault.hidden = saved.hidden = true;
    try {
      await quiet(hours);
      saved.hidden = false;
    } catch {
      fault.hidden = false;
    }
  });
  on.addEventListener("click", pressed(begin, true));
  off.addEventListener("click", pressed(end, false));
  known().then(show, () => show(false));
}
