"""A reader lets the browser be told of a story, gets a message, opens it where the news stands, and ends it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .serving import a_free_port
from .test_discussion import _wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page, Worker

pytestmark = [pytest.mark.browser, pytest.mark.loopback]

MAKE = """
import django; django.setup()
import json
from datetime import timedelta
from django.core.management import call_command
from django.utils import timezone
call_command("migrate", verbosity=0)
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Story
at = timezone.now() - timedelta(days=2)
edition = newsroom.open_edition(code="en", name="Gazette", language="en", time_zone="UTC", by=None, at=at)
story = Story(title="The quay", slug="quay")
newsroom.add_page(page=story, under=edition, by=None, publish_at=at)
from tests import factories as make
from depesche.subscriptions import notices
from depesche.subscriptions.subjects import source
section = make.section(edition, "Harbour")
pieces = [
    make.article(section, f"The quay, day {day}", at=at + timedelta(minutes=day), stories=(story,), text="It is shut.")
    for day in range(25)
]
said = [notices.said(source().piece(str(one.pk), timezone.now()), "quay") for one in (pieces[12], pieces[-1])]
print(json.dumps([story.pk, story.public_path(), *said]))
"""

# Chromium from Debian reaches no push service: what one would give stands here instead.
SUBSCRIBE = """
window.asked = [];
const real = Notification.requestPermission.bind(Notification);
Notification.requestPermission = () => { asked.push("permission"); return real(); };
const one = {
  endpoint: "https://updates.push.services.mozilla.com/wpush/v2/reader",
  toJSON: () => ({ endpoint: one.endpoint, keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg" } }),
};
PushManager.prototype.subscribe = async (options) => {
  asked.push(options.applicationServerKey.length);
  sessionStorage.subscribed = "yes";
  return one;
};
PushManager.prototype.getSubscription = async () => (sessionStorage.subscribed ? one : null);
"""


@dataclass
class Site:
    """A newsroom with a story."""

    address: str
    pk: int
    path: str
    earlier: dict[str, str]  # what browsers are told of an article in the middle of the story
    newest: dict[str, str]

    @property
    def form(self) -> str:
        """Where the story is followed."""
        return f"{self.address}/-/follow/story/{self.pk}/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The newsroom, served from a folder of its own."""
    home, port = tmp_path_factory.mktemp("newsroom"), a_free_port()
    address = f"http://127.0.0.1:{port}"
    env = {
        **os.environ,
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_BASE_URL": address,
        "DEPESCHE_DATABASE_URL": f"sqlite:///{home / 'newsroom.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }
    made = subprocess.run([sys.executable, "-c", MAKE], env=env, check=True, timeout=300, stdout=subprocess.PIPE)
    pk, path, *said = json.loads(made.stdout.splitlines()[-1])
    serve = ["-m", "django", "runserver", "--noreload", "--insecure", "--skip-checks", f"127.0.0.1:{port}"]
    server = subprocess.Popen([sys.executable, *serve], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Site(address, pk, path, *said)
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_without_script_nobody_is_offered_what_needs_one(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.form)
    assert not page.get_by_text("Notify me in this browser").is_visible()
    assert page.get_by_label("E-mail address").is_visible()
    context.close()


def test_nothing_is_asked_before_the_button_and_a_no_is_said(site: Site, page: Page) -> None:
    page.add_init_script(SUBSCRIBE)
    page.goto(site.form)
    button = page.get_by_role("button", name="Notify me in this browser")
    button.wait_for()
    assert page.evaluate("asked") == []
    page.evaluate("Notification.requestPermission = async () => 'denied'")
    button.click()
    page.get_by_text("That did not work.").wait_for()
    assert page.evaluate("asked") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_a_reader_is_told_opens_it_where_the_news_stands_and_ends_it(site: Site, page: Page) -> None:
    page.context.grant_permissions(["notifications"], origin=site.address)
    page.add_init_script(SUBSCRIBE)
    page.goto(site.form)
    page.get_by_role("button", name="Notify me in this browser").click()
    page.get_by_text("This browser tells you of new articles.").wait_for()
    assert page.evaluate("asked") == ["permission", 65]
    page.reload()
    page.get_by_text("This browser tells you of new articles.").wait_for()

    page.get_by_label("Quiet from").select_option("22")
    page.get_by_label("until").select_option("7")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved.").wait_for()
    page.reload()
    page.get_by_text("This browser tells you of new articles.").wait_for()
    assert [page.get_by_label(name).input_value() for name in ("Quiet from", "until")] == ["22", "7"]

    text = {"title": "The ferry <b>sails</b>", "body": "At last."}
    news = {**text, "topic": "quay", "language": "en", "direction": "ltr"}
    first = {**news, "path": f"{site.path}#first"}
    cdp, registration = _worker(page)
    for said in ("not ours", json.dumps(first), json.dumps({**news, "path": f"{site.path}#second"})):
        cdp.send("ServiceWorker.deliverPushMessage", {
            "origin": site.address, "registrationId": registration, "data": said,
        })  # fmt: skip
    page.wait_for_function(f"async () => (await ({SHOWN})()).some(one => one[1].endsWith('#second'))")
    assert page.evaluate(SHOWN) == [["The ferry <b>sails</b>", f"{site.path}#second"]], "the newer took its place"
    assert page.evaluate("performance.getEntriesByType('navigation')[0].workerStart") == 0, "no page waits for it"

    page.get_by_role("button", name="Do not notify me any more").click()
    page.get_by_role("button", name="Notify me in this browser").wait_for()
    page.reload()
    page.get_by_role("button", name="Notify me in this browser").wait_for()


def test_a_click_opens_the_story_where_the_news_stands(site: Site, page: Page) -> None:
    worker = _following(site, page)
    cdp, registration = _worker(page)
    for said in (site.newest, site.earlier):
        cdp.send("ServiceWorker.deliverPushMessage", {
            "origin": site.address, "registrationId": registration, "data": json.dumps(said),
        })  # fmt: skip
        page.wait_for_function(f"async (path) => (await ({SHOWN})()).some(one => one[1] === path)", arg=said["path"])
        address = worker.evaluate(CLICK)
        assert page.evaluate(SHOWN) == [], "a message that was opened is put away"
        page.goto(address)
        assert page.url == f"{site.address}{said['path']}"
        news = page.locator(":target")
        news.get_by_text(said["title"]).first.wait_for()
        assert page.url.startswith(f"{site.address}{site.path}#")
        assert news.evaluate(IN_SIGHT), said["title"]


def test_a_click_on_a_message_that_leads_elsewhere_opens_this_site(site: Site, page: Page) -> None:
    worker = _following(site, page)
    for path in ("https://evil.example/", "//evil.example/x", "javascript:alert(1)"):
        worker.evaluate("path => registration.showNotification('x', { data: { path } })", path)
        assert worker.evaluate(CLICK) == f"{site.address}/"


@pytest.mark.parametrize("given", [True, False])
def test_a_browser_that_gets_another_address_keeps_what_it_hears_of(given: bool, site: Site, page: Page) -> None:
    worker = _following(site, page)
    after = f"https://updates.push.services.mozilla.com/wpush/v2/{'given' if given else 'asked'}"
    assert not _hears(site, page, after)
    worker.evaluate(MOVE, [ENDPOINT, after, given])
    assert _hears(site, page, after)
    assert not _hears(site, page, ENDPOINT)
    worker.evaluate(MOVE, [after, ENDPOINT, given])  # as the other tests know it


ENDPOINT = "https://updates.push.services.mozilla.com/wpush/v2/reader"

# Events that come from a script may hold up nothing and open nothing; both are noted in place of the browser's own.
CLICK = """async () => {
  const [notification] = await registration.getNotifications();
  const opened = new Promise((resolve) => { clients.openWindow = async (address) => resolve(address); });
  const event = new NotificationEvent("notificationclick", { notification });
  event.waitUntil = () => {};
  self.dispatchEvent(event);
  return opened;
}"""

# What a push service does that gives a browser another address: with the new one, or only with the news.
MOVE = """async ([before, after, given]) => {
  const keys = {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  };
  const now = { endpoint: after, toJSON: () => ({ endpoint: after, keys }) };
  const event = new Event("pushsubscriptionchange");
  event.oldSubscription = { endpoint: before, options: { userVisibleOnly: true } };
  event.newSubscription = given ? now : null;
  PushManager.prototype.subscribe = async (options) => options.userVisibleOnly && now;
  let done;
  event.waitUntil = (promise) => { done = promise; };
  self.dispatchEvent(event);
  await done;
}"""

IN_SIGHT = """element => {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}"""


def _following(site: Site, page: Page) -> Worker:
    """The service worker of a browser that hears of the story."""
    page.context.grant_permissions(["notifications"], origin=site.address)
    page.add_init_script(SUBSCRIBE)
    page.goto(site.form)
    page.get_by_role("button", name="Notify me in this browser").click()
    page.get_by_text("This browser tells you of new articles.").wait_for()
    while not page.context.service_workers:
        page.wait_for_timeout(50)
    worker = page.context.service_workers[-1]
    worker.evaluate("registration.active && registration.getNotifications().then(all => all.map(one => one.close()))")
    return worker


def _hears(site: Site, page: Page, endpoint: str) -> bool:
    """Whether the newsroom would tell this address of the story."""
    asked = {"kind": "story", "name": str(site.pk), "endpoint": endpoint}
    answer = page.request.post(f"{site.address}/-/push/look/", data=asked)
    watches: bool = answer.json()["watches"]
    return watches


SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration("/-/push/worker.js");
  const shown = await registration.getNotifications();
  return shown.map(({ title, data }) => [title, data.path]);
}"""


def _worker(page: Page) -> tuple[CDPSession, str]:
    """The browser's own view of the service worker."""
    found: list[str] = []
    cdp = page.context.new_cdp_session(page)
    cdp.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(one["registrationId"] for one in event["registrations"]),
    )
    cdp.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    return cdp, found[-1]
