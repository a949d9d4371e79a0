"""An issue put together: part by part, so that one that fails takes no other along."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from depesche.newsletters import kinds
from depesche.newsletters.kinds import Around, NothingToShow
from depesche.newsletters.models import Issue
from depesche.newsroom.models.public import whole

logger = logging.getLogger(__name__)
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What an issue says, in HTML and in plain text, of which articles, and which of its parts had to be left out."""

    html: str
    text: str
    faults: list[dict[str, Any]]
    pieces: tuple[tuple[str, int], ...] = ()


def compose(issue: Issue, *, at: datetime, on_the_web: bool = False) -> Composed:
    """The issue as readers may see it at ``at``, in the language and on the clock of its edition."""
    edition, faults, shown = issue.edition, [], []
    with translation.override(edition.language), timezone.override(edition.zone):
        for number, block in enumerate(_blocks(issue), 1):
            try:
                shown.append(_shown(issue, block, at))
            except Exception as failure:  # noqa: BLE001 - whatever it is, readers get the rest
                faults.append(_fault(issue, number, block, failure))
        context = {
            "issue": issue,
            "greeting": issue.greeting.strip(),
            "parts": shown,
            "on_page": on_the_web,
            "address": "" if on_the_web else whole(issue.public_path()),
        }
        return Composed(
            html=render_to_string("newsletters/issue.html", context),
            text=_EMPTY_LINES.sub("\n\n", render_to_string("newsletters/issue.txt", context)).strip(),
            faults=faults,
            pieces=tuple(dict.fromkeys(piece for part in shown for piece in part["pieces"])),
        )


def choose(issue: Issue, *, at: datetime) -> dict[str, Any]:
    """What is settled when an issue is sent, by block; what cannot be is left out when it is composed."""
    chosen: dict[str, Any] = {}
    for number, block in enumerate(_blocks(issue), 1):
        try:
            if (how := kinds.kind(block.block_type).choose) is not None:
                with transaction.atomic():
                    chosen[block.id] = how(block.value, Around(edition=issue.edition, at=at))
        except Exception as failure:  # noqa: BLE001 - as above
            _fault(issue, number, block, failure)
    return chosen


def note(issue: Issue, faults: list[dict[str, Any]]) -> None:
    """Let editors see which parts were left out of an issue, also those that were there for the first readers."""
    known: dict[Any, dict[str, Any]] = {fault["id"]: fault for fault in issue.faults}
    known.update({fault["id"]: fault for fault in faults})
    found = list(known.values())
    if issue.pk and found != issue.faults:
        Issue.objects.filter(pk=issue.pk).update(faults=found)
        issue.faults = found


def preview(issue: Issue, *, mode: str) -> HttpResponse:
    """An issue as its editor sees it before it is sent; nothing of it is kept."""
    composed = compose(issue, at=timezone.now())
    if mode == "text":
        return HttpResponse(composed.text, content_type="text/plain; charset=utf-8")
    edition = issue.edition
    with translation.override(edition.language):
        context = {
            "subject": issue.title,
            "html": composed.html,
            "because": [issue.newsletter.title],
            "paper": edition.title,
            "language": edition.language,
            "direction": edition.direction,
            "base_url": settings.BASE_URL,
            "preview": True,
        }
        return HttpResponse(render_to_string("subscriptions/letters/mailing.html", context))


class _Broken:
    """A block that cannot even be read."""

    def __init__(self, kind: str, failure: Exception) -> None:
        self.block_type, self.id, self._failure = kind, f"unreadable {kind}", failure

    @property
    def value(self) -> Any:
        """What it holds is not to be had."""
        raise self._failure


def _blocks(issue: Issue) -> Iterator[Any]:
    for number in range(len(issue.body)):
        try:
            yield issue.body[number]
        except Exception as failure:  # noqa: BLE001 - as above
            yield _Broken(str(issue.body.raw_data[number].get("type", "")), failure)


def _shown(issue: Issue, block: Any, at: datetime) -> dict[str, Any]:
    around = Around(edition=issue.edition, at=at, chosen=issue.chosen.get(block.id))
    with transaction.atomic():  # a statement that fails takes none of the others along
        part = kinds.kind(block.block_type).compose(block.value, around)
        context = {"language": issue.edition.language, **part.context}
        html = render_to_string(f"{part.template}.html", context)
        text = render_to_string(f"{part.template}.txt", context).strip()
        return {"html": html, "text": text, "pieces": part.pieces}


def _fault(issue: Issue, number: int, block: Any, failure: Exception) -> dict[str, Any]:
    """Whose reason only the log tells: what an error says may hold anything."""
    empty = isinstance(failure, NothingToShow)
    say = logger.info if empty else logger.error
    say(
        "Part %d (%s) of issue %s is left out.",
        number,
        block.block_type,
        issue.public_id,
        exc_info=not empty and failure,
    )
    return {"id": block.id, "number": number, "kind": block.block_type, "empty": empty}


def in_words(fault: dict[str, Any]) -> str:
    """What the desk is told of a part that was left out."""
    if fault["empty"]:
        words = _("Part %(number)d is left out: readers may not see anything of it (any more).")
    else:
        words = _("Part %(number)d is left out: it is broken. The log of the newsroom says why.")
    return words % {"number": fault["number"]}
