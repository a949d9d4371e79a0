"""What the house's own decisions teach about a comment.

Words are weighed by logistic regression, which Vowpal Wabbit does when it is
time to learn (``tasks.learn``).  What is kept is one figure for each word, so
that an opinion needs nothing but addition, and can be explained by the words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from depesche.comments.models import Learned
from depesche.comments.moderation.folding import fold

LEAST = 200  # decisions of each kind before there is an opinion
MOST = 20_000  # decisions that are learned from, the newest, and words that are kept
WORST = 0.75  # of the decisions tried that must be as people took them; below that there is no opinion
_WORD = re.compile(r"[^\W\d_]{2,30}")
_LINK = re.compile(r"https?://\S+|\bwww\.\S+")
A_LINK = "🔗"  # no word, so none can be mistaken for it

Example = tuple[str, bool]  # a text, and whether it was refused


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely a comment is to be refused here, and the words that say so most."""

    likelihood: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What each word weighs, and how many of the decisions tried it would have taken the same."""

    weights: dict[str, float]
    bias: float
    agreed: int
    tried: int


def opinion(text: str, language: str) -> Opinion | None:
    """What decisions teach about a text; None before enough of them were made, or while they teach too little."""
    learned = _at_hand(language.split("-")[0])
    return _weigh(text, language, learned.weights, learned.bias) if learned else None


def learn(examples: Sequence[Example], language: str) -> Lesson:
    """Learn from decisions, the oldest first; the newest fifth is kept back to see how well that went."""
    kept_back = len(examples) // 5
    weights, bias = _fit(examples[:-kept_back], language)
    tried = examples[-kept_back:]
    agreed = sum((_weigh(text, language, weights, bias).likelihood >= 0.5) == refused for text, refused in tried)
    weights, bias = _fit(examples, language)
    return Lesson(weights, bias, agreed, len(tried))


def features(text: str, language: str) -> list[str]:
    """The words of a text, each once; a link counts as one."""
    linkless, links = _LINK.subn(" ", text)
    found = dict.fromkeys(_WORD.findall(fold(linkless, language)))
    return [*found, A_LINK] if links else list(found)


def _weigh(text: str, language: str, weights: dict[str, float], bias: float) -> Opinion:
    known = {word: weights[word] for word in features(text, language) if word in weights}
    total = max(-30.0, min(30.0, bias + sum(known.values())))
    telling = sorted((word for word in known if known[word] > 0), key=lambda word: -known[word])
    return Opinion(1 / (1 + math.exp(-total)), tuple(telling[:4]))


_CONSTANT = 11650396  # where Vowpal Wabbit keeps what holds without any word (its own constant)


def _fit(examples: Iterable[Example], language: str) -> tuple[dict[str, float], float]:
    from vowpalwabbit import Workspace  # 10 MB that only whoever learns has to carry

    prepared = [(features(text, language), refused) for text, refused in examples]
    vowpal = Workspace("--loss_function logistic --l2 1e-6 --bit_precision 20 --random_seed 1 --no_stdin --quiet")
    try:
        for _round in range(3):
            for found, refused in prepared:
                vowpal.learn(f"{1 if refused else -1} | {' '.join(found)}")
        space = vowpal.hash_space("")
        words = {word for found, _refused in prepared for word in found}
        weighed = {word: vowpal.get_weight(vowpal.hash_feature(word, space)) for word in words}
        bias = vowpal.get_weight(_CONSTANT)
    finally:
        vowpal.finish()
    strongest = sorted(weighed, key=lambda word: -abs(weighed[word]))[:MOST]
    return {word: round(weighed[word], 4) for word in strongest if abs(weighed[word]) > 0.01}, bias


_kept: dict[str, Learned] = {}


def _at_hand(language: str) -> Learned | None:
    """What was learned last, read anew only when it has changed."""
    row = Learned.objects.filter(language=language)
    version = row.values_list("pk", "at").first()
    if version is None:
        return None
    learned = _kept.get(language)
    if learned is None or (learned.pk, learned.at) != version:
        learned = _kept[language] = row.get()
    enough = learned.approved >= LEAST and learned.refused >= LEAST
    return learned if enough and learned.agreed >= learned.tried * WORST else None
