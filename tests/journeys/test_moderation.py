"""A moderator's evening by keyboard, and a commenter's way from a refusal to a granted appeal."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers import free_port, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.loopback]
PASSWORD = "harbour light 7"
IS_SEEN = """line => {
  const place = line.getBoundingClientRect();
  return line.contains(document.elementFromPoint(place.left + 20, place.top + 2));
}"""

MAKE = """
import django; django.setup()
from datetime import timedelta
from tests.begun import migrate
from django.utils import timezone
migrate()
from wagtail.users.models import UserProfile
from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Discussion, Rule
from depesche.comments.moderation import examine
from depesche.newsroom import actions as newsroom
from tests.comments import moderating as make
now = timezone.now()
newsroom.open_edition(code="en", name="Gazette", language="en", time_zone="UTC", by=None, at=now)
people = {name: make.moderator(name) for name in ("Ada", "Ben", "Amal")}
for name, user in people.items():
    user.email = f"{name.lower()}@depesche.example"
    user.save()
UserProfile.objects.create(user=people["Amal"], preferred_language="ar")
rules = make.house_rules()
discussion = Discussion.objects.create(kind="article", name="x", edition="en", language="en",
    title="The new ferry is late", path="/en/port/ferry/", begun_at=now)
reader = User.objects.create_user("mira@reader.example", "harbour light 7", display_name="Mira")
other = make.somebody("Ole")
first = make.comment(discussion, other, "Why is the ferry late every single morning?", state="public",
    posted_at=now - timedelta(hours=2))
for number in range(30):
    writer = reader if number % 3 == 0 else other
    comment = make.comment(discussion, writer, f"Comment number {number}: the ferry, the tide and the timetable.",
        posted_at=now - timedelta(minutes=90 - number), parent=first, root=first, depth=1)
    examine(comment, discussion=discussion, checked=True, at=now)
arabic = make.comment(discussion, reader, "العبّارة متأخرة كل صباح، ولا أحد يقول لماذا.",
    posted_at=now - timedelta(minutes=95))
"""


def surroundings(home: Path, address: str = "http://127.0.0.1:8000") -> dict[str, str]:
    """The environment of a newsroom at home here."""
    return {
        **os.environ,
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_BASE_URL": address,
        "DEPESCHE_STAFF_SECOND_FACTOR": "false",
        "DEPESCHE_LOG_LEVEL": "ERROR",  # what is not read would fill the pipe and stop the server
        "DEPESCHE_DATABASE_URL": f"sqlite:///{home / 'newsroom.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a newsroom in which thirty-one comments wait."""
    home = tmp_path_factory.mktemp("filled")
    subprocess.run([sys.executable, "-c", MAKE], env=surroundings(home), check=True, timeout=300)
    return home


@pytest.fixture
def site(filled: Path, tmp_path: Path) -> Iterator[str]:
    """The address of such a newsroom, served for one test."""
    home, port = tmp_path / "home", free_port()
    shutil.copytree(filled, home)
    address = f"http://127.0.0.1:{port}"
    serve = ["-m", "django", "runserver", "--noreload", "--insecure", "--skip-checks", f"127.0.0.1:{port}"]
    with running([sys.executable, *serve], port, surroundings(home, address)):
        yield address


def sign_in(page: Page, site: str, name: str, path: str = "/desk/discussion/") -> None:
    page.set_default_timeout(60_000)
    page.goto(f"{site}/desk/login/?next={path}")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{path}")


def current(page: Page) -> str:
    """What the comment in focus says."""
    return page.locator(".mod-item--current .mod-text").inner_text()


def test_ten_decisions_by_keyboard(site: str, page: Page) -> None:
    sign_in(page, site, "ada@depesche.example")
    page.locator(".mod-item--current").wait_for()
    assert "العبّارة" in current(page)
    page.keyboard.press("j")
    assert "number 0:" in current(page)
    page.keyboard.press("k")
    for key in "a12a3a1aa2":
        before = current(page)
        page.keyboard.press(key)
        assert current(page) != before  # at once, before the answer
    page.get_by_text("Ada Berg: refused (2. No advertising)").last.wait_for()
    done = page.locator(".mod-item--done")
    done.nth(9).wait_for()
    assert page.locator(".mod-status").evaluate(IS_SEEN), "what was decided last does not hide behind the header"
    assert page.locator(".mod-item--current .mod-text").evaluate(IS_SEEN), "nor does what is read now"
    assert page.locator(".mod-item--done .mod-said", has_text="approved").count() == 5
    assert page.locator(".mod-item--done .mod-said", has_text="refused").count() == 5
    assert "number 9:" in current(page)
    page.locator(".mod-thread").get_by_text("Why is the ferry late every single morning?").wait_for()
    page.locator(".mod-history").get_by_text("Mira").wait_for()

    page.keyboard.press("u")  # the last one was a slip
    page.locator(".mod-item--current", has_text="number 8:").wait_for()
    page.keyboard.press("a")
    page.reload()  # the decision arrives all the same, perhaps behind the question for the page
    waiting = page.locator("#wagtail-sidebar").get_by_text("Discussion (2")
    waiting.wait_for()
    if "(21)" not in waiting.inner_text():
        page.reload()
    page.locator("#wagtail-sidebar").get_by_text("Discussion (21)").wait_for()

    page.keyboard.press("?")
    page.get_by_text("refuse by the rule of this number").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("1 is not a decision here")
    page.keyboard.press("Escape")
    assert "number 9:" in current(page)
    page.keyboard.press("1")
    page.get_by_text("Ada Berg: refused (1. No insults) ").or_(page.get_by_text("Ada Berg: refused (1. No insults)"))
    page.locator(".mod-item--done").wait_for()
    page.get_by_role("checkbox", name="Keys").uncheck()
    before = current(page)
    page.keyboard.press("a")
    assert current(page) == before


def test_the_list_goes_on_by_itself(site: str, page: Page) -> None:
    sign_in(page, site, "ada@depesche.example")
    for _ in range(24):
        page.keyboard.press("j")
    page.locator("[data-item]").nth(30).wait_for()


def test_an_error_comes_back_to_its_comment(site: str, page: Page) -> None:
    sign_in(page, site, "ada@depesche.example")
    page.locator(".mod-item--current").wait_for()

    def lost(route: Route) -> None:
        route.abort()

    page.route("**/decide/", lost)
    page.keyboard.press("a")
    failed = page.locator(".mod-item--failed")
    failed.get_by_text("Not sent.").wait_for()
    assert "العبّارة" in failed.inner_text()
    assert "number 0:" in current(page)
    page.unroute("**/decide/")
    page.keyboard.press("k")
    page.keyboard.press("a")
    page.locator(".mod-item--done").get_by_text("approved").wait_for()


def test_two_moderators_see_each_other(site: str, page: Page, browser: Browser) -> None:
    sign_in(page, site, "ada@depesche.example")
    with page.expect_response("**/claim/"):
        page.keyboard.press("j")
    other = browser.new_page()
    try:
        sign_in(other, site, "ben@depesche.example")
        other.locator(".mod-item--current").get_by_text("Ada Berg is reading this.").wait_for()
        other.keyboard.press("a")
        other.locator(".mod-item--failed").get_by_text("Ada Berg is reading this comment").wait_for()
        with page.expect_response("**/decide/"):
            page.keyboard.press("a")
        with other.expect_response("**/claim/"):
            other.keyboard.press("j")
        other.locator(".mod-item--done").get_by_text("Ada Berg: approved").wait_for()
    finally:
        other.close()


def test_a_person_is_silenced_from_the_queue(site: str, page: Page) -> None:
    sign_in(page, site, "ada@depesche.example")
    page.locator(".mod-item--current").wait_for()
    page.keyboard.press("s")
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("House rule").select_option(label="1. No insults")
    dialog.get_by_label("Days").fill("")
    dialog.get_by_role("button", name="Sanction").click()
    dialog.get_by_text("Say for how many days.").wait_for()
    dialog.get_by_label("Days").fill("3")
    dialog.get_by_role("button", name="Sanction").click()
    page.locator(".mod-history").get_by_text("Silence").wait_for()


def test_without_script_forms_do_the_same(site: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    try:
        sign_in(page, site, "ada@depesche.example")
        page.get_by_role("button", name="Approve").first.click()
        page.get_by_text("Ada Berg: approved").first.wait_for()
        page.get_by_role("button", name=re.compile("No insults")).first.click()
        page.get_by_text("Ada Berg: refused (1. No insults)").first.wait_for()
        page.get_by_role("link", name="Thread and history").first.click()
        page.get_by_role("heading", name="Thread").wait_for()
    finally:
        context.close()


def test_in_arabic_everything_runs_from_the_right(site: str, page: Page) -> None:
    sign_in(page, site, "amal@depesche.example")
    page.locator(".mod-item--current").wait_for()
    assert page.evaluate("document.documentElement.dir") == "rtl"
    item = page.locator(".mod-item--current")
    edges = item.evaluate("node => [getComputedStyle(node).borderRightWidth, getComputedStyle(node).borderLeftWidth]")
    assert edges == ["5px", "1px"]
    page.evaluate(  # the keyboard of an Arabic desk has another letter where the a is
        "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'ش', code: 'KeyA', bubbles: true}))"
    )
    page.locator(".mod-item--done").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_commenter_is_told_appeals_and_is_heard(site: str, page: Page, browser: Browser) -> None:
    sign_in(page, site, "ada@depesche.example")
    page.locator(".mod-item--current").wait_for()
    page.keyboard.press("n")
    page.keyboard.type("This was rude.")
    page.keyboard.press("Escape")
    page.keyboard.press("1")
    page.get_by_text("Ada Berg: refused (1. No insults)").first.wait_for()
    context = browser.new_context(java_script_enabled=False)
    reader = context.new_page()
    try:
        sign_in(reader, site, "mira@reader.example", "/-/discussion/decisions/")
        reader.get_by_role("link", name="The new ferry is late").click()
        reader.get_by_text("This was rude.").wait_for()
        reader.get_by_role("heading", name="1. No insults").wait_for()
        reader.locator("textarea").fill("I only said that it is late.")
        reader.get_by_role("button", name="Appeal").click()
        reader.get_by_text("Your appeal waits for a moderator.").wait_for()
        colleague = browser.new_page()
        sign_in(colleague, site, "ben@depesche.example", "/desk/discussion/appeals/")
        colleague.get_by_text("I only said that it is late.").wait_for()
        colleague.get_by_role("button", name="Put it right").click()
        colleague.get_by_text("Done. The person is told.").wait_for()
        colleague.close()
        reader.reload()
        reader.get_by_text("The decision was wrong and is put right").wait_for()
        reader.goto(f"{site}/en/moderation/")
        row = reader.locator("tr", has_text="1. No insults")
        assert row.locator("td").all_inner_texts() == ["1", "0", "0", "1", "1"]
    finally:
        context.close()
