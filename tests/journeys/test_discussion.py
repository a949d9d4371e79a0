"""Readers talk in a real browser: with and without script, by keyboard, from right to left, when something fails."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .serving import a_free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.loopback]

MAKE = """
import django; django.setup()
import json
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from tests.begun import migrate
from django.utils import timezone
migrate()
from depesche.accounts.models import User
from depesche.comments import actions
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Section
from tests.comments import moderating as make
at = timezone.now() - timedelta(days=2)
paths, sessions = {}, {}
for code in ("en", "ar"):
    edition = newsroom.open_edition(code=code, name="Gazette", language=code, time_zone="UTC", by=None, at=at)
    section = Section(title="Port", slug="port")
    newsroom.add_page(page=section, under=edition, by=None, publish_at=at)
    body = [{"type": "paragraph", "value": "<p>The ferry sails again.</p>"}]
    article = Article(title="The ferry", slug="ferry", body=body)
    newsroom.add_page(page=article, under=section, by=None, publish_at=at)
    actions.keep(place=("edition", code), by=None, mode="open", pictures=code == "ar")
    paths[code] = article.public_path()
for name in ("Mira", "Jonte", "Elke", "Samir", "Nour", "Ines"):
    user = User.objects.create_user(f"{name}@reader.example", display_name=name)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "depesche.accounts.adapters.AddressAndPassword"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    sessions[name] = session.session_key
    make.known(user)
actions.publish_rules(edition="en", each=[("Keep to the matter", "Arguments, not people.")], by=None, at=at)
print(json.dumps([paths, sessions]))
"""


@dataclass
class Site:
    """A small newsroom with an open discussion, and readers who are signed in."""

    address: str
    paths: dict[str, str]
    sessions: dict[str, str]

    def sign_in(self, context: BrowserContext, name: str) -> None:
        """Let the browser be that of a reader."""
        context.add_cookies([{"name": "sessionid", "value": self.sessions[name], "url": self.address}])


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
    paths, sessions = json.loads(made.stdout.splitlines()[-1])
    serve = ["-m", "django", "runserver", "--noreload", "--insecure", "--skip-checks", f"127.0.0.1:{port}"]
    server = subprocess.Popen([sys.executable, *serve], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Site(address, paths, sessions)
    finally:
        server.terminate()
        server.wait(timeout=30)


def test_reading_and_answering_without_script(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    site.sign_in(context, "Mira")
    page = context.new_page()
    _write(page, site, "Good *news*.")
    page.get_by_text("Your comment is public.").wait_for()
    page.get_by_role("link", name="Back to the discussion").click()
    comment = page.locator("#discussion .said", has_text="Good news.").first
    assert comment.locator("em").inner_text() == "news"
    comment.get_by_role("link", name="Answer").click()
    assert "Good news." in page.locator("#form blockquote").inner_text()
    page.get_by_label("Your comment").fill("Is it?")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Back to the discussion").click()
    answer = page.locator("#discussion .said.l1", has_text="Is it?")
    assert answer.count() == 1
    answer.locator(".who a").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Comment by Mira"
    context.close()


def test_with_script_the_form_opens_in_place_and_by_keyboard_alone(site: Site, page: Page) -> None:
    site.sign_in(page.context, "Jonte")
    page.goto(site.address + site.paths["en"])
    page.get_by_role("link", name="Write a comment").focus()
    page.keyboard.press("Enter")
    box = page.locator("#discussion .opened textarea")
    box.wait_for()
    assert page.url == site.address + site.paths["en"], "nobody was led away"
    assert box.evaluate("box => box === document.activeElement")
    page.keyboard.type("By keyboard.")
    assert "By keyboard." in str(page.evaluate("JSON.stringify(localStorage)"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "agree"
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    status = page.locator(".opened [role=status]")
    status.wait_for()
    assert status.inner_text() == "Your comment is public."
    assert status.evaluate("line => line === document.activeElement"), "a screen reader says it"
    assert page.evaluate("localStorage.length") == 0, "what the newsroom has is kept no longer"
    assert page.locator(".thread .said", has_text="By keyboard.").count() == 0, "nothing moves what is being read"


def test_a_paragraph_that_was_marked_is_quoted(site: Site, page: Page) -> None:
    site.sign_in(page.context, "Elke")
    page.goto(site.address + site.paths["en"])
    page.locator(".text p").first.dblclick()
    page.get_by_role("link", name="Write a comment").click()
    choice = page.locator(".opened select[name=quote]")
    choice.wait_for()
    assert choice.evaluate("choice => choice.selectedOptions[0].text") == "The ferry sails again."


def test_a_lost_answer_and_a_database_that_is_away_cost_no_word(site: Site, page: Page) -> None:
    site.sign_in(page.context, "Samir")
    page.goto(site.address + site.paths["en"])
    page.get_by_role("link", name="Write a comment").click()
    page.locator(".opened textarea").fill("Kept through everything.")
    page.get_by_label("I have read the house rules").check()
    sent: list[str] = []

    def away(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.post_data or "")
        if len(sent) == 1:
            route.fulfill(status=503, body="away")
        else:
            route.fetch(max_redirects=0)  # the newsroom takes it, and the answer never arrives
            route.abort()

    page.route("**/write/", away)
    for _ in range(2):
        page.get_by_role("button", name="Send").click()
        page.get_by_text("Your text is kept in this browser").wait_for()
        assert page.locator(".opened textarea").input_value() == "Kept through everything."
        page.locator(".opened form[data-going]").wait_for(state="detached")
    page.reload()
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_text("Your text was kept in this browser.").wait_for()
    assert page.locator(".opened textarea").input_value() == "Kept through everything."
    page.unroute("**/write/")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("Your comment is public.").wait_for()
    page.goto(site.address + site.paths["en"])
    assert page.locator(".thread .said", has_text="Kept through everything.").count() == 1


def test_a_picture_that_was_chosen_is_not_lost_in_silence(site: Site, page: Page) -> None:
    site.sign_in(page.context, "Samir")
    page.goto(site.address + site.paths["ar"])
    page.locator("#discussion a.write").click()
    page.locator(".opened textarea").fill("Look.")
    page.locator(".opened details", has=page.locator("[name=picture]")).locator("summary").click()
    page.locator("[name=shows]").fill("The quay.")
    page.locator("[name=picture]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x"})
    page.reload()
    page.locator("#discussion a.write").click()
    said = page.locator(".opened [role=status]")
    said.wait_for()
    assert str(page.locator("[name=picture]").get_attribute("data-lost")) in said.inner_text()
    assert page.locator(".opened textarea").input_value() == "Look."
    assert page.locator("[name=shows]").input_value() == "The quay."
    assert page.locator("[name=picture]").is_visible()


def test_what_stands_above_the_form_is_not_repeated_in_it(site: Site, page: Page, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    site.sign_in(context, "Ines")
    _write(context.new_page(), site, "Said once.")
    context.close()
    site.sign_in(page.context, "Elke")
    page.goto(site.address + site.paths["en"])
    comment = page.locator("#discussion .said", has_text="Said once.").first
    comment.get_by_role("link", name="Helpful").click()
    page.get_by_role("button", name="This is helpful").wait_for()
    assert comment.get_by_text("Said once.").count() == 1
    comment.get_by_role("link", name="Answer").first.click()
    page.locator(".opened textarea").wait_for()
    assert comment.get_by_text("Said once.").locator("visible=true").count() == 1
    page.locator(".opened textarea").fill("Answered.")
    page.get_by_label("I have read the house rules").check()
    page.get_by_role("button", name="Send").click()
    page.locator(".opened .said", has_text="Answered.").wait_for()


def test_new_comments_are_announced(site: Site, page: Page, browser: Browser) -> None:
    page.goto(site.address + site.paths["en"])
    before = page.locator(".thread .said").count()
    context = browser.new_context(java_script_enabled=False)
    site.sign_in(context, "Nour")
    _write(context.new_page(), site, "Just now.")
    context.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    link = page.locator("#discussion .fresh a")
    link.wait_for()
    assert link.inner_text() == "New comments: 1"
    assert page.locator(".thread .said").count() == before
    with page.expect_navigation():
        link.click()
    page.locator(".thread .said", has_text="Just now.").wait_for()


def test_from_right_to_left_each_text_runs_its_own_way(site: Site, page: Page) -> None:
    site.sign_in(page.context, "Nour")
    page.goto(site.address + site.paths["ar"])
    page.locator("#discussion a.write").click()
    page.locator(".opened textarea").fill("Left to right, in an Arabic edition.")
    page.locator(".opened form.saying button").click()
    page.locator(".opened [role=status]").wait_for()
    page.goto(site.address + site.paths["ar"])
    comment = page.locator(".thread .said").first
    assert comment.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert comment.locator(".msg").evaluate("one => getComputedStyle(one).direction") == "ltr"
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, "nothing stands beside the page"


def _write(page: Page, site: Site, words: str) -> None:
    page.goto(site.address + site.paths["en"])
    page.get_by_role("link", name="Write a comment").click()
    page.get_by_label("Your comment").fill(words)
    page.get_by_label("I have read the house rules").check()
    page.get_by_role("button", name="Send").click()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("The newsroom did not start.")
