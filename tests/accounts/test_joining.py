"""Opening an account by mail, signing in and out, a forgotten password; nothing tells whether an address is known."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from depesche.accounts.models import User
from tests.accounts.conftest import PASSWORD, Letters, code_in, is_signed_in, sign_in
from tests.servers import free_port

pytestmark = pytest.mark.django_db

NEW = "nele@reader.example"


def join(client: Client, email: str = NEW, **more: str) -> Any:
    given = {"email": email, "password": PASSWORD, "display_name": "Nele am Deich", **more}
    return client.post("/account/sign-up/", given)


def test_a_reader_opens_an_account_by_the_code_of_a_letter(visitor: Client, letters: Letters) -> None:
    assert join(visitor)["Location"] == "/account/sign-up/code/"
    assert not User.objects.filter(email=NEW).exists()
    [letter] = letters(NEW)
    answer = visitor.post("/account/sign-up/code/", {"code": code_in(letter)})
    assert answer["Location"] == "/account/"
    user = User.objects.get(email=NEW)
    assert user.public_name() == "Nele am Deich"
    assert not user.is_staff
    assert is_signed_in(visitor)


@pytest.mark.loopback
def test_while_the_mail_server_is_away_letters_wait(visitor: Client, letters: Letters, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    join(visitor)
    assert letters(NEW) == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(minutes=1))  # when it is tried again
    [letter] = letters(NEW)
    assert visitor.post("/account/sign-up/code/", {"code": code_in(letter)})["Location"] == "/account/"


def test_an_account_signs_out_and_in_again(visitor: Client, reader: User) -> None:
    assert sign_in(visitor, reader.email)["Location"] == "/account/"
    assert is_signed_in(visitor)
    visitor.post("/account/sign-out/")
    assert not is_signed_in(visitor)
    assert sign_in(visitor, reader.email.upper())["Location"] == "/account/"


def test_whoever_signs_in_goes_on_to_where_they_wanted(visitor: Client, reader: User) -> None:
    assert sign_in(visitor, reader.email, next="/en/port/?a=1#discussion")["Location"] == "/en/port/?a=1#discussion"


def test_a_wrong_code_opens_nothing_and_five_end_it(visitor: Client, letters: Letters) -> None:
    join(visitor)
    for _ in range(4):
        assert visitor.post("/account/sign-up/code/", {"code": "0000 0000"}).status_code == 200
    visitor.post("/account/sign-up/code/", {"code": "0000 0000"})
    [letter] = letters(NEW)
    assert visitor.post("/account/sign-up/code/", {"code": code_in(letter)})["Location"] == "/account/sign-up/"
    assert not User.objects.filter(email=NEW).exists()


def test_a_code_may_be_typed_in_the_digits_of_any_script(visitor: Client, letters: Letters) -> None:
    join(visitor)
    arabic = code_in(letters(NEW)[0]).translate(str.maketrans("0123456789 ", "٠١٢٣٤٥٦٧٨٩-"))
    visitor.post("/account/sign-up/code/", {"code": arabic})
    assert is_signed_in(visitor)


def test_a_code_is_good_in_the_browser_that_asked_for_it_only(visitor: Client, letters: Letters) -> None:
    join(visitor)
    stranger = Client()
    join(stranger, "stranger@reader.example")
    stranger.post("/account/sign-up/code/", {"code": code_in(letters(NEW)[0])})
    assert not User.objects.filter(email__endswith="@reader.example").exists()


def test_whoever_has_an_account_already_is_told_so_by_mail_and_nobody_else_is(
    visitor: Client, reader: User, letters: Letters
) -> None:
    known, unknown = join(visitor, reader.email), join(Client(), NEW)
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    [letter] = letters(reader.email)
    assert "already" in letter.subject
    assert "http://testserver/account/password/forgotten/" in letter.body
    assert User.objects.filter(email=reader.email).count() == 1


def test_an_account_is_not_taken_over_by_signing_up_again(visitor: Client, reader: User, letters: Letters) -> None:
    join(visitor, reader.email)
    letters(reader.email)
    for code in ("", "0000 0000"):
        visitor.post("/account/sign-up/code/", {"code": code})
    assert not is_signed_in(visitor)
    reader.refresh_from_db()
    assert reader.display_name == "Möwe 7"


def test_a_forgotten_password_is_renewed_and_ends_all_sessions(visitor: Client, reader: User, letters: Letters) -> None:
    elsewhere = Client()
    sign_in(elsewhere, reader.email)
    assert visitor.post("/account/password/forgotten/", {"email": reader.email})["Location"].endswith("/code/")
    visitor.post("/account/password/forgotten/code/", {"code": code_in(letters(reader.email)[-1])})
    answer = visitor.post("/account/password/forgotten/new/", {"password": "spring tide at nine"})
    assert answer["Location"] == "/account/sign-in/"
    assert not is_signed_in(elsewhere)
    sign_in(visitor, reader.email)  # the old one opens nothing
    assert not is_signed_in(visitor)
    sign_in(visitor, reader.email, "spring tide at nine")
    assert is_signed_in(visitor)
    assert letters(reader.email)[-1].subject.endswith("was changed")


def test_the_new_password_cannot_be_reached_without_the_code(visitor: Client, reader: User) -> None:
    visitor.post("/account/password/forgotten/", {"email": reader.email})
    answer = visitor.post("/account/password/forgotten/new/", {"password": "spring tide at nine"})
    assert answer["Location"] == "/account/password/forgotten/"
    reader.refresh_from_db()
    assert reader.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/account/sign-in/", {"login": "{}", "password": "not the password"}),
        ("/account/sign-up/", {"email": "{}", "password": PASSWORD}),
        ("/account/password/forgotten/", {"email": "{}"}),
    ],
)
def test_the_door_answers_alike_for_known_and_unknown_addresses(
    path: str, given: dict[str, str], reader: User, edition: Any
) -> None:
    answers = []
    for address in (reader.email, "nobody@reader.example"):
        client = Client()
        answer = client.post(path, {name: value.format(address) for name, value in given.items()})
        page = client.get(answer["Location"]) if answer.status_code == 302 else answer
        body = page.content.decode().replace(address, "ADDRESS")
        token = page.context["csrf_token"]
        answers.append((answer.status_code, answer.get("Location"), len(mail.outbox), without_token(body, str(token))))
    assert answers[0] == answers[1]
    posted = DBTaskResult.objects.filter(task_path="depesche.accounts.tasks.send_letter").count()
    assert posted == (0 if "login" in given else 2)


def without_token(body: str, token: str) -> str:
    """A page without the word that is another one each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body).replace(token, "")
