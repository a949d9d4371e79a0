"""Does the time of an answer tell whether an address is known?  ``python -m benchmarks.signin [PROBES]``.

Makes a newsroom in a temporary folder with as many accounts as probes, and
asks the door for known and unknown addresses by turns, each from a network of
its own, with passwords hashed as in a real newsroom.  For each form it prints
the medians and the p of a two-sided Mann-Whitney test: below 0.01 the two can be
told apart.
"""

from __future__ import annotations

import gc
import math
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROBES = 2_000
FORMS: dict[str, tuple[str, Callable[[str], dict[str, str]]]] = {
    "sign in": ("/account/sign-in/", lambda email: {"login": email, "password": "not the password"}),
    "sign up": ("/account/sign-up/", lambda email: {"email": email, "password": "ebb and flood, 12 hours"}),
    "forgotten": ("/account/password/forgotten/", lambda email: {"email": email}),
}


def main(probes: int) -> None:
    """Ask, and print what the clock says."""
    with tempfile.TemporaryDirectory() as folder:
        _open(Path(folder))
        from django.test import Client

        known = _accounts(probes)
        print(f"{'form':<12}{'probes':>8}{'known ms':>10}{'unknown ms':>12}{'p':>8}")
        for number, (name, (path, fields)) in enumerate(FORMS.items()):
            times: dict[bool, list[float]] = {True: [], False: []}
            _ask(Client(), path, fields("warm@up.example"))
            gc.disable()
            for index in range(probes):
                pair = [(True, known[index]), (False, f"nobody-{index:06d}@reader.example")]
                random.shuffle(pair)
                for is_known, email in pair:
                    client = Client(REMOTE_ADDR=f"10.{number}.{index // 250}.{2 * (index % 120) + is_known}")
                    times[is_known].append(_ask(client, path, fields(email)))
            gc.enable()
            medians = [1000 * statistics.median(times[is_known]) for is_known in (True, False)]
            p = mann_whitney(times[True], times[False])
            print(f"{name:<12}{probes:>8}{medians[0]:>10.2f}{medians[1]:>12.2f}{p:>8.3f}")


def mann_whitney(one: list[float], other: list[float]) -> float:
    """The two-sided p that both come from one distribution (normal approximation, times have next to no ties)."""
    ranks = {id_: rank for rank, (_, id_) in enumerate(sorted((value, id_) for id_, value in _numbered(one, other)), 1)}
    count, others = len(one), len(other)
    u = sum(ranks[index] for index in range(count)) - count * (count + 1) / 2
    spread = math.sqrt(count * others * (count + others + 1) / 12)
    return math.erfc(abs(u - count * others / 2) / spread / math.sqrt(2))


def _numbered(one: list[float], other: list[float]) -> list[tuple[int, float]]:
    return list(enumerate([*one, *other]))


def _ask(client: Any, path: str, given: dict[str, str]) -> float:
    began = time.perf_counter()
    answer = client.post(path, given)
    took = time.perf_counter() - began
    assert answer.status_code in (200, 302), answer.status_code
    return took


def _open(folder: Path) -> None:
    os.environ.update(
        DEPESCHE_HOME=str(folder),
        DEPESCHE_SECRET_KEY="not a secret, but as long as one: thrown away",  # noqa: S106 - it says so itself
        DEPESCHE_BASE_URL="http://testserver",
        DEPESCHE_ALLOWED_HOSTS="testserver",
        DJANGO_SETTINGS_MODULE="depesche.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    from depesche.newsroom import actions

    actions.open_edition(code="en", name="Gazette", language="en", time_zone="UTC", by=None, at=timezone.now())


def _accounts(number: int) -> list[str]:
    """As many accounts; their passwords are hashed once, since how one was made does not show."""
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from depesche.accounts.models import User

    password = make_password("ebb and flood, 12 hours")
    emails = [f"reader-{index:06d}@reader.example" for index in range(number)]
    with transaction.atomic():
        for email in emails:
            User(email=email, password=password).save()
    return emails


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PROBES)
