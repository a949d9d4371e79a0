"""Second factors: who has one cannot go around it, and the desk opens for nobody without."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.core.management import call_command
from django.test import Client

from depesche.accounts.models import User
from tests.accounts.conftest import PASSWORD, Letters, again, code_in, is_signed_in, sign_in

pytestmark = pytest.mark.django_db

STAFF = "harbour light 7"


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


def set_up_app(client: Client) -> str:
    """Set up an app for codes; the secret that it has."""
    secret: str = client.get("/account/second-factor/app/").context["form"].secret
    answer = client.post("/account/second-factor/app/", {"code": code_now(secret)})
    assert answer.status_code == 302, answer.context["form"].errors
    return secret


@pytest.fixture
def secret(visitor: Client, reader: User) -> str:
    """The reader has set up an app and signed out."""
    sign_in(visitor, reader.email)
    again(visitor)
    found = set_up_app(visitor)
    visitor.post("/account/sign-out/")
    return found


def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app shows another code."""
    now = time.time() + 90
    monkeypatch.setattr(time, "time", lambda: now)


def test_the_password_alone_opens_nothing(visitor: Client, reader: User, secret: str) -> None:
    assert sign_in(visitor, reader.email)["Location"] == "/account/second-factor/check/"
    assert not is_signed_in(visitor)
    for path in ("/account/", "/account/profile/", "/desk/", "/account/second-factor/"):
        assert visitor.get(path).status_code == 302


def test_the_code_of_the_app_lets_its_owner_in(
    visitor: Client, reader: User, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch)
    sign_in(visitor, reader.email, next="/en/port/")
    answer = visitor.post("/account/second-factor/check/", {"code": code_now(secret)})
    assert answer["Location"] == "/en/port/"
    assert is_signed_in(visitor)


def test_a_code_is_good_for_once(visitor: Client, reader: User, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    later(monkeypatch)
    code = code_now(secret)
    for client, enters in ((visitor, True), (Client(), False)):
        sign_in(client, reader.email)
        client.post("/account/second-factor/check/", {"code": code})
        assert is_signed_in(client) is enters


def test_guesses_are_counted_for_the_account_wherever_they_come_from(
    visitor: Client, reader: User, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch)
    for number in range(8):
        client = Client(REMOTE_ADDR=f"198.51.100.{number}")
        sign_in(client, reader.email)
        client.post("/account/second-factor/check/", {"code": "000 000"})
    sign_in(visitor, reader.email)
    page = visitor.post("/account/second-factor/check/", {"code": code_now(secret)})
    assert "too often" in page.content.decode()
    assert not is_signed_in(visitor)


def test_a_recovery_code_lets_in_once(visitor: Client, reader: User, secret: str) -> None:
    codes = RecoveryCodes(Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)).get_unused_codes()
    for client, enters in ((visitor, True), (Client(), False)):
        sign_in(client, reader.email)
        client.post("/account/second-factor/check/", {"code": codes[0]})
        assert is_signed_in(client) is enters


def test_a_forgotten_password_does_not_go_around_the_second_factor(
    visitor: Client, reader: User, secret: str, letters: Letters
) -> None:
    visitor.post("/account/password/forgotten/", {"email": reader.email})
    visitor.post("/account/password/forgotten/code/", {"code": code_in(letters(reader.email)[-1])})
    visitor.post("/account/password/forgotten/new/", {"password": "spring tide at nine"})
    assert not is_signed_in(visitor)
    sign_in(visitor, reader.email, "spring tide at nine")
    assert not is_signed_in(visitor)


def test_neither_password_nor_mail_are_enough_to_switch_it_off(
    visitor: Client, reader: User, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later(monkeypatch)
    sign_in(visitor, reader.email)
    visitor.post("/account/second-factor/check/", {"code": code_now(secret)})
    again(visitor)
    for path in ("/account/again/", "/account/again/code/"):
        assert visitor.get(path)["Location"].startswith("/account/second-factor/again/")
    visitor.post("/account/second-factor/app/remove/")
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    later(monkeypatch)
    visitor.post("/account/second-factor/again/", {"code": code_now(secret)})
    visitor.post("/account/second-factor/app/remove/")
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_secrets_are_not_in_the_database_as_they_are(reader: User, secret: str) -> None:
    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_the_desk_opens_for_nobody_without_a_second_factor(edition: Any, editor: User, settings: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    client = Client()
    assert client.get("/desk/", follow=True).redirect_chain[-1][0] == "/account/sign-in/?next=%2Fdesk%2F"
    sign_in(client, editor.email, STAFF, next="/desk/")
    assert client.get("/desk/")["Location"] == "/account/second-factor/?next=%2Fdesk%2F"
    assert client.post("/desk/pages/1/edit/").status_code == 403
    assert client.get("/desk/api/main/pages/", HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code == 403
    again(client, STAFF)
    set_up_app(client)
    assert client.get("/desk/").status_code == 200


def test_the_desk_without_the_setting_opens_by_password(edition: Any, editor: User) -> None:
    client = Client()
    assert sign_in(client, editor.email, STAFF, next="/desk/")["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert client.get("/desk/login/")["Location"] == "/desk/"
    assert client.post("/desk/logout/")["Location"] == "/account/sign-in/"
    assert client.get("/desk/").status_code == 302


def test_a_reader_never_gets_to_the_desk(visitor: Client, reader: User) -> None:
    sign_in(visitor, reader.email)
    for path in ("/desk/", "/desk/users/", "/desk/pages/", "/desk/images/", "/desk/account/"):
        page = visitor.get(path)
        assert page.status_code == 403
        assert "for the newsroom" in page.content.decode()
    assert visitor.get("/desk/login/", follow=True).status_code == 403  # and nobody is led in circles


def test_an_operator_helps_whoever_lost_the_telephone(visitor: Client, reader: User, secret: str) -> None:
    call_command("forget_second_factor", reader.email.upper(), verbosity=0)
    sign_in(visitor, reader.email)
    assert is_signed_in(visitor)


def test_an_account_signs_in_by_password_as_long_as_it_has_one(visitor: Client, reader: User) -> None:
    sign_in(visitor, reader.email, PASSWORD)
    assert is_signed_in(visitor)
