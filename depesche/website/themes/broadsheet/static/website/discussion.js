// Without this script everything works on pages of its own.  With it the form
// opens where the reader is, what was typed is kept in the browser until the
// newsroom has it, and new comments are announced, not pushed in.

const talk = document.getElementById("discussion");
const PAUSE = 30000;

// A document parsed by the browser's own loader: no text of ours is ever taken for markup.
const load = (address, body) =>
  new Promise((done, failed) => {
    const request = new XMLHttpRequest();
    request.open(body ? "POST" : "GET", address);
    request.responseType = "document";
    request.timeout = body ? 120000 : 15000; // a picture goes slowly over a telephone
    request.onload = () =>
      request.response && (request.status < 400 || request.status === 403 || request.status === 422)
        ? done(request.response)
        : failed();
    request.onerror = request.ontimeout = failed;
    request.send(body);
  });

const say = (place, words) => {
  let line = place.querySelector(":scope > [role=status]");
  if (!line) {
    line = document.createElement("p");
    line.setAttribute("role", "status");
    line.className = "state";
    place.prepend(line);
  }
  line.textContent = words;
  return line;
};

// A browser that keeps nothing throws; then nothing is kept.
const trying = (act) => {
  try {
    return act();
  } catch {
    return null;
  }
};

const memory = (name) => ({
  read: () => trying(() => JSON.parse(localStorage.getItem(name) ?? "null")),
  keep: (what) => trying(() => localStorage.setItem(name, JSON.stringify(what))),
  forget: () => trying(() => localStorage.removeItem(name)),
});

// The paragraph of the article in which the reader has marked something last.
let marked = "";
document.addEventListener("selectionchange", () => {
  const selection = getSelection();
  const inside = selection.isCollapsed ? null : selection.anchorNode.parentElement?.closest(".text p, .text li, .stand");
  if (inside) marked = inside.textContent.replace(/\s+/g, " ").trim();
});

const quote = (form) => {
  const choice = form.elements.quote;
  if (!choice || !marked) return;
  for (const option of choice.options) {
    if (option.value && marked.startsWith(option.text.replace(/…$/, ""))) {
      choice.value = option.value;
      choice.closest("details").open = true;
    }
  }
};

// What the reader has typed and chosen comes back with the word of its form, so
// that sending it once more, after an answer that was lost, is sending it once.
// A file cannot come back: then it is said that there was one.
const watch = (form, draft) => {
  const { words, token, quote: quoted, shows, picture } = form.elements;
  const kept = draft.read();
  if (kept?.words && !words.value) {
    for (const field of [words, token, quoted, shows]) {
      if (!field || !kept[field.name]) continue;
      field.value = kept[field.name];
      if (field.closest("details")) field.closest("details").open = true;
    }
    const lost = picture && kept.picture;
    if (lost) picture.closest("details").open = true;
    say(form, lost ? `${talk.dataset.kept} ${picture.dataset.lost}` : talk.dataset.kept);
  }
  form.addEventListener("input", () => {
    if (!words.value) return draft.forget();
    const chosen = { quote: quoted?.value, shows: shows?.value, picture: Boolean(picture?.value) };
    draft.keep({ words: words.value, token: token?.value, ...chosen });
  });
};

const opened = new Map();

// Beneath the comment, or before all threads; opened once more it closes, and what was typed stays kept.
const open = async (link) => {
  const address = new URL(link.href);
  if (opened.get(link)?.isConnected) return opened.get(link).remove();
  const page = await load(address.href);
  const place = document.createElement("div");
  place.className = "opened";
  opened.set(link, place);
  if (link.closest(".do")) link.closest(".do").after(place);
  else talk.querySelector(".threads").prepend(place);
  show(place, page, address);
};

const show = (place, page, address) => {
  const found = page.getElementById("form");
  if (!found) return location.assign(address);
  place.replaceChildren(...document.adoptNode(found).childNodes);
  if (place.parentElement.id === `c-${found.dataset.taken}`) place.querySelector(".said")?.remove(); // it stands above
  const draft = memory(`draft ${address.pathname}${address.search}`);
  if (found.dataset.taken) draft.forget();
  for (const form of place.querySelectorAll("form")) {
    if (form.classList.contains("saying") && !found.dataset.taken) {
      watch(form, draft);
      quote(form);
    }
    form.addEventListener("submit", (event) => send(event, place, address));
  }
  const first = place.querySelector("[role=alert], [role=status], textarea, input:not([type=hidden]), button, a");
  if (first?.matches("[role]")) first.tabIndex = -1;
  first?.focus();
};

const send = async (event, place, address) => {
  event.preventDefault();
  const form = event.target;
  if (form.dataset.going) return;
  form.dataset.going = "yes";
  try {
    show(place, await load(form.action, new FormData(form)), address);
  } catch {
    say(form, talk.dataset.away).scrollIntoView({ block: "nearest" });
  } finally {
    delete form.dataset.going;
  }
};

talk?.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/-/']");
  if (!link || link.closest(".opened") || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link).catch(() => say(link.closest(".said, header") ?? talk, talk.dataset.away));
});

// How many there are stands in a small stored file; nobody is asked while the page is not looked at.
if (talk?.dataset.count) {
  const line = document.createElement("div");
  line.setAttribute("role", "status");
  line.className = "fresh";
  talk.querySelector(".threads").before(line);
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch(talk.dataset.count, { credentials: "omit" });
    const more = answer.ok ? (await answer.json()).number - Number(talk.dataset.number) : 0;
    if (more <= 0 || line.dataset.more === String(more)) return;
    line.dataset.more = String(more);
    const link = document.createElement("a");
    link.href = "#discussion";
    link.textContent = `${talk.dataset.new} ${more}`;
    link.addEventListener("click", () => location.reload());
    line.replaceChildren(link);
  };
  setInterval(() => look().catch(() => {}), PAUSE);
  document.addEventListener("visibilitychange", () => look().catch(() => {}));
}
