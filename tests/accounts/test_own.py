"""My account: name, address, password, sessions, data, and its end."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client

from depesche.accounts import names
from depesche.accounts.models import Attempt, User
from depesche.comments import actions as comments
from depesche.comments.models import Comment, Discussion
from tests.accounts.conftest import PASSWORD, Letters, again, code_in, is_signed_in, sign_in
from tests.comments.conftest import NOW, discussion

__all__ = ["discussion"]

pytestmark = pytest.mark.django_db

PAGES = [
    "/account/",
    "/account/profile/",
    "/account/picture/",
    "/account/address/",
    "/account/password/",
    "/account/sessions/",
    "/account/second-factor/",
    "/account/passkeys/",
    "/account/connections/",
    "/account/data/",
    "/account/erase/",
]


@pytest.fixture
def comment(discussion: Discussion) -> Comment:
    """Something that somebody has said."""
    made = Comment.objects.create(discussion=discussion, text="x", html="<p>x</p>", posted_at=NOW, token="one")
    comments.set_state(comment=made, state=Comment.State.PUBLIC, at=NOW)
    return made


@pytest.fixture
def mine(visitor: Client, reader: User) -> Client:
    """The reader's browser."""
    sign_in(visitor, reader.email)
    again(visitor)
    return visitor


@pytest.mark.parametrize("path", PAGES)
def test_each_page_is_for_its_owner_and_kept_by_nobody(mine: Client, path: str) -> None:
    page = mine.get(path)
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"
    assert "'unsafe" not in page["Content-Security-Policy"]
    assert Client().get(path)["Location"] == f"/account/sign-in/?next={path}"


def test_a_reader_takes_another_name_and_language(mine: Client, reader: User) -> None:
    mine.post("/account/profile/", {"display_name": "  Nele   am Deich ", "language": "de"})
    reader.refresh_from_db()
    assert (reader.display_name, reader.language) == ("Nele am Deich", "de")


@pytest.mark.parametrize(
    "name",
    ["Ineke Dorn", "INEKE  DORN", "lneke Dorn", "Ιneke Dоrn", "I.n.e.k.e-D0rn", "Redaktion", "Аdmin", "هيئة التحرير"],
)
def test_nobody_takes_a_name_that_looks_like_the_newsrooms(name: str, db: None) -> None:
    User.objects.create_user("ineke@depesche.example", first_name="Ineke", last_name="Dorn", is_staff=True)
    with pytest.raises(ValidationError):
        names.check_name(name)


@pytest.mark.parametrize("name", ["Nele", "Иван", "محمد", "李雷", "Möwe 7", "a\u200db", "Ineke D."])
def test_any_other_name_will_do(name: str, db: None) -> None:
    User.objects.create_user("ineke@depesche.example", first_name="Ineke", last_name="Dorn", is_staff=True)
    assert names.check_name(name) == name


@pytest.mark.parametrize("name", ["a\u202eb", "\u200b", "...", "a\x00b", "a\u2066b"])
def test_a_name_shows_all_that_is_in_it(name: str, db: None) -> None:
    with pytest.raises(ValidationError):
        names.check_name(name)


def test_another_address_needs_the_codes_of_both(mine: Client, reader: User, letters: Letters) -> None:
    before, new = reader.email, "wiebke@other.example"
    mine.post("/account/address/", {"email": new})
    first, second = code_in(letters(new)[-1]), code_in(letters(before)[-1])
    for wrong in ({"code": first, "second": first}, {"code": second, "second": second}):
        mine.post("/account/address/codes/", wrong)
    reader.refresh_from_db()
    assert reader.email == before
    mine.post("/account/address/codes/", {"code": first, "second": second})
    reader.refresh_from_db()
    assert reader.email == new
    assert "another e-mail address" in letters(before)[-1].body
    assert "another address" in letters(before)[-1].subject
    other = Client()
    sign_in(other, before)
    assert not is_signed_in(other)
    sign_in(other, new)
    assert is_signed_in(other)


def test_an_address_of_somebody_else_cannot_be_taken(mine: Client, reader: User, letters: Letters) -> None:
    User.objects.create_user("nele@reader.example", PASSWORD)
    mine.post("/account/address/", {"email": "nele@reader.example"})
    assert "already" in letters("nele@reader.example")[-1].subject
    assert "    0" not in letters("nele@reader.example")[-1].body


def test_what_is_grave_asks_once_more(visitor: Client, reader: User) -> None:
    sign_in(visitor, reader.email)
    for path in ("/account/address/", "/account/erase/", "/account/data/", "/account/passkeys/add/"):
        assert visitor.get(path)["Location"] == f"/account/again/?next={path.replace('/', '%2F')}"


def test_signing_out_everywhere_ends_every_session(mine: Client, reader: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, reader.email)
    mine.post("/account/sessions/end/")
    assert not is_signed_in(mine)
    assert not is_signed_in(elsewhere)


def test_the_others_can_be_ended_alone(mine: Client, reader: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, reader.email)
    mine.post("/account/sessions/")
    assert is_signed_in(mine)
    assert not is_signed_in(elsewhere)


def test_a_changed_password_ends_the_other_sessions(mine: Client, reader: User) -> None:
    elsewhere = Client()
    sign_in(elsewhere, reader.email)
    new = "spring tide at nine"
    mine.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert is_signed_in(mine)
    assert not is_signed_in(elsewhere)


def test_whoever_is_banned_is_out_with_the_next_request(mine: Client, reader: User) -> None:
    reader.is_active = False
    reader.save()
    assert not is_signed_in(mine)
    other = Client()
    sign_in(other, reader.email)
    assert not is_signed_in(other)


def test_the_session_has_another_key_after_signing_in(visitor: Client, reader: User) -> None:
    visitor.post("/account/sign-up/", {"email": "x@y.example", "password": PASSWORD})  # a session before the account
    before = visitor.cookies["sessionid"].value
    sign_in(visitor, reader.email)
    assert visitor.cookies["sessionid"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_the_file_tells_all_that_is_kept_and_no_secret(mine: Client, reader: User, comment: Comment) -> None:
    Comment.objects.filter(pk=comment.pk).update(writer=reader, text="The ferry was late again.")
    answer = mine.post("/account/data/")
    held = answer.json()
    assert held["account"]["email"] == reader.email
    assert held["account"]["public_name"] == "Möwe 7"
    assert [one["text"] for one in held["comments"]["written"]] == ["The ferry was late again."]
    assert len(held["sessions"]) == 1
    assert reader.password not in answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(("wish", "text", "state"), [("anonymous", "Late.", "public"), ("gone", "", "deleted")])
def test_an_account_ends_with_what_its_owner_wants_of_the_comments(
    mine: Client, reader: User, comment: Comment, letters: Letters, wish: str, text: str, state: str
) -> None:
    Comment.objects.filter(pk=comment.pk).update(writer=reader, signed="Möwe 7", text="Late.", html="<p>Late.</p>")
    elsewhere = Client()
    sign_in(elsewhere, reader.email)
    email = reader.email
    assert mine.post("/account/erase/", {"comments": wish}).status_code == 200  # not sure yet
    mine.post("/account/erase/", {"comments": wish, "sure": "on"})
    assert not User.objects.filter(email=email).exists()
    comment.refresh_from_db()
    assert (comment.writer_id, comment.signed, comment.text, comment.state) == (None, "", text, state)
    assert not is_signed_in(mine)
    assert not is_signed_in(elsewhere)
    assert letters(email)[-1].subject.endswith("is erased")


def test_staff_do_not_erase_what_the_newsroom_needs(edition: Any, editor: User) -> None:
    client = Client()
    sign_in(client, editor.email, "harbour light 7")
    again(client, "harbour light 7")
    client.post("/account/erase/", {"comments": "gone", "sure": "on"})
    assert User.objects.filter(pk=editor.pk).exists()


def test_attempts_that_are_over_are_forgotten(reader: User, noon: datetime) -> None:
    from depesche.accounts import actions, tries

    tries.SIGN_IN.allows("somebody", at=noon)
    actions.tidy(at=noon + tries.SIGN_IN.within)
    assert Attempt.objects.exists()
    actions.tidy(at=noon + 2 * tries.SIGN_IN.within)
    assert not Attempt.objects.exists()
