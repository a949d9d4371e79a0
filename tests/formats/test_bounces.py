"""Reports of letters that came back, as servers write them, and as people do who wish harm."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from depesche.formats import bounces
from depesche.formats.bounces import Kind, Report
from depesche.formats.malformed import Malformed

LETTER = "abc123@courier.example"
BACK_TO = "bounces+abc123@courier.example"


def report(
    status: str = "5.1.1", action: str = "failed", *, returned: str = "message/rfc822", to: str = BACK_TO
) -> bytes:
    """A report as RFC 3464 wants it."""
    return f"""\
From: MAILER-DAEMON@reader.example
To: {to}
Subject: Undelivered Mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.  Status: 2.0.0

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.reader.example

Final-Recipient: rfc822; mira@reader.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} Unknown

--b
Content-Type: {returned}

Return-Path: <{BACK_TO}>
Message-ID: <{LETTER}>
Subject: Die Fähre

Text
--b--
""".encode()


def complaint(kind: str = "abuse") -> bytes:
    """A complaint as RFC 5965 wants it."""
    return f"""\
From: feedback@provider.example
To: abuse@courier.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

A reader has complained.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1
Version: 1

--b
Content-Type: message/rfc822

Message-ID: <{LETTER}>
Subject: x

Text
--b--
""".encode()


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("5.1.1", Kind.HARD), ("5.1.2", Kind.HARD), ("5.1.10", Kind.HARD), ("5.2.1", Kind.HARD),
        ("5.2.2", Kind.SOFT), ("5.7.1", Kind.SOFT), ("5.0.0", Kind.SOFT), ("4.4.7", Kind.SOFT), ("5.1.8", Kind.SOFT),
    ],
)  # fmt: skip
def test_only_failures_of_the_address_itself_are_for_good(status: str, kind: Kind) -> None:
    found = bounces.load(report(status))
    assert found == Report(kind, status, (BACK_TO, BACK_TO), (LETTER,))


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers", "message/global"])
def test_the_letter_is_known_by_what_came_back_of_it(returned: str) -> None:
    found = bounces.load(report(returned=returned, to="somebody@courier.example"))
    assert found
    assert found.letters == (LETTER,)
    assert BACK_TO in found.senders


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_a_letter_on_its_way_is_no_failure(action: str) -> None:
    assert bounces.load(report(action=action)) is None


def test_a_success_that_calls_itself_a_failure_is_none() -> None:
    assert bounces.load(report("2.0.0")) is None


@pytest.mark.parametrize("kind", ["abuse", "fraud", "virus", "other"])
def test_a_complaint_is_one(kind: str) -> None:
    found = bounces.load(complaint(kind))
    assert found
    assert (found.kind, found.letters) == (Kind.COMPLAINT, (LETTER,))


def test_a_complaint_that_is_taken_back_is_none() -> None:
    assert bounces.load(complaint("not-spam")) is None


@pytest.mark.parametrize(
    "source",
    [
        b"", b"Hello", b"Subject: Out of office\n\nBack on Monday.", b"Content-Type: multipart/report\n\n",
        b'Content-Type: multipart/report; boundary="b"\n\n--b\nContent-Type: message/delivery-status\n\n--b--',
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + report() + b"\n--b--",
    ],
)  # fmt: skip
def test_other_messages_are_no_reports(source: bytes) -> None:
    assert bounces.load(source) is None


def test_a_message_nested_without_end_is_refused() -> None:
    nested = b"".join(b"Content-Type: message/rfc822\n\n" for _ in range(5_000))
    with contextlib.suppress(Malformed):
        assert bounces.load(nested) is None


@given(some.binary(max_size=600), some.integers(0, 900))
def test_whatever_comes_is_read_or_refused_and_nothing_else(noise: bytes, at: int) -> None:
    source = report()
    with contextlib.suppress(Malformed):
        bounces.load(source[:at] + noise + source[at + len(noise) :])
