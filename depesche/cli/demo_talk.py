"""The discussions of the demo newsroom: its house rules, how they are kept, and what its readers say."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from depesche.cli import demo_moderation

if TYPE_CHECKING:
    from depesche.comments.actions import Page
    from depesche.formats.discussion import Comment

SOURCE = "demo"


def bring_discussions(content: Path, *, source: str, at: datetime) -> None:
    """Bring what is not there yet; what the desk has changed since stays.  ``source`` is that of the articles."""
    for path in sorted((content / "rules").glob("*.json")):
        _rules(json.loads(path.read_text(encoding="utf-8")))
    talks = [talk for path in sorted((content / "discussions").glob("*.json")) for talk in _talks(path)]
    keeping = json.loads((content / "keeping.json").read_text(encoding="utf-8"))
    pages = _pages(source, [*(key for key, _said in talks), *keeping["pages"]])
    _keep(keeping, pages)
    _say([(pages[key], said) for key, said in talks if key in pages], at)
    demo_moderation.fill_queues(content, pages, SOURCE)


def _rules(given: dict[str, Any]) -> None:
    from depesche.comments import actions as comments
    from depesche.comments.models import Rules

    if not Rules.objects.in_force(given["edition"]).exists():
        comments.publish_rules(
            edition=given["edition"],
            each=[(rule["title"], rule["text"]) for rule in given["rules"]],
            introduction=given["introduction"],
            by=None,
            at=datetime.fromisoformat(given["published_at"]),
        )


def _keep(keeping: dict[str, Any], pages: dict[str, Page]) -> None:
    from depesche.comments import actions as comments
    from depesche.comments.models import Setting

    places = [(("edition", code), how) for code, how in keeping["editions"].items()]
    places += [((pages[key].kind, pages[key].name), how) for key, how in keeping["pages"].items() if key in pages]
    said = set(Setting.objects.values_list("kind", "name"))
    for place, how in places:
        if place not in said:
            comments.keep(place=place, by=None, **how)


def _talks(path: Path) -> list[tuple[str, list[Comment]]]:
    from depesche.formats import discussion

    found: list[tuple[str, list[Comment]]] = []
    with path.open("rb") as stream:
        for is_page, records in groupby(discussion.load(stream), key=lambda each: isinstance(each, discussion.Thread)):
            if is_page:
                found += [(each.key, []) for each in records if isinstance(each, discussion.Thread)]
            else:
                found[-1][1].extend(each for each in records if isinstance(each, discussion.Comment))
    return found


def _pages(source: str, keys: list[str]) -> dict[str, Page]:
    from depesche.ingest import places

    return places.by_keys(source, keys)


def _say(talks: list[tuple[Page, list[Comment]]], at: datetime) -> None:
    from depesche.comments import actions as comments

    comments.bring(source=SOURCE, talks=[(page, demo_moderation.undecided(said)) for page, said in talks], at=at)
    demo_moderation.decide(SOURCE, [each for _page, said in talks for each in said])
