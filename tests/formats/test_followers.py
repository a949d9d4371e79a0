"""Lists of readers as other systems give them back: who may be written to, and since when."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from depesche.formats.followers import LARGEST, Entry, Unreadable, cell, load
from depesche.formats.malformed import Malformed


def listed(text: str) -> list[Entry | Unreadable]:
    return list(load(text.splitlines(keepends=True)))


def test_a_plain_list_needs_no_more_than_addresses() -> None:
    assert listed("\ufeffEmail\nmira@a.example\n\n") == [Entry(line=2, address="mira@a.example", wanted=True)]


def test_a_date_of_consent_is_read_and_is_utc_unless_it_says_otherwise() -> None:
    (found,) = listed("address,consent_at\nmira@a.example,2025-03-01 10:00:00\n")
    assert found == Entry(line=2, address="mira@a.example", wanted=True, agreed_at=datetime(2025, 3, 1, 10, tzinfo=UTC))


@pytest.mark.parametrize("state", ["unsubscribed", "cleaned", "bounced", "something new"])
def test_whoever_is_in_any_state_but_a_good_one_is_not_wanted(state: str) -> None:
    (found,) = listed(f"email,status\nmira@a.example,{state}\n")
    assert isinstance(found, Entry)
    assert not found.wanted


def test_members_of_ghost_are_wanted_if_letters_go_to_them_and_have_no_date_of_consent() -> None:
    head = "id,email,name,note,subscribed_to_emails,created_at,deleted_at\n"
    found = listed(f"{head}1,a@a.example,,,true,2024-01-01T10:00:00.000Z,\n2,b@a.example,,,false,2024-01-01,\n")
    assert [(one.wanted, one.agreed_at) for one in found if isinstance(one, Entry)] == [(True, None), (False, None)]


def test_mailchimp_tells_a_consent_only_of_those_who_asked_themselves() -> None:
    head = "Email Address,OPTIN_TIME,CONFIRM_TIME,LEID,UNSUB_TIME\n"
    rows = ("a@a.example,2024-01-01 10:00:00,2024-01-01 10:05:00,1,", "b@a.example,,2024-01-01 10:05:00,2,")
    gone = "c@a.example,2024-01-01 10:00:00,2024-01-01 10:05:00,3,2024-02-01 10:00:00"
    found = [one for one in listed(head + "\n".join([*rows, gone])) if isinstance(one, Entry)]
    assert [one.wanted for one in found] == [True, True, False]
    assert [bool(one.agreed_at) for one in found] == [True, False, False]


def test_a_bad_line_is_named_with_its_reason_and_loses_no_other() -> None:
    found = listed("email,consent_at\na@a.example\nb@a.example,yesterday\n,2024-01-01\nc@a.example,\n")
    assert found == [
        Unreadable(line=2, reason="columns"),
        Unreadable(line=3, reason="date"),
        Unreadable(line=4, reason="nothing"),
        Entry(line=5, address="c@a.example", wanted=True),
    ]


def test_a_file_without_addresses_and_a_line_without_end_are_refused() -> None:
    with pytest.raises(Malformed):
        listed("name\nMira\n")
    with pytest.raises(Malformed):
        listed("email\n" + "x" * (LARGEST + 1))


@pytest.mark.parametrize("text", ["=1+1@a.example", "+a@a.example", "-a@a.example", "@a"])
def test_no_cell_is_a_formula_and_it_is_read_back_as_it_was(text: str) -> None:
    assert not cell(text).startswith(("=", "+", "-", "@"))
    (found,) = listed(f"email\n{cell(text)}\n")
    assert isinstance(found, Entry)
    assert found.address == text
