// No page needs this script: it keeps the clock of the masthead
// current, shows embeds in place when the reader asks for them, copies and
// shares short addresses, says once that the page was looked at and when
// somebody reacts to it, brings figures up to date, and lets one page fade into
// the next.

const idly = window.requestIdleCallback ?? setTimeout;

const clock = document.getElementById("clock");

if (clock) {
  const timeZone = clock.dataset.zone;
  const [hands, date] = clock.children;
  let day = clock.dateTime.slice(8, 10);
  let figures;

  const words = (now) => {
    const language = document.documentElement.lang.replace(/^en$/, "en-GB");
    const style = { weekday: "long", day: "numeric", month: "long", year: "numeric", numberingSystem: "latn" };
    return new Intl.DateTimeFormat(language, { timeZone, ...style }).format(now);
  };

  const tick = () => {
    const now = new Date();
    figures ??= new Intl.DateTimeFormat("en-GB", { timeZone, day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    const part = Object.fromEntries(figures.formatToParts(now).map(({ type, value }) => [type, value]));
    hands.textContent = `${part.hour}:${part.minute}`;
    // The date stays in the server's words until it is another day.
    if (part.day !== day) {
      date.textContent = words(now);
      day = part.day;
    }
    clock.dateTime = now.toISOString();
    setTimeout(tick, 60000 - (now % 60000));
  };
  // The words of all languages are slow to load, and nobody waits for the clock.
  idly(tick);
}

for (const button of document.querySelectorAll("button[data-frame]")) {
  const offer = button.parentElement;
  offer.hidden = false;
  button.addEventListener("click", () => {
    const frame = document.createElement("iframe");
    frame.sandbox = "allow-scripts allow-same-origin allow-popups allow-presentation";
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.referrerPolicy = "strict-origin";
    frame.title = button.dataset.title;
    if (Number(button.dataset.ratio)) frame.style.aspectRatio = button.dataset.ratio;
    else frame.height = button.dataset.height;
    frame.src = button.dataset.frame;
    offer.replaceWith(frame);
    frame.focus();
  });
}

const { seen } = document.body.dataset;
const figures = document.querySelectorAll("[data-figure]");

// Not after a click.
const count = async () => {
  const answer = await fetch(`/-/figures/${seen.replace(":", "/")}`, { credentials: "omit" });
  const said = answer.ok ? await answer.json() : {};
  for (const figure of figures) {
    const [words, number] = said[figure.dataset.figure] ?? [];
    if (!words || figure.closest(":disabled")) continue;
    figure.textContent = words;
    figure.dataset.number = number;
  }
};

if (seen) {
  const looks = new AbortController();
  // A page that is fetched ahead or stands behind others is not being read yet.
  const look = () => {
    if (document.prerendering || document.visibilityState !== "visible" || looks.signal.aborted) return;
    looks.abort();
    const from = URL.canParse?.(document.referrer) ? new URL(document.referrer).host : "";
    fetch("/-/seen", { method: "POST", body: `${seen} ${from}`, credentials: "omit", keepalive: true }).catch(() => {});
    if (figures.length && !navigator.connection?.saveData) idly(() => count().catch(() => {}));
  };
  for (const moment of ["visibilitychange", "prerenderingchange"]) {
    document.addEventListener(moment, look, { signal: looks.signal });
  }
  look();
}

const act = (said) => fetch("/-/act", { method: "POST", body: new URLSearchParams(said), credentials: "omit", keepalive: true });

const copy = document.querySelector("button[data-copy]");

if (copy && navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(copy.previousElementSibling.href);
    copy.textContent = copy.dataset.copy;
  });
}

const share = document.querySelector("button[data-share]");

if (share && navigator.share) {
  share.hidden = false;
  share.addEventListener("click", async () => {
    try {
      await navigator.share({ title: document.title, url: share.parentElement.querySelector("a").href });
      await act({ of: share.dataset.share, what: "share" });
    } catch {} // somebody thought better of it
  });
}

for (const form of document.querySelectorAll("form[data-act]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { submitter } = event;
    const buttons = form.querySelectorAll("button");
    for (const button of buttons) button.disabled = true;
    try {
      if (!(await act({ of: form.elements.of.value, what: submitter.value })).ok) throw 0;
      const count = submitter.querySelector(".count");
      count.textContent = Number(count.dataset.number) + 1;
      submitter.setAttribute("aria-pressed", "true");
    } catch {
      for (const button of buttons) button.disabled = false; // not counted; try again
    }
  });
}

if (!matchMedia("(prefers-reduced-motion: reduce)").matches && "adoptedStyleSheets" in document) {
  const fade = new CSSStyleSheet();
  fade.replaceSync("@view-transition{navigation:auto}::view-transition-group(root){animation-duration:.14s}");
  document.adoptedStyleSheets.push(fade);
}
