"""A comment's whole way: written, held, refused by a rule, appealed against, granted, read, reported and kept.

What its writer is told by mail stands in files that the journey reads.
"""

from __future__ import annotations

import email
import email.policy
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers import free_port, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback]
PASSWORD = "harbour light 7"

MAKE = """
import django; django.setup()
import json
from datetime import timedelta
from tests.begun import migrate
from django.utils import timezone
migrate()
from depesche.accounts.models import User
from depesche.comments import actions
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Section
from tests.comments import moderating as make
at = timezone.now() - timedelta(days=2)
edition = newsroom.open_edition(code="en", name="Gazette", language="en", time_zone="UTC", by=None, at=at)
section = Section(title="Port", slug="port")
newsroom.add_page(page=section, under=edition, by=None, publish_at=at)
body = [{"type": "paragraph", "value": "<p>The ferry sails again.</p>"}]
article = Article(title="The ferry", slug="ferry", body=body)
newsroom.add_page(page=article, under=section, by=None, publish_at=at)
actions.keep(place=("edition", "en"), by=None, mode="open")
rules = [("Keep to the matter", "Arguments, not people."), ("No advertising", "None.")]
actions.publish_rules(edition="en", each=rules, by=None, at=at)
for name in ("Ada", "Ben"):
    user = make.moderator(name)
    user.email = f"{name.lower()}@depesche.example"
    user.save()
for name in ("Mira", "Jonte"):
    User.objects.create_user(f"{name.lower()}@reader.example", "harbour light 7", display_name=name)
print(json.dumps(article.public_path()))
"""

POST = """
import django; django.setup()
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())
call_command("db_worker", "--batch")
"""


@pytest.fixture
def article(tmp_path: Path) -> Iterator[str]:
    """The address of an article with an open discussion, beneath which nobody has written yet."""
    port = free_port()
    site = f"http://127.0.0.1:{port}"
    environment = _surroundings(tmp_path, site)
    command = [sys.executable, "-c", MAKE]
    made = subprocess.run(command, env=environment, check=True, timeout=300, stdout=subprocess.PIPE)
    serve = ["-m", "django", "runserver", "--noreload", "--insecure", "--skip-checks", f"127.0.0.1:{port}"]
    with running([sys.executable, *serve], port, environment):
        yield site + json.loads(made.stdout.splitlines()[-1])


def _surroundings(home: Path, site: str) -> dict[str, str]:
    return {
        **os.environ,
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_BASE_URL": site,
        "DEPESCHE_LOG_LEVEL": "ERROR",  # what is not read would fill the pipe and stop the server
        "DEPESCHE_DATABASE_URL": f"sqlite:///{home / 'newsroom.sqlite3'}",
        "DEPESCHE_EMAIL_URL": f"filemail:///{home / 'letters'}",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }


@pytest.fixture
def plain(browser: Browser) -> Iterator[BrowserContext]:
    """A reader's browser without script."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


def test_a_comment_goes_its_whole_way(article: str, browser: Browser, plain: BrowserContext, tmp_path: Path) -> None:
    site = "/".join(article.split("/")[:3])
    mira = plain.new_page()
    _sign_in(mira, site, "mira@reader.example", "/-/discussion/article/x/write/")
    mira.goto(article)
    mira.get_by_role("link", name="Write a comment").click()
    mira.get_by_label("Your comment").fill("It sank twice, they say.")
    mira.get_by_label("I have read the house rules").check()
    mira.get_by_role("button", name="Send").click()
    mira.get_by_text("A moderator reads your comment before it appears.").wait_for()
    hers = mira.url

    ada = browser.new_page()
    _sign_in(ada, site, "ada@depesche.example", "/desk/discussion/")
    ada.locator(".mod-item--current").get_by_text("The first comment of this writer.").wait_for()
    ada.keyboard.press("n")
    ada.keyboard.type("Who says so?")
    ada.keyboard.press("Escape")
    ada.keyboard.press("1")
    ada.get_by_text("Ada Berg: refused (1. Keep to the matter)").first.wait_for()

    [letter] = _letters(tmp_path, site)
    assert (letter["To"], letter["Subject"]) == ("mira@reader.example", "Your comment was not published")
    for said in ("It breaks house rule 1: Keep to the matter", "Arguments, not people.", "Who says so?"):
        assert said in letter.get_content()
    mira.goto(hers)
    mira.get_by_text("Your comment is not shown.").wait_for()
    mira.get_by_text("1. Keep to the matter").wait_for()
    mira.get_by_role("link", name="Why, and how to appeal").click()
    assert mira.url in letter.get_content(), "the letter leads to where one can appeal"
    mira.get_by_text("Who says so?").wait_for()
    mira.locator("textarea").fill("The harbour master does, in your own article.")
    mira.get_by_role("button", name="Appeal").click()
    mira.get_by_text("Your appeal waits for a moderator.").wait_for()

    ada.goto(f"{site}/desk/discussion/appeals/")
    ada.get_by_text("You have decided this yourself.").wait_for()
    ben = browser.new_page()
    _sign_in(ben, site, "ben@depesche.example", "/desk/discussion/appeals/")
    ben.get_by_role("button", name="Put it right").click()
    ben.get_by_text("Done. The person is told.").wait_for()
    [letter] = _letters(tmp_path, site)
    assert (letter["To"], letter["Subject"]) == ("mira@reader.example", "Your appeal was decided")
    assert mira.url in letter.get_content()
    mira.reload()
    mira.get_by_text("The decision was wrong and is put right").wait_for()

    _reported_and_kept(article, site, browser, ada)
    mira.goto(f"{site}/en/moderation/")
    row = mira.locator("tr", has_text="1. Keep to the matter")
    assert row.locator("td").all_inner_texts() == ["1", "0", "0", "1", "1"]
    for page in (ada, ben):
        page.close()


def _reported_and_kept(article: str, site: str, browser: Browser, moderator: Page) -> None:
    """Another reader finds the comment beneath the article and reports it; the moderator lets it stay."""
    jonte = browser.new_page()
    _sign_in(jonte, site, "jonte@reader.example", "/-/discussion/decisions/")
    jonte.goto(article)
    comment = jonte.locator("#discussion .said", has_text="It sank twice, they say.")
    comment.get_by_role("link", name="Report").click()
    jonte.get_by_label("1. Keep to the matter").check()
    jonte.get_by_role("button", name="Report").click()
    jonte.get_by_text("A moderator will look at it.").wait_for()
    moderator.goto(f"{site}/desk/discussion/?queue=reported")
    moderator.locator(".mod-item--current").wait_for()
    moderator.keyboard.press("a")
    moderator.locator(".mod-item--done").get_by_text("Ada Berg: approved").wait_for()
    jonte.goto(article)
    comment.wait_for()
    jonte.close()


def _letters(home: Path, site: str) -> list[EmailMessage]:
    """What the newsroom has sent since one looked last, when the minute in which a slip can be undone is over."""
    command = [sys.executable, "-c", POST]
    subprocess.run(command, env=_surroundings(home, site), check=True, timeout=300, stdout=subprocess.DEVNULL)
    files = sorted((home / "letters").glob("*"))
    found = [
        email.message_from_bytes(file.read_bytes().rpartition(b"\n----")[0], policy=email.policy.default)
        for file in files
    ]
    for file in files:
        file.unlink()
    return found


def _sign_in(page: Page, site: str, name: str, path: str) -> None:
    page.set_default_timeout(60_000)
    page.goto(f"{site}/desk/login/?next={path}")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{path}")
