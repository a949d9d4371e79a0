"""Trying again: later each time, not for ever, and not where the answer was no."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from depesche.net.retrying import A_DAY, AN_HOUR, FIRST, LONGEST, pause, retrying

LATER = smtplib.SMTPRecipientsRefused({"mira@reader.example": (450, b"Greylisted")})
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NO = smtplib.SMTPRecipientsRefused({"mira@reader.example": (550, b"No such user")})


@dataclass
class Task:
    """Notes what is put on the queue, and for when."""

    name: str = "send_letter"
    at: datetime | None = None
    queued: list[tuple[timedelta, dict[str, Any]]] = field(default_factory=list)

    def using(self, *, run_after: datetime) -> Task:
        self.at = run_after
        return self

    def enqueue(self, **fields: Any) -> None:
        assert self.at
        self.queued.append((self.at - NOW, fields))


def run(task: Task, failure: Exception | None, *, tried: int = 0) -> None:
    with retrying(task, tried=tried, most=2, at=NOW, to="mira@reader.example"):
        if failure:
            raise failure


@pytest.mark.parametrize("failure", [ConnectionRefusedError(), TimeoutError(), LATER, smtplib.SMTPServerDisconnected()])
def test_what_could_not_be_done_now_is_put_on_the_queue_for_later(failure: Exception) -> None:
    task = Task()
    run(task, failure, tried=1)
    [(pause, fields)] = task.queued
    assert fields == {"to": "mira@reader.example", "tried": 2}
    assert FIRST * 1.4 < pause < FIRST * 2.6


def test_what_was_done_is_not_done_again() -> None:
    task = Task()
    run(task, None)
    assert task.queued == []


@pytest.mark.parametrize(
    ("failure", "tried"),
    [(NO, 0), (smtplib.SMTPSenderRefused(553, b"Not yours", "paper"), 0), (LATER, 2), (KeyError("no such letter"), 0)],
)
def test_a_no_the_last_attempt_and_our_own_mistakes_fail(failure: Exception, tried: int) -> None:
    task = Task()
    with pytest.raises(type(failure)):
        run(task, failure, tried=tried)
    assert task.queued == []


def test_pauses_grow_to_some_hours_and_end_about_when_they_say() -> None:
    assert FIRST * 0.75 <= pause(0) <= FIRST * 1.25
    assert LONGEST * 0.75 <= pause(50) <= LONGEST * 1.25
    assert len({pause(3) for _ in range(20)}) > 1
    for attempts, about in ((AN_HOUR, timedelta(hours=1)), (A_DAY, timedelta(days=1))):
        whole = sum((pause(tried) for tried in range(attempts)), timedelta())
        assert about * 0.7 < whole < about * 1.4
