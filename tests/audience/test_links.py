"""Short addresses: one for each subject, for ever, and nothing to be learnt from trying them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from depesche.audience import actions, models
from depesche.audience.models import ALPHABET, Permanent, ShortLink
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_a_subject_has_one_link_however_often_it_is_asked_for() -> None:
    first = actions.link_for(kind="story", subject=7, at=NOON)
    assert actions.link_for(kind="story", subject="7", at=NOON) == first
    assert actions.link_for(kind="section", subject=7, at=NOON).code != first.code
    assert ShortLink.objects.count() == 2


def test_codes_are_four_characters_that_nobody_mistakes_and_follow_no_order() -> None:
    codes = [actions.link_for(kind="story", subject=number, at=NOON).code for number in range(200)]
    assert {len(code) for code in codes} == {4}
    assert set("".join(codes)) <= set(ALPHABET)
    assert not set("0O1lIio") & set(ALPHABET)
    places = [[ALPHABET.index(letter) for letter in code] for code in codes]
    assert places != sorted(places)
    # Neighbours share a first letter about once in 55 times; in a sequence they nearly always would.
    assert sum(one[0] == two[0] for one, two in pairwise(codes)) < 30


def test_codes_grow_when_the_short_ones_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "ALPHABET", "7")
    codes = [actions.link_for(kind="story", subject=number, at=NOON).code for number in range(4)]
    assert codes == ["7777", "77777", "777777", "7777777"]


def test_codes_differ_by_case(monkeypatch: pytest.MonkeyPatch) -> None:
    ShortLink.objects.create(code="aB7x", kind="story", subject="1", made_at=NOON)
    ShortLink.objects.create(code="AB7x", kind="story", subject="2", made_at=NOON)
    assert ShortLink.objects.get(code="aB7x").subject == "1"


def test_a_code_is_never_given_back() -> None:
    link = actions.link_for(kind="story", subject=7, at=NOON)
    for take_back in (link.delete, ShortLink.objects.all().delete):
        with pytest.raises(Permanent):
            take_back()
    assert ShortLink.objects.filter(pk=link.pk).exists()


@pytest.mark.parametrize("same", [{"code": "aaaa"}, {"kind": "story", "subject": "1"}])
def test_the_database_holds_both_promises(same: dict[str, Any]) -> None:
    ShortLink.objects.create(code="aaaa", kind="story", subject="1", made_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShortLink.objects.create(**{"code": "bbbb", "kind": "story", "subject": "2", "made_at": NOON} | same)
