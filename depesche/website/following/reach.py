"""What the desk is told before and after it sends an article to those who follow."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string

from depesche.newsroom import actions as newsroom
from depesche.subscriptions import figures, reach
from depesche.subscriptions.mailings import PIECE
from depesche.subscriptions.subjects import Place
from depesche.website.following.articles import place_of


def at_the_desk(article: Any) -> str:
    """How many the version of an article in the editor's hands would reach, and what became of those before."""
    name = str(article.pk)
    context = {
        "reach": reach.of_piece(places_of(article), name=name, published_at=article.first_published_at),
        "letters": figures.of(PIECE, name),
        "messages": figures.pushed(name),
    }
    return render_to_string("subscriptions/desk/reach.html", context)


def places_of(article: Any) -> list[Place]:
    """What a version of an article stands under, or is to stand under."""
    edition = article.edition_page().pk
    return [place_of(one.under, one.pk, edition) for one in newsroom.places_of(article)]
