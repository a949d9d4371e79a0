"""What pages have in common is asked for once between two purges."""

from __future__ import annotations

import pytest
from django.db import transaction

from depesche.delivery.remembering import until_purged
from depesche.delivery.store import store


class Asked:
    """Counts how often it is asked."""

    times = 0

    def __call__(self) -> int:
        self.times += 1
        return self.times


@pytest.mark.django_db(transaction=True)
def test_it_is_made_anew_after_a_purge_and_not_before() -> None:
    asked = Asked()
    assert [until_purged("sections", asked) for _ in range(3)] == [1, 1, 1]
    store().purge(["anything"])
    assert [until_purged("sections", asked) for _ in range(3)] == [2, 2, 2]


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_sees_is_not_remembered() -> None:
    asked = Asked()
    with transaction.atomic():
        assert [until_purged("sections", asked) for _ in range(2)] == [1, 2]
    assert until_purged("sections", asked) == 3


@pytest.mark.django_db(transaction=True)
def test_what_changes_while_it_is_made_is_made_again() -> None:
    asked = Asked()

    def make() -> int:
        if not asked.times:
            store().purge(["anything"])  # somebody was quicker to change it than we to read it
        return asked()

    assert [until_purged("sections", make) for _ in range(3)] == [1, 2, 2]
