"""The door does the same work for every address: nothing that could be timed, seen or counted tells who is known."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from depesche.accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db

Typed = Callable[[str], dict[str, str]]
FORMS: dict[str, tuple[str, Typed]] = {
    "sign in": ("/account/sign-in/", lambda email: {"login": email, "password": "not the password"}),
    "sign up": ("/account/sign-up/", lambda email: {"email": email, "password": PASSWORD}),
    "forgotten": ("/account/password/forgotten/", lambda email: {"email": email}),
}
KNOWN = ("password", "passkey", "closed")
UNKNOWN = "nobody@reader.example"


@pytest.fixture
def known(edition: Any) -> dict[str, str]:
    """An account with a password, one without, and one that the newsroom has closed."""
    for name in KNOWN:
        user = User.objects.create_user(f"{name}@reader.example", None if name == "passkey" else PASSWORD)
        User.objects.filter(pk=user.pk).update(is_active=name != "closed")
    return {name: f"{name}@reader.example" for name in KNOWN}


@pytest.fixture
def hashings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each hashing of a password, which is what takes the time at the door."""
    done: list[str] = []
    hasher = type(get_hasher())
    encode = hasher.encode

    def counted(self: Any, *args: Any, **kwargs: Any) -> str:
        done.append("hashed")
        return str(encode(self, *args, **kwargs))

    monkeypatch.setattr(hasher, "encode", counted)
    return done


def work(path: str, typed: dict[str, str], hashings: list[str]) -> dict[str, Any]:
    """What the newsroom did for an address, and what it answered; the address itself is taken out."""
    hashings.clear()
    waiting = DBTaskResult.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = Client(REMOTE_ADDR="192.0.2.7").post(path, typed)
    email = typed.get("email") or typed["login"]
    shown = answer.content.decode().replace(email, "…")
    return {
        "status": answer.status_code,
        "to": answer.get("Location", ""),
        "body": re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", shown),
        "headers": sorted(answer.headers),
        "cookies": sorted(answer.cookies),
        "statements": [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in asked],
        "hashings": len(hashings),
        "letters": DBTaskResult.objects.count() - waiting,
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("account", KNOWN)
def test_a_known_address_makes_no_more_work_than_an_unknown_one(
    form: str, account: str, known: dict[str, str], hashings: list[str]
) -> None:
    path, typed = FORMS[form]
    work(path, typed("first@reader.example"), hashings)  # what is remembered from then on
    there, nowhere = (work(path, typed(email), hashings) for email in (known[account], UNKNOWN))
    assert there == nowhere
    assert there["hashings"] == {"sign in": 1, "sign up": 1, "forgotten": 0}[form]
    assert there["letters"] == {"sign in": 0, "sign up": 1, "forgotten": 1}[form]
