"""Does the time of an answer tell whether an address is known?  ``python -m benchmarks.signin [PROBES]``.

Makes a newsroom with as many accounts as probes, serves it on 127.0.0.1 with
default settings, and asks the door for known and unknown addresses by turns,
each from a network of its own, with passwords hashed as in a real newsroom.
For each form it prints the medians, the AUC (how often a known address took
longer than an unknown one: 0.5 is what a coin does) and the p of a two-sided
Mann-Whitney test.  Ends with exit code 1 if a form can be told apart.
"""

from __future__ import annotations

import http.client
import math
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.served import free_port, given, serving

PROBES = 300
TOLD_APART = 0.001  # the p beneath which chance is no explanation; four forms are asked
_SECRET = "0123456789abcdefghijklmnopqrstuv"  # noqa: S105 - of a form; cookie and field say the same
Fields = Callable[[str], dict[str, str]]

# The form, the accounts that it is asked about, its address, and what is typed.
FORMS: dict[str, tuple[str, str, Fields]] = {
    "sign in": ("reader", "/account/sign-in/", lambda email: {"login": email, "password": "not the password"}),
    "... no password": ("passkey", "/account/sign-in/", lambda email: {"login": email, "password": "not the password"}),
    "sign up": ("reader", "/account/sign-up/", lambda email: {"email": email, "password": "ebb and flood, 12 hours"}),
    "forgotten": ("reader", "/account/password/forgotten/", lambda email: {"email": email}),
}


def main(probes: int) -> int:
    """Ask, and print what the clock says."""
    told = 0
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        (Path(folder) / "depesche.env").touch()
        filling = given(port, HOME=folder) | {"DJANGO_SETTINGS_MODULE": "depesche.settings"}
        subprocess.run([sys.executable, "-m", "benchmarks.signin", "fill", str(probes)], env=filling, check=True)
        with serving(Path(folder), port=port, TRUSTED_PROXIES="1"):
            print(f"{'form':<16}{'of each':>8}{'known ms':>10}{'unknown ms':>12}{'AUC':>7}{'p':>8}", flush=True)
            for number, (form, (known, path, fields)) in enumerate(FORMS.items()):
                times = _asked(port, number, probes, known, path, fields)
                medians = [1000 * statistics.median(times[is_known]) for is_known in (True, False)]
                auc, p = mann_whitney(times[True], times[False])
                told += p < TOLD_APART
                said = f"{form:<16}{probes:>8}{medians[0]:>10.2f}{medians[1]:>12.2f}{auc:>7.3f}{p:>8.3f}"
                print(said, flush=True)
    return int(told > 0)


def mann_whitney(one: list[float], other: list[float]) -> tuple[float, float]:
    """How often ``one`` is above ``other``, and the two-sided p that both come from one distribution.

    By the normal approximation; times have next to no ties.
    """
    ranks = {id_: rank for rank, (_, id_) in enumerate(sorted((value, id_) for id_, value in _numbered(one, other)), 1)}
    count, others = len(one), len(other)
    u = sum(ranks[index] for index in range(count)) - count * (count + 1) / 2
    spread = math.sqrt(count * others * (count + others + 1) / 12)
    return u / (count * others), math.erfc(abs(u - count * others / 2) / spread / math.sqrt(2))


def _numbered(one: list[float], other: list[float]) -> list[tuple[int, float]]:
    return list(enumerate([*one, *other]))


def _asked(port: int, number: int, probes: int, known: str, path: str, fields: Fields) -> dict[bool, list[float]]:
    """The seconds that each answer took, for known addresses and for unknown ones: in pairs, either of them first."""
    times: dict[bool, list[float]] = {True: [], False: []}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for index in range(-3, probes):  # the first few are for warming up
        pair = [(True, f"{known}-{max(index, 0):06d}@reader.example"), (False, f"nobody-{index:06d}@reader.example")]
        random.shuffle(pair)
        for is_known, email in pair:
            network = f"10.{number}.{(index + 3) // 120}.{2 * ((index + 3) % 120) + is_known}"
            took = _ask(connection, path, fields(email), network)
            if index >= 0:
                times[is_known].append(took)
    connection.close()
    return times


def _ask(connection: http.client.HTTPConnection, path: str, typed: dict[str, str], network: str) -> float:
    body = urlencode({**typed, "csrfmiddlewaretoken": _SECRET})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={_SECRET}",
        "X-Forwarded-For": network,
        "Sec-Fetch-Site": "same-origin",
    }
    began = time.perf_counter()
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - began
    assert answer.status in (200, 302), answer.status
    return took


def fill(number: int) -> None:
    """A newsroom with as many accounts of each kind; passwords are hashed once, how one was made does not show."""
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from depesche.accounts.models import User
    from depesche.newsroom import actions

    call_command("migrate", verbosity=0)
    actions.open_edition(code="en", name="Gazette", language="en", time_zone="UTC", by=None, at=timezone.now())
    password = make_password("ebb and flood, 12 hours")
    with transaction.atomic():
        for index in range(number):
            User(email=f"reader-{index:06d}@reader.example", password=password).save()
            User(email=f"passkey-{index:06d}@reader.example", password=make_password(None)).save()


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        fill(int(sys.argv[2]))
    else:
        os.chdir(Path(__file__).resolve().parents[1])
        sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else PROBES))
