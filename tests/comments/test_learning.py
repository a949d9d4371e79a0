"""Learning from the house's own decisions: off until there are enough, explained by words, never refusing."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import timedelta

import pytest

from depesche.accounts.models import User
from depesche.comments import actions, tasks
from depesche.comments.models import Comment, Decision, Discussion, Learned, Rule
from depesche.comments.moderation import examine, learning
from tests.comments import moderating as make
from tests.comments.moderating import NOW

pytestmark = pytest.mark.django_db
GOOD = ["ferry", "harbour", "council", "bridge", "timetable", "mayor", "school", "budget", "article", "thanks"]
BAD = ["casino", "winnings", "jackpot", "bonus", "pills", "crypto"]


def some(rng: random.Random, refused: bool) -> str:
    """A comment of this house: what is refused advertises, now and then with a good word."""
    words = rng.sample(GOOD, 4) + (rng.sample(BAD, 2) if refused else [])
    rng.shuffle(words)
    return " ".join(words)


def decided(discussion: Discussion, writer: User, by: User | None, number: int, *, automatic: bool = False) -> None:
    """That many decisions of each kind."""
    rng = random.Random(7)  # noqa: S311 - the same comments each time
    rule = Rule.objects.first() or make.house_rules()[0]
    comments = Comment.objects.bulk_create(
        Comment(
            discussion=discussion,
            writer=writer,
            text=some(rng, index % 2 == 1),
            html="",
            posted_at=NOW,
            token=f"l{discussion.pk}-{index}",
        )
        for index in range(number * 2)
    )
    Decision.objects.bulk_create(
        Decision(
            comment=comment,
            verdict="refused" if index % 2 else "approved",
            rule=rule if index % 2 else None,
            before="pending",
            by=by,
            automatic=automatic,
            at=NOW,
        )
        for index, comment in enumerate(comments)
    )


def test_before_there_are_enough_decisions_there_is_no_opinion(
    discussion: Discussion, reader: User, moderator: User
) -> None:
    decided(discussion, reader, moderator, learning.LEAST - 1)
    assert actions.learn(language="en", at=NOW) is None
    assert learning.opinion("casino jackpot bonus", "en") is None


def test_what_resembles_the_refused_waits_and_the_words_say_why(
    discussion: Discussion, reader: User, moderator: User
) -> None:
    decided(discussion, reader, moderator, learning.LEAST)
    tasks.learn.func()
    learned = Learned.objects.get()
    assert (learned.language, learned.approved, learned.refused) == ("en", 200, 200)
    assert learned.agreed > learned.tried * 0.95
    known = make.somebody()
    make.comment(discussion, known, state="public")
    bad = make.comment(discussion, known, "Casino! The JACKPOT of the harbour.")
    verdict = examine(bad, discussion=discussion, checked=False, at=NOW)
    [found] = verdict.findings
    assert (verdict.state, found.check, found.reason) == ("pending", "experience", "alike")
    assert {"casino", "jackpot"} == set(found.values["words"].split(", "))
    good = make.comment(discussion, known, "The ferry and the mayor, again.")
    assert examine(good, discussion=discussion, checked=False, at=NOW).state == "public"


def test_a_figure_is_the_sum_of_its_words() -> None:
    rng = random.Random(1)  # noqa: S311 - the same comments each time
    examples = [(some(rng, bool(index % 2)), bool(index % 2)) for index in range(400)]
    lesson = learning.learn(examples, "en")
    assert all(lesson.weights[word] > 0 for word in BAD)
    assert learning.features("Casino casino https://a.example/x", "en") == ["casino", learning.A_LINK]


def test_what_says_nothing_about_the_decisions_has_no_say(
    discussion: Discussion, reader: User, moderator: User
) -> None:
    decided(discussion, reader, moderator, learning.LEAST)
    tasks.learn.func()
    assert learning.opinion("casino jackpot", "en") is not None
    row = Learned.objects.get()
    row.agreed, row.at = row.tried // 2, row.at + timedelta(days=1)
    row.save()
    assert learning.opinion("casino jackpot", "en") is None


def test_nothing_is_learned_from_what_a_check_decided(discussion: Discussion, reader: User) -> None:
    decided(discussion, reader, None, learning.LEAST, automatic=True)
    assert actions.learn(language="en", at=NOW) is None


def test_languages_learn_apart(discussion: Discussion, reader: User, moderator: User) -> None:
    decided(discussion, reader, moderator, learning.LEAST)
    tasks.learn.func()
    assert learning.opinion("casino jackpot", "de") is None


def test_whoever_only_asks_for_an_opinion_does_not_load_the_library() -> None:
    script = (
        "import django; django.setup(); import sys; import depesche.comments.tasks, depesche.comments.moderation;"
        "assert not {'vowpalwabbit', 'numpy', 'scipy', 'sklearn'} & set(sys.modules)"
    )
    environment = {"DJANGO_SETTINGS_MODULE": "depesche.settings", "DEPESCHE_SECRET_KEY": "x" * 40, "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=120)
