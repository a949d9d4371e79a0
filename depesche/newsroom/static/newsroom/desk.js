/* Counts while somebody writes: characters of a line, words and minutes of a text. */
(() => {
  const { Controller } = window.StimulusModule;
  const number = new Intl.NumberFormat(document.documentElement.lang || undefined);
  const say = (label, count) => `${label} ${number.format(count)}`;
  const line = (after, name) => {
    const output = document.createElement("p");
    output.className = name;
    output.dir = "auto";
    after.append(output);
    return output;
  };

  class CountController extends Controller {
    static values = { ideal: Number, label: String, long: String };
    connect() {
      this.field = this.element.querySelector("input, textarea");
      if (!this.field) return;
      this.output = line(this.field.closest(".w-field") || this.element, "desk-count");
      this.show = this.show.bind(this);
      this.field.addEventListener("input", this.show);
      this.show();
    }
    disconnect() {
      this.field?.removeEventListener("input", this.show);
      this.output?.remove();
    }
    show() {
      const count = [...this.field.value.trim()].length;
      const long = this.idealValue > 0 && count > this.idealValue;
      this.output.classList.toggle("desk-count--long", long);
      this.output.textContent = count ? say(this.labelValue, count) + (long ? ` – ${this.longValue}` : "") : "";
    }
  }

  /* As the newsroom counts reading time: 220 words a minute, at least one. */
  class WordsController extends Controller {
    static values = { label: String, minutes: String };
    connect() {
      this.output = line(this.element, "desk-words");
      this.later = () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.show(), 400); };
      this.observer = new MutationObserver((changes) => {
        if (changes.some((change) => !this.output.contains(change.target))) this.later();
      });
      this.observer.observe(this.element, { subtree: true, childList: true, characterData: true });
      this.element.addEventListener("input", this.later);
      this.show();
    }
    disconnect() {
      this.observer.disconnect();
      clearTimeout(this.timer);
      this.element.removeEventListener("input", this.later);
      this.output.remove();
    }
    show() {
      const written = [
        ...[...this.element.querySelectorAll("[contenteditable=true]")].map((box) => box.innerText),
        ...[...this.element.querySelectorAll("textarea, input[type=text]")]
          .filter((box) => box.closest("[data-streamfield-child]") && !box.closest("[aria-hidden=true]") && box.offsetParent)
          .map((box) => box.value),
      ].join(" ");
      const words = (written.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}’'\-]*/gu) || []).length;
      const minutes = Math.max(1, Math.round(words / 220));
      this.output.textContent = `${say(this.labelValue, words)} · ${say(this.minutesValue, minutes)}`;
    }
  }

  /* The page saves by itself while somebody writes.  A button pressed in that moment waits until it
     has done so, or the form would meet its own newer version and be refused (see conflict.py). */
  const PATIENCE = 10000;
  /* The editor for paragraphs hands its text to the form a quarter of a second after the last key, and
     later on a slow machine.  A button or Ctrl+S that follows sooner waits, or the last words were lost. */
  const SETTLES = 300;
  const AT_MOST = 3000;
  let written = -SETTLES;
  for (const kind of ["keydown", "paste", "drop", "click"]) {
    document.addEventListener(kind, ({ target }) => {
      if (target instanceof Element && target.closest(".Draftail-Editor")) written = performance.now();
    }, true);
  }
  const bare = (texts) => texts.join("").replace(/[\s\ufeff\u200b]/g, "");
  const behind = (editor) => {
    const field = editor.closest(".Draftail-Editor__wrapper")?.parentNode.querySelector("input[type=hidden]");
    const lines = [...editor.querySelectorAll("[data-block]")];
    if (!field?.value || !lines.length) return false;
    const kept = JSON.parse(field.value)?.blocks ?? [];
    return bare(kept.map(({ text }) => text)) !== bare(lines.map((line) => line.textContent));
  };
  const unsettled = (form) => {
    const passed = performance.now() - written;
    if (passed > AT_MOST) return false;
    return passed < SETTLES || [...form.querySelectorAll(".Draftail-Editor")].some(behind);
  };
  let saving = false;
  let sending = false;
  let held;
  const send = () => {
    saving = false;
    if (!held) return;
    clearTimeout(held.timer);
    if (unsettled(held.form)) {
      held.timer = setTimeout(send, 50);
      return;
    }
    const { form, button } = held;
    held = undefined;
    sending = true;
    if (button?.name) { // the button itself may have been drawn anew meanwhile
      const { name, value } = button;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.requestSubmit();
  };
  document.addEventListener("w-autosave:save", (event) => {
    if (sending || held) event.preventDefault(); // what was typed goes with the button
    else saving = true;
  });
  document.addEventListener("w-autosave:success", ({ target: form, detail: { data } }) => {
    const seen = { loaded_revision_id: data.revision_id, loaded_revision_created_at: data.revision_created_at };
    for (const [name, value] of Object.entries(seen)) {
      const field = form.elements.namedItem(name);
      if (field && value) field.value = value; // what it saved itself is no news to it
    }
    // A form that was handed back is not watched for changes by Wagtail 8.0, so it would save itself only once.
    form.dataset.wUnsavedCheckIntervalValue ??= "499";
    send();
  });
  document.addEventListener("w-autosave:error", send);
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (sending || !form.matches("[data-edit-form]") || !(saving || unsettled(form))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held ??= { form, button: event.submitter, timer: setTimeout(send, saving ? PATIENCE : 50) };
  }, true);

  window.wagtail.app.register("desk-count", CountController);
  window.wagtail.app.register("desk-words", WordsController);
})();
