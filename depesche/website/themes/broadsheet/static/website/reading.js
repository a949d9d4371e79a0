// Nothing on the page needs this script: it keeps the clock of the masthead
// current, shows embeds in place when the reader asks for them, and lets one
// page fade into the next.

const clock = document.getElementById("clock");

if (clock) {
  const language = document.documentElement.lang.replace(/^en$/, "en-GB");
  const zone = { timeZone: clock.dataset.zone, numberingSystem: "latn" };
  const words = (options) => new Intl.DateTimeFormat(language, { ...zone, ...options });
  const time = words({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const day = words({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
  const [hands, date] = clock.children;
  let shown = day.format(new Date(clock.dateTime));

  const tick = () => {
    const now = new Date();
    hands.textContent = time.format(now);
    // The day stays in the server's words until it is another day.
    if (day.format(now) !== shown) date.textContent = shown = day.format(now);
    clock.dateTime = now.toISOString();
    setTimeout(tick, 60000 - (now % 60000));
  };
  tick();
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

if (!matchMedia("(prefers-reduced-motion: reduce)").matches && "adoptedStyleSheets" in document) {
  const fade = new CSSStyleSheet();
  fade.replaceSync("@view-transition{navigation:auto}::view-transition-group(root){animation-duration:.14s}");
  document.adoptedStyleSheets.push(fade);
}
