"""Readers at the door in a real browser: by mail, by passkey, by another house, by keyboard, without script."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from tests.servers import free_port, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.loopback]

PASSWORD = "ebb and flood, 12 hours"

MAKE = """
import django; django.setup()
from datetime import datetime, UTC
from tests.begun import migrate
migrate()
from depesche.newsroom import actions
at = datetime(2026, 11, 22, 8, tzinfo=UTC)
for code, name in (("en", "Gazette"), ("ar", "بريد المرفأ")):
    actions.open_edition(code=code, name=name, language=code, time_zone="UTC", by=None, at=at)
"""


@dataclass
class Site:
    """A newsroom that is served, and its letter box."""

    address: str
    environment: dict[str, str]
    box: Path

    def code(self, to: str) -> str:
        """The code of the newest letter to an address; the task queue is worked off first."""
        worker = ["-m", "django", "db_worker", "--batch", "--queue-name", "*", "--no-startup-delay", "-v0"]
        subprocess.run([sys.executable, *worker], env=self.environment, check=True, timeout=120)
        found = []
        for file in sorted(self.box.iterdir(), key=lambda one: one.stat().st_mtime_ns):
            for text in file.read_text(encoding="utf-8").split("-" * 79):
                letter = message_from_string(text.strip(), policy=policy.default)
                if letter["To"] == to:
                    found += re.findall(r"^ {4}(\d{4} \d{4})$", letter.get_content(), re.MULTILINE)
        return str(found[-1])


@pytest.fixture(scope="module")
def library() -> Iterator[tuple[str, int]]:
    """A real OpenID Connect server."""
    port = free_port()
    with running([sys.executable, "-m", "oidc_provider_mock", "-p", str(port)], port):
        yield f"http://localhost:{port}", port


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, library: tuple[str, int]) -> Iterator[Site]:
    """A small newsroom in two languages.  Passkeys want a name, so it is called localhost."""
    home, box, port = tmp_path_factory.mktemp("newsroom"), tmp_path_factory.mktemp("letters"), free_port()
    address = f"http://localhost:{port}"
    environment = os.environ | {
        "DEPESCHE_HOME": str(home),
        "DEPESCHE_BASE_URL": address,
        "DEPESCHE_DATABASE_URL": f"sqlite:///{home / 'newsroom.sqlite3'}",
        "DEPESCHE_EMAIL_URL": f"filemail:///{box}",
        "DEPESCHE_SIGN_IN_OPENID": f"City library|{library[0]}|the-newsroom|a secret",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]),
    }
    subprocess.run([sys.executable, "-c", MAKE], env=environment, check=True, timeout=300)
    serve = ["-m", "django", "runserver", "--noreload", "--insecure", "--skip-checks", f"127.0.0.1:{port}"]
    with running([sys.executable, *serve], port, environment):
        yield Site(address, environment, box)


@pytest.fixture
def reader(page: Page) -> Page:
    """A patient browser."""
    page.set_default_timeout(60_000)
    return page


def heading(page: Page, text: str) -> None:
    page.get_by_role("heading", level=1, name=text).wait_for()


def test_with_the_keyboard_alone_from_the_door_into_the_account(site: Site, reader: Page) -> None:
    reader.goto(f"{site.address}/account/sign-up/?edition=en")
    type_with_keys(reader, "E-mail address", "nele@reader.example")
    type_with_keys(reader, "Password", PASSWORD)
    type_with_keys(reader, "Public name", "Nele am Deich")
    reader.keyboard.press("Enter")
    heading(reader, "Type the code")
    type_with_keys(reader, "Code", site.code("nele@reader.example"))
    reader.keyboard.press("Enter")
    heading(reader, "My account")
    assert "Nele am Deich" in reader.locator("main").inner_text()


def type_with_keys(page: Page, label: str, text: str) -> None:
    """Go to a field with the tabulator, and type."""
    field = page.get_by_label(label).first
    for _ in range(60):
        if field.evaluate("field => field === document.activeElement"):
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"“{label}” cannot be reached with the keyboard.")


def test_a_passkey_opens_an_account_and_signs_in(site: Site, reader: Page) -> None:
    devtools = reader.context.new_cdp_session(reader)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device | {"isUserVerified": True}})
    reader.goto(f"{site.address}/account/sign-up/?edition=en")
    reader.get_by_label("E-mail address").fill("tjark@reader.example")
    reader.get_by_role("button", name="Without a password").click()
    reader.get_by_label("Code").fill(site.code("tjark@reader.example"))
    reader.get_by_role("button", name="Continue").click()
    heading(reader, "Add a passkey")
    reader.get_by_role("button", name="Add a passkey").click()
    heading(reader, "Recovery codes")
    reader.goto(f"{site.address}/account/")
    reader.get_by_role("button", name="Sign out").click()
    heading(reader, "Sign in")
    reader.get_by_role("button", name="Sign in with a passkey").click()
    heading(reader, "My account")
    assert "tjark@reader.example" in reader.locator("main").inner_text()


def test_the_city_library_says_who_somebody_is(site: Site, library: tuple[str, int], reader: Page) -> None:
    said = {"email": "wiebke@reader.example", "email_verified": True}
    requests.put(f"{library[0]}/users/wiebke", json=said, timeout=10)
    reader.goto(f"{site.address}/account/sign-in/?edition=en")
    reader.get_by_role("button", name="Continue with City library").click()
    reader.locator("input[name=sub]").fill("wiebke")
    reader.get_by_role("button", name="Authorize").click()
    heading(reader, "Open an account")
    assert reader.get_by_label("E-mail address").input_value() == "wiebke@reader.example"
    reader.get_by_role("button", name="Continue").click()
    heading(reader, "My account")


def test_without_script_and_in_arabic(site: Site, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(f"{site.address}/account/sign-up/?edition=ar")
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.locator("[name=email]").fill("laila@reader.example")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.locator("[name=code]").fill(site.code("laila@reader.example"))
    page.locator("main form button").click()
    page.wait_for_url("**/account/")
    assert page.locator("html").get_attribute("lang") == "ar"
    assert "laila@reader.example" in page.locator("main").inner_text()
    assert not page.locator("main [data-passkey]:visible").count()
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("edition", ["en", "ar"])
def test_no_page_of_the_door_is_wider_than_the_window(site: Site, browser: Browser, edition: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for path in ("sign-in", "sign-up", "password/forgotten"):
        page.goto(f"{site.address}/account/{path}/?edition={edition}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
