"""How far a page reaches: its short address, how often it was read, and what was read most around it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from depesche.audience import keys as audience
from depesche.audience.models import Count, ShortLink, reaction
from depesche.delivery.collecting import mark
from depesche.newsroom import keys
from depesche.newsroom.models import Teaser, Under, links
from depesche.website.views.frame import Frame


class Reaction(NamedTuple):
    """One word that readers can say of an article: the name under which it is counted, and how often it was."""

    name: str
    word: str
    number: int


class Ranking(NamedTuple):
    """What was read most in some time."""

    title: str
    teasers: list[Teaser]


def reach(kind: str, subject: str | int) -> dict[str, Any]:
    """The short link of a live page and how often the page was read, for its template: one query."""
    return {"short": ShortLink.objects.of(kind, subject).with_views().first()}


def reach_of_article(teaser: Any) -> dict[str, Any]:
    """The same for an article that was fetched with both (``audience.models.reach_of``): no query."""
    if not teaser.code:
        return {"short": None}
    link = ShortLink(code=teaser.code, kind="article", subject=teaser.public_id)
    link.views = teaser.views
    mark(audience.figures("article", teaser.public_id))
    return {"short": link}


def reactions(frame: Frame, public_id: str) -> list[Reaction]:
    """What readers can say of an article, with how many have: one query, and none where the edition offers nothing."""
    mark(keys.reactions(frame.edition.code))
    names = {reaction(word): word for word in frame.edition.reaction_words}
    numbers = Count.objects.totals("article", public_id, names) if names else {}
    return [Reaction(name, word, numbers[name]) for name, word in names.items()]


def most_read(frame: Frame, under: Under, pk: int) -> dict[str, Any]:
    """The articles of a list that were read most in a day and in a week: two queries."""
    times = ((_("In 24 hours"), 24), (_("In seven days"), 168))
    rankings = [
        Ranking(title, list(Teaser.objects.most_read(frame.edition.pk, under, pk, hours=hours, at=frame.at)))
        for title, hours in times
    ]
    for ranking in rankings:
        links(ranking.teasers)
    return {"most_read": [ranking for ranking in rankings if ranking.teasers]}
