"""An editor's evening in a real browser, and the reader's next morning.

Write, be told of a missing credit, put it right, preview, publish; then find it on the front page, in its section,
story, tag, feed, sitemap and by searching.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback]

PASSWORD = "harbour light 7"

MAKE = """
import django; django.setup()
from datetime import datetime, UTC
from django.contrib.auth.models import Group
from tests.begun import migrate
migrate()
from depesche.accounts.models import User
from depesche.newsroom import actions
from depesche.newsroom.models import Author, Section, Story
from tests.media.factories import a_photo
at = datetime(2026, 11, 22, 8, tzinfo=UTC)
user = User.objects.create_user("ineke@depesche.example", "harbour light 7", first_name="Ineke", last_name="Dorn")
user.groups.add(Group.objects.get(name="Editor"))
edition = actions.open_edition(code="en", name="Gazette", language="en", time_zone="UTC", by=None, at=at)
for title in ("Port", "Politics"):
    actions.add_page(page=Section(title=title, slug=title.lower()), under=edition, by=None, publish_at=at)
actions.add_page(page=Story(title="The winter storms", slug="storms"), under=edition, by=None, publish_at=at)
actions.add_page(page=Author(title="Ineke Dorn", slug="ineke", user=user), under=edition, by=None, publish_at=at)
a_photo(title="Nobody's picture", credit_line="", developed=False)
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small newsroom, served from a folder of its own."""
    home = tmp_path_factory.mktemp("newsroom")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    env = _environment(home, address)
    subprocess.run([sys.executable, "-c", MAKE], env=env, check=True, timeout=300)
    serve = ["-m", "django", "runserver", "--noreload", "--insecure", "--skip-checks", f"127.0.0.1:{port}"]
    server = subprocess.Popen([sys.executable, *serve], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.mark.allow_hosts(["127.0.0.1", "::1", "localhost"])
def test_from_an_empty_form_to_the_front_page(site: str, page: Page) -> None:
    page.set_default_timeout(60_000)
    _sign_in(page, site)
    page.get_by_role("link", name="New article").click()
    page.get_by_role("link", name="Port", exact=True).click()
    page.fill("#id_title", "Storm takes the old lighthouse")
    page.locator("#id_standfirst").fill("Nobody was hurt; the light had been out since 1987.")
    _write(page, "At half past three the tower fell into the sea.")
    page.get_by_text(re.compile(r"Characters: 30")).wait_for()
    page.get_by_text(re.compile(r"Words: 10\b")).wait_for()
    page.locator("#id_main_story").select_option(label="The winter storms")
    _tag(page, "Lighthouse")
    _choose_picture(page)
    _press_publish(page)

    page.get_by_text("Not published yet. What you wrote is still here.").wait_for()
    assert page.locator("#id_title").input_value() == "Storm takes the old lighthouse"
    assert page.locator("#id_standfirst").input_value().startswith("Nobody was hurt")
    assert "At half past three" in page.locator("[contenteditable=true]").first.inner_text()
    _give_credit(page)

    page.get_by_label("Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe, [data-w-preview-target=iframe]").first
    preview.get_by_role("heading", name="Storm takes the old lighthouse").wait_for()
    _publish_while_the_page_saves_itself(page)
    page.get_by_text("“Storm takes the old lighthouse” is published.").wait_for()
    _read_it_everywhere(page, site)


def _publish_while_the_page_saves_itself(page: Page) -> None:
    """Change a line, let it be saved on its own, change it again and press the button at once."""
    line = page.locator("#id_standfirst")
    with page.expect_response(lambda response: response.url.endswith("/edit/") and response.request.method == "POST"):
        line.fill("Nobody was hurt.")
    with page.expect_response(lambda response: response.url.endswith("/edit/") and response.request.method == "POST"):
        line.fill("Nobody was hurt, they say.")
    line.fill("Nobody was hurt; the light had been out since 1987.")
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Gulls came back.")
    page.keyboard.press("Control+s")  # at once: the last words go with the key
    page.get_by_text("has been updated").wait_for()
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" So did the ferry.")
    _press_publish(page)


def _read_it_everywhere(page: Page, site: str) -> None:
    headline = "Storm takes the old lighthouse"
    page.context.clear_cookies()  # a reader has none
    for path in ("/en/", "/en/port/", "/en/stories/storms/", "/en/tags/lighthouse/"):
        page.goto(site + path)
        assert page.get_by_role("link", name=headline).first.is_visible(), path
    page.goto(f"{site}/en/")
    page.get_by_role("link", name="Search").first.click()
    page.get_by_role("searchbox").fill("lighthouses towers")
    page.get_by_role("searchbox").press("Enter")
    assert page.locator("mark").first.inner_text()
    page.get_by_role("link", name=headline).click()
    page.get_by_role("heading", level=1, name=headline).wait_for()
    assert page.locator("main picture img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    assert "fell into the sea. Gulls came back. So did the ferry." in page.locator("main").inner_text()
    address = page.url
    for path in ("/en/feed.rss", "/en/port/feed.rss", "/en/stories/storms/feed.rss", "/en/tags/lighthouse/feed.rss"):
        assert f"<link>{address}</link>" in page.request.get(site + path).text(), path
    index = page.request.get(f"{site}/sitemap.xml").text()
    sitemaps = [page.request.get(found).text() for found in re.findall(r"<loc>([^<]+)</loc>", index)]
    assert sum(address in sitemap for sitemap in sitemaps) == 2  # among all, and among the news


def _sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/desk/login/")
    page.fill("[name=login]", "ineke@depesche.example")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Good to see you, Ineke").wait_for()


def _write(page: Page, text: str) -> None:
    page.locator("#panel-child-text-body-section").get_by_title("Insert a block").last.click()
    page.get_by_role("option", name="Text", exact=True).click()
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type(text)


def _tag(page: Page, word: str) -> None:
    page.get_by_role("tab", name="Filing").click()
    field = page.locator(".tagit-new input").first
    field.fill(word)
    field.press(",")
    page.get_by_role("tab", name="Text").click()


def _choose_picture(page: Page) -> None:
    page.locator("#id_lead_photo-chooser").get_by_role("button", name="Choose an image").click()
    page.locator(".modal").get_by_text("Nobody's picture").first.click()
    page.locator("#id_lead_photo-chooser").get_by_text("Nobody's picture").wait_for()


def _press_publish(page: Page) -> None:
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("button[name=action-publish]").click()


def _give_credit(page: Page) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Edit the picture “Nobody's picture”").click()
    picture: Any = opened.value
    picture.locator("#id_credit_line").fill("© Nordbild 2026 / Ineke Dorn")
    picture.get_by_role("button", name="Save", exact=True).click()
    picture.wait_for_url("**/desk/images/")
    picture.close()


def _environment(home: Path, address: str) -> dict[str, str]:
    return {
        **os.environ,
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_BASE_URL": address,
        "DEPESCHE_DATABASE_URL": f"sqlite:///{home / 'newsroom.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError("The newsroom did not start.")
