"""What the tests of accounts share: an edition to sign in at, a letter box, and readers at the door."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from depesche.accounts.models import User
from tests.desk.conftest import draft, edition, editor, live, person, reporter, section
from tests.media.conftest import noon

__all__ = ["draft", "edition", "editor", "live", "noon", "person", "reporter", "section"]

PASSWORD = "ebb and flood, 12 hours"
Letters = Callable[[str], list[mail.EmailMessage]]


@pytest.fixture(autouse=True)
def _at_the_configured_address(settings: Any) -> None:
    """The test client asks this host; the door knows one address only."""
    settings.BASE_URL = "http://testserver"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def letters(run_tasks: Callable[[], None]) -> Letters:
    """What has been sent to an address so far, the newest last."""

    def sent_to(address: str) -> list[mail.EmailMessage]:
        run_tasks()
        return [letter for letter in mail.outbox if letter.to == [address]]

    return sent_to


def code_in(letter: mail.EmailMessage) -> str:
    """The code that a letter brings."""
    found = re.search(r"^ {4}(\d{4} \d{4})$", str(letter.body), re.MULTILINE)
    assert found, letter.body
    return found[1]


@pytest.fixture
def reader(db: None) -> User:
    """Somebody who takes part in discussions."""
    return User.objects.create_user("wiebke@reader.example", PASSWORD, display_name="Möwe 7")


@pytest.fixture
def visitor(edition: Any) -> Client:
    """The browser of somebody who has not signed in."""
    return Client()


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str) -> Any:
    """Fill in the door."""
    return client.post("/account/sign-in/", {"login": email, "password": password, **more})


def is_signed_in(client: Client) -> bool:
    """Whether the account opens."""
    return bool(client.get("/account/").status_code == 200)


def again(client: Client, password: str = PASSWORD) -> Any:
    """Show once more that it is you."""
    return client.post("/account/again/", {"password": password})
