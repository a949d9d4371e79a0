// Shows what the newsroom sends, and opens it.  It looks at no page and holds up none: there is no "fetch" here.

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    return; // nothing of ours
  }
  event.waitUntil(
    self.registration.showNotification(String(said.title), {
      body: String(said.body),
      lang: said.language,
      dir: said.direction === "rtl" ? "rtl" : "ltr",
      tag: said.topic, // a newer one about the same takes its place ...
      renotify: Boolean(said.topic), // ... and is heard
      data: { path: said.path },
    }),
  );
});

// Where a message leads: nowhere but to this site.
const ours = (path) => {
  const address = new URL(String(path), self.location.origin);
  return address.origin === self.location.origin ? address.href : `${self.location.origin}/`;
};

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(ours(event.notification.data.path)));
});

// The push service has given the browser another endpoint: what it hears of goes along.
self.addEventListener("pushsubscriptionchange", (event) => {
  const before = event.oldSubscription;
  if (!before) return;
  const moved = async () => {
    const now = event.newSubscription || (await self.registration.pushManager.subscribe(before.options));
    const { endpoint, keys } = now.toJSON();
    await fetch("/-/push/move/", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ before: before.endpoint, endpoint, keys }),
    });
  };
  event.waitUntil(moved());
});
