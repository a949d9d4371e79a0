"""A service against advertising, if the newsroom names one: a stand-in on the loopback answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from depesche.accounts.models import User
from depesche.comments import actions
from depesche.comments.models import Comment, Discussion, Finding
from depesche.comments.moderation import examine, said
from depesche.settings import _service
from tests.comments import moderating as make
from tests.comments.moderating import NOW
from tests.servers import Upstream, free_port, upstream

pytestmark = [pytest.mark.django_db, pytest.mark.loopback]


@pytest.fixture
def service(settings: Any) -> Iterator[Upstream]:
    """A service that says what the test wants."""
    with upstream() as stand_in:
        settings.SPAM_SERVICE = urlsplit(f"https://s3cret@127.0.0.1:{stand_in.port}")
        yield stand_in


@pytest.fixture
def known(discussion: Discussion) -> User:
    """Somebody of whom readers have seen something."""
    user = make.somebody("Ines")
    make.comment(discussion, user, state="public")
    return user


def written(discussion: Discussion, by: User, text: str = "The ferry, again.", **more: Any) -> Comment:
    comment = make.comment(discussion, by, text, **more)
    verdict = examine(comment, discussion=discussion, checked=False, at=NOW)
    actions.set_state(comment=comment, state=verdict.state, at=NOW)
    return comment


def test_nobody_is_asked_unless_the_newsroom_says_so(
    discussion: Discussion, known: User, run_tasks: Callable[[], None]
) -> None:
    assert written(discussion, known).state == "public"
    run_tasks()


@pytest.mark.parametrize(("answer", "state", "finding"), [(b"false", "public", ""), (b"true", "pending", "spam")])
def test_what_the_service_says_decides_whether_a_moderator_reads_it(
    service: Upstream,
    discussion: Discussion,
    known: User,
    run_tasks: Callable[[], None],
    answer: bytes,
    state: str,
    finding: str,
) -> None:
    service.body = answer
    comment = written(discussion, known)
    assert comment.state == "pending"
    run_tasks()
    comment.refresh_from_db()
    assert comment.state == state
    assert [one.reason for one in Finding.objects.all()] == ([finding] if finding else [])
    assert service.asked == ["POST /1.1/comment-check"]


def test_the_service_hears_the_text_and_nothing_about_the_reader(
    service: Upstream, discussion: Discussion, known: User, run_tasks: Callable[[], None]
) -> None:
    service.body = b"false"
    written(discussion, known, "Fähre & Hafen")
    run_tasks()
    [(_headers, body)] = service.heard
    said = {name: value for name, [value] in parse_qs(body.decode()).items()}
    assert said["comment_content"] == "Fähre & Hafen"
    assert said["api_key"] == "s3cret"
    assert said["user_ip"] == "0.0.0.0"  # noqa: S104 - a text, nothing listens there
    assert known.email not in body.decode()


@pytest.mark.parametrize("answer", [b"invalid", b"", b"<html>", b"true" * 9])
def test_an_answer_that_is_none_leaves_the_comment_in_the_queue(
    service: Upstream, discussion: Discussion, known: User, run_tasks: Callable[[], None], answer: bytes
) -> None:
    service.body = answer
    comment = written(discussion, known)
    run_tasks()
    comment.refresh_from_db()
    assert comment.state == "pending"
    assert said(Finding.objects.get()) == "127.0.0.1 did not answer."


def test_a_service_that_is_away_leaves_the_comment_in_the_queue(
    settings: Any, discussion: Discussion, known: User, run_tasks: Callable[[], None]
) -> None:
    settings.SPAM_SERVICE = urlsplit(f"https://s3cret@127.0.0.1:{free_port()}")
    comment = written(discussion, known)
    run_tasks()
    comment.refresh_from_db()
    assert comment.state == "pending"
    assert Finding.objects.get().reason == "silent"


def test_what_waits_for_a_moderator_anyway_is_told_to_nobody(
    service: Upstream, discussion: Discussion, reader: User, run_tasks: Callable[[], None]
) -> None:
    written(discussion, reader)
    run_tasks()
    assert service.asked == []


def test_a_moderator_who_was_quicker_has_the_last_word(
    service: Upstream, discussion: Discussion, known: User, moderator: User, run_tasks: Callable[[], None]
) -> None:
    service.body = b"false"
    comment = written(discussion, known)
    make.refuse(comment, make.house_rules()[0], moderator)
    actions.hear_service(comment=comment, spam=False, at=NOW)
    comment.refresh_from_db()
    assert comment.state == "refused"


@pytest.mark.parametrize("address", ["http://KEY@rest.akismet.com", "https://rest.akismet.com", "akismet", "https://"])
def test_an_address_without_key_or_tls_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        _service(address)


def test_no_address_is_no_service() -> None:
    assert _service("") is None
    found = _service("https://KEY@rest.akismet.com")
    assert found
    assert found.hostname == "rest.akismet.com"
