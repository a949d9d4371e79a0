/* The moderators' queue by keyboard.  Each decision is sent on its own and the next comment comes into focus at once;
   whatever goes wrong comes back to its comment.  Without this script the forms do the same, one page after another. */
(() => {
  const desk = document.querySelector("[data-queue]");
  if (!desk) return;
  const list = desk.querySelector("[data-list]");
  const around = desk.querySelector("aside[data-around]");
  const status = document.querySelector("[data-status]");
  const dialog = document.querySelector("dialog[data-sanction]");
  const help = document.querySelector("[data-help-dialog]");
  const keysOn = document.querySelector("[data-keys-on]");
  const HEADERS = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const AHEAD = 4;
  const EVERY = 15000;
  const wide = matchMedia("(min-width: 64em)");
  const surroundings = new Map();
  const decided = [];
  let current = null;

  const items = () => [...list.querySelectorAll("[data-item]")];
  const open = () => items().filter((item) => !item.matches(".mod-item--sent, .mod-item--done"));
  const beside = (item, step) => {
    const all = items();
    for (let at = all.indexOf(item) + step; all[at]; at += step) {
      if (!all[at].matches(".mod-item--sent, .mod-item--done")) return all[at];
    }
    return null;
  };
  const say = (item, text) => {
    const place = item.querySelector("[data-said]");
    place.textContent = text;
    place.hidden = !text;
  };

  const surround = (item) => {
    const url = item.dataset.around;
    if (!surroundings.has(url)) {
      const answer = fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" } });
      surroundings.set(url, answer.then((got) => (got.ok ? got.text() : "")).catch(() => ""));
    }
    return surroundings.get(url);
  };
  const show = async (item) => {
    if (wide.matches) desk.append(around);
    else item.append(around);
    around.hidden = false;
    const html = await surround(item);
    if (item === current) around.innerHTML = html; // made and escaped by our own templates
    const next = beside(item, 1);
    if (next) surround(next);
  };

  const focus = (item) => {
    if (current) current.classList.remove("mod-item--current");
    current = item;
    if (!item) return;
    item.classList.add("mod-item--current");
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    show(item);
    claim();
    if (open().length - open().indexOf(item) <= AHEAD) more();
  };

  /* What is sent arrives, even if its moderator closes the page the moment after. */
  const post = async (url, body) => {
    const got = await fetch(url, { method: "POST", headers: HEADERS, body, keepalive: true });
    const said = (got.headers.get("Content-Type") || "").startsWith("application/json") ? await got.json() : null;
    return { ok: got.ok, said };
  };

  const claim = async () => {
    const shown = open();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", token());
    for (const item of shown) body.append("on", `${item.dataset.item}@${item.dataset.version}`);
    const from = shown.indexOf(current);
    if (from >= 0 && !document.hidden) {
      for (const item of shown.slice(from, from + AHEAD)) body.append("comment", item.dataset.item);
    }
    if (!shown.length) return;
    const { ok, said } = await post(desk.dataset.claim, body).catch(() => ({}));
    if (!ok || !said) return;
    for (const item of shown) {
      const name = item.dataset.item;
      if (item.matches(".mod-item--sent")) continue; // our own decision is on its way
      if (said.gone[name]) leave(item, said.gone[name]);
      else if (said.taken[name]) say(item, said.taken[name]);
      else if (item.dataset.taken) say(item, "");
      item.dataset.taken = said.taken[name] ? "1" : "";
    }
  };
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  const leave = (item, text) => {
    const next = item === current ? beside(item, 1) || beside(item, -1) : null;
    item.classList.remove("mod-item--sent");
    item.classList.add("mod-item--done");
    say(item, text);
    if (item === current) focus(next);
  };

  const decide = (item, button) => {
    const form = item.querySelector("[data-decide]");
    if (form && !item.matches(".mod-item--sent")) decided.push({ item, kept: send(item, form, button) });
  };
  /* Whether the decision was taken. */
  const send = async (item, form, button) => {
    const body = new FormData(form);
    body.set(button.name, button.value);
    item.classList.add("mod-item--sent");
    say(item, desk.dataset.waiting);
    focus(beside(item, 1) || beside(item, -1));
    const { ok, said } = await post(form.action, body).catch(() => ({ said: { said: desk.dataset.failed } }));
    item.classList.remove("mod-item--sent");
    const text = said?.said || desk.dataset.refused;
    if (ok && said) {
      item.dataset.version = said.version;
      form.elements.seen.value = said.version;
      leave(item, text);
    } else if (said?.gone) {
      leave(item, text);
    } else {
      item.classList.add("mod-item--failed");
      say(item, text);
      if (!current) focus(item);
    }
    status.textContent = text;
    current?.scrollIntoView({ block: "nearest" }); // what was decided has become a line, and everything has moved
    return ok && Boolean(said);
  };

  /* The last one that was taken, also if its answer is still on its way. */
  const undo = async () => {
    const last = decided.pop();
    if (!(await last?.kept)) return;
    const { item } = last;
    const form = item.querySelector("[data-decide]");
    const body = new FormData(form);
    body.set("verdict", "undo");
    const { ok, said } = await post(form.action, body).catch(() => ({ said: { said: desk.dataset.failed } }));
    if (ok && said) {
      item.dataset.version = said.version;
      form.elements.seen.value = said.version;
      item.classList.remove("mod-item--done", "mod-item--failed");
    } else if (!said?.gone) {
      decided.push(last);
    }
    say(item, said?.said || desk.dataset.refused);
    status.textContent = said?.said || desk.dataset.refused;
    if (ok) focus(item);
  };

  let loading = false;
  const more = async () => {
    const place = list.querySelector("[data-more]");
    if (!place || loading) return;
    loading = true;
    try {
      const got = await fetch(place.querySelector("a").href);
      if (!got.ok) return;
      const page = new DOMParser().parseFromString(await got.text(), "text/html");
      const known = new Set(items().map((item) => item.id));
      const found = [...page.querySelectorAll("[data-list] > [data-item], [data-list] > [data-more]")];
      place.replaceWith(...found.filter((one) => !one.id || !known.has(one.id)));
      if (!current) focus(open()[0] || null);
    } catch {
      // The link stays where it was.
    } finally {
      loading = false;
    }
  };

  const sanction = async (item) => {
    if (!item?.dataset.sanction) return;
    const got = await fetch(item.dataset.sanction, { headers: { "X-Requested-With": "XMLHttpRequest" } });
    if (!got.ok) return;
    dialog.innerHTML = await got.text(); // made and escaped by our own templates
    dialog.showModal();
    dialog.querySelector("[data-sanction-form]").addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      const { ok, said } = await post(form.action, new FormData(form)).catch(() => ({ said: { said: desk.dataset.failed } }));
      if (!ok) {
        say(form, said?.said || desk.dataset.refused);
        return;
      }
      dialog.close();
      status.textContent = said.said;
      surroundings.clear();
      focus(item);
    });
  };

  /* On a keyboard of another script the letters are where they are on a Latin one. */
  const key = (event) => {
    if (/^[a-z?]$/i.test(event.key)) return event.key.toLowerCase();
    const place = /^(?:Key([A-Z])|(?:Digit|Numpad)([1-9]))$/.exec(event.code);
    if (event.code === "Slash" && event.shiftKey) return "?";
    return place ? (place[1] || place[2]).toLowerCase() : "";
  };
  const acts = {
    j: () => focus((current && beside(current, 1)) || current || open()[0] || null),
    k: () => focus((current && beside(current, -1)) || current || open()[0] || null),
    s: () => sanction(current),
    u: undo,
    n: () => {
      const note = current?.querySelector(".mod-note");
      if (note) note.open = true;
      note?.querySelector("textarea").focus();
    },
    "?": () => help.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (event.key === "Escape" && target.matches?.(".mod-note textarea")) current?.focus();
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keysOn.checked) return;
    if (target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]")) return;
    const said = key(event);
    const button = said && current?.querySelector(`[data-decide] [data-key="${said}"]`);
    if (!button && !acts[said]) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // the question mark is the desk's own key for its list of keys
    if (button) decide(current, button);
    else acts[said]();
  }, true);

  list.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-decide]") || !event.submitter?.name) return;
    event.preventDefault();
    decide(event.target.closest("[data-item]"), event.submitter);
  });
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[data-item]");
    if (!item) return;
    if (event.target.closest("[data-open-sanction]")) {
      event.preventDefault();
      sanction(item);
    } else if (item !== current && !event.target.closest("a, button, summary, textarea")) focus(item);
  });
  document.querySelector("[data-help]").addEventListener("click", () => help.showModal());
  keysOn.checked = localStorage.getItem("moderation-keys") !== "off";
  keysOn.addEventListener("change", () => localStorage.setItem("moderation-keys", keysOn.checked ? "on" : "off"));
  document.querySelector("[data-keys]").hidden = false;
  wide.addEventListener("change", () => current && show(current));
  setInterval(claim, EVERY);
  focus(open()[0] || null);
})();
