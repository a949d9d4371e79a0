"""Readers follow a search and a discussion, without a script and without an account; figures fit their phones."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .serving import a_free_port
from .test_discussion import _wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback]

MAKE = """
import django; django.setup()
import json
from datetime import timedelta
from django.utils import timezone
from tests.begun import migrate
migrate()
from depesche.comments import actions, hosts
from depesche.comments.models import Decision
from depesche.newsroom import actions as newsroom
from depesche.newsroom.models import Article, Section
from depesche.accounts.models import User
from tests.comments import moderating as make
at = timezone.now() - timedelta(days=2)
mira = User.objects.create_user("mira@reader.example", display_name="Mira")
ada = make.moderator("Ada")
paths = {}
for code in ("en", "ar"):
    edition = newsroom.open_edition(code=code, name="Gazette", language=code, time_zone="UTC", by=None, at=at)
    section = Section(title="Port", slug="port")
    newsroom.add_page(page=section, under=edition, by=None, publish_at=at)
    body = [{"type": "paragraph", "value": "<p>The ferry sails again.</p>"}]
    article = Article(title="The ferry", slug="ferry", body=body)
    newsroom.add_page(page=article, under=section, by=None, publish_at=at)
    actions.keep(place=("edition", code), by=None, mode="checked")
    rules = make.house_rules(code)
    host = hosts.host("article", article.public_id, at)
    actions.accept_rules(rules=rules[0].rules, by=mira, at=at)
    comment = actions.post(host=host, by=mira, words="Rude words.", token=code, at=at)
    seen = actions.version(comment)
    actions.decide(comment=comment, verdict=Decision.Verdict.REFUSED, rule=rules[0], by=ada, at=at, seen=seen)
    paths[code] = article.public_path()
print(json.dumps(paths))
"""


@dataclass
class Site:
    """A small newsroom with a discussion, whose letters lie in a folder."""

    address: str
    paths: dict[str, str]
    home: Path
    env: dict[str, str]

    def letters(self) -> list[str]:
        """What was sent so far, once everything that waits on the queue is done; the newest last."""
        worker = [sys.executable, "-m", "django", "db_worker", "--batch", "--queue-name", "*"]
        subprocess.run(worker, env=self.env, check=True, timeout=120, stdout=subprocess.DEVNULL)
        files = sorted((self.home / "letters").glob("*"), key=lambda file: file.stat().st_mtime_ns)
        read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files if file.is_file()]
        bodies = [letter.get_body(("plain",)) for letter in read if letter["To"] == "jonte@reader.example"]
        return [body.get_content() for body in bodies if body]


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
        "DEPESCHE_EMAIL_URL": f"filemail:///{home / 'letters'}",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }
    made = subprocess.run([sys.executable, "-c", MAKE], env=env, check=True, timeout=300, stdout=subprocess.PIPE)
    paths = json.loads(made.stdout.splitlines()[-1])
    serve = ["-m", "django", "runserver", "--noreload", "--insecure", "--skip-checks", f"127.0.0.1:{port}"]
    server = subprocess.Popen([sys.executable, *serve], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Site(address, paths, home, env)
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_reader_follows_a_search(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/en/search/")
    page.get_by_label("Words").fill('ferry "sails again" -crane')
    page.get_by_role("button", name="Search").last.click()
    page.get_by_role("link", name="Follow this search").click()
    page.get_by_role("heading", name='Follow Search: ferry "sails again" -crane').wait_for()
    _ask_and_confirm(site, page, '* Search: ferry "sails again" -crane')
    page.get_by_role("link", name='Search: ferry "sails again" -crane').click()
    assert page.get_by_label("Words").input_value() == 'ferry "sails again" -crane'


def test_a_reader_follows_a_discussion(site: Site, page: Page) -> None:
    page.goto(site.address + site.paths["en"])
    page.get_by_role("link", name="Follow this discussion").click()
    page.get_by_role("heading", name="Follow Discussion: The ferry").wait_for()
    assert page.get_by_label("Once a day, all together").is_checked()
    page.get_by_label("At once, one letter an hour at most").check()
    _ask_and_confirm(site, page, "* Discussion: The ferry")
    row = page.locator("section", has_text="Discussion: The ferry")
    assert row.get_by_label("How often?").input_value() == "now"
    row.get_by_role("button", name="End it").click()
    page.get_by_role("heading", name="What you follow").wait_for()
    assert page.get_by_text("Discussion: The ferry").count() == 0


def _ask_and_confirm(site: Site, page: Page, asked: str) -> None:
    page.get_by_label("E-mail address").fill("jonte@reader.example")
    page.get_by_role("button", name="Follow").click()
    page.get_by_text("a letter with a link is on its way").wait_for()
    letter = site.letters()[-1]
    assert asked in letter
    link = re.search(r"http://\S+/confirm/\S+", letter)
    assert link
    page.goto(link[0])
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="What you follow").wait_for()


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_figures_of_moderation_fit_a_phone(code: str, scheme: str, site: Site, browser: Browser) -> None:
    looks = {"viewport": {"width": 390, "height": 844}, "color_scheme": scheme}
    context = browser.new_context(**looks)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{site.address}/{code}/moderation/")
    table = page.locator(".table")
    assert table.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    cells = table.locator("tbody td")
    assert cells.count() == 5
    assert all(re.fullmatch(r".+\s+\S+", text, re.DOTALL) for text in cells.all_inner_texts()), "each number is named"
    page.set_viewport_size({"width": 1280, "height": 800})
    assert all(re.fullmatch(r"\S+", text) for text in cells.all_inner_texts()), "the head of the table names them"
    context.close()
