"""The newsletters of the demo newsroom, with what was sent of them."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from depesche.newsletters.models import Newsletter


def bring_newsletters(content: Path, *, source: str) -> None:
    """Bring what is not there yet; what the desk has changed since stays.  ``source`` is that of the articles."""
    from depesche.newsletters.models import Newsletter
    from depesche.newsroom.models import Edition

    for given in json.loads((content / "newsletters.json").read_text(encoding="utf-8")):
        edition = Edition.objects.filter(slug=given["edition"]).first()
        if edition is None or Newsletter.objects.filter(edition=edition, slug=given["slug"]).exists():
            continue
        fields = {name: given[name] for name in ("title", "slug", "description")}
        newsletter = Newsletter.objects.create(edition=edition, **fields)
        for issue in given["issues"]:
            _send(newsletter, issue, source)


def _send(newsletter: Newsletter, given: dict[str, Any], source: str) -> None:
    from depesche.newsletters import actions
    from depesche.newsletters.models import Issue

    body = [_block(newsletter, part, source) for part in given["parts"]]
    issue = Issue(newsletter=newsletter, title=given["title"], greeting=given["greeting"], body=body)
    issue.save()
    actions.send(issue=issue, at=datetime.fromisoformat(given["at"]))


def _block(newsletter: Newsletter, part: dict[str, Any], source: str) -> dict[str, Any]:
    from depesche.ingest import places
    from depesche.newsroom.models import Story, Teaser

    value: Any = {name: said for name, said in part.items() if name != "kind"}
    if part["kind"] == "text":
        value = part["text"]
    elif part["kind"] == "story":
        story = Story.objects.child_of(newsletter.edition).filter(slug=value.pop("slug")).first()
        value["story"] = story.pk if story else None
    elif part["kind"] == "articles":
        keys = value.pop("keys")
        found = places.by_keys(source, keys)
        names = [found[key].name for key in keys if key in found]
        numbers = dict(Teaser.objects.filter(public_id__in=names).values_list("public_id", "article_id"))
        value["articles"] = [numbers[name] for name in names if name in numbers]
    return {"type": part["kind"], "value": value}
