"""Discussions on their way out, as neutral records, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, islice
from typing import Any

from django.conf import settings

from depesche.comments import hosts
from depesche.comments.models import Comment, Decision, Discussion, kept
from depesche.formats import discussion as neutral
from depesche.media.models import Enclosure

_AT_ONCE = 200  # discussions whose comments are asked for together
_CHUNK = 2_000
_ASKED = 500  # comments whose decisions are asked for together
_FIELDS = (
    "pk", "discussion_id", "public_id", "parent__public_id", "state", "signed", "badge", "known_for", "text", "html",
    "quote", "quoted_version", "posted_at", "edited_at", "helpful", "pinned_at", "featured_at",
    "picture__public_name", "picture__alt", "picture__width", "picture__height",
)  # fmt: skip


def records(*, at: datetime, edition: str = "", everything: bool = False) -> Iterator[neutral.Record]:
    """Each page with a discussion, and then its comments, those that were answered before the answers.

    What readers see at ``at``; of a comment that went and still has answers,
    its empty place.  ``everything`` is for the owner's own archive: what waits,
    what was refused, and what was said beneath pages that are not public.
    """
    discussions = Discussion.objects.order_by("pk")
    discussions = discussions.filter(edition=edition) if edition else discussions
    numbers = iter(discussions.iterator(chunk_size=_CHUNK))
    while lot := list(islice(numbers, _AT_ONCE)):
        threads = {each.pk: thread for each in lot if (thread := _thread(each, at, everything))}
        said = groupby(_rows(threads, everything), key=lambda row: row["discussion_id"])
        for number, rows in said:
            yield threads[number]
            while part := list(islice(rows, _CHUNK)):
                decisions = _decisions([row["pk"] for row in part]) if everything else {}
                yield from (_comment(row, everything, decisions.get(row["pk"], ())) for row in part)


def number_of(*, edition: str = "", everything: bool = False) -> int:
    """About how many comments there are; public ones beneath pages that are not public count as well."""
    rows = Comment.objects.all() if everything else Comment.objects.visible()
    return int((rows.filter(discussion__edition=edition) if edition else rows).count())


def _rows(threads: dict[int, neutral.Thread], everything: bool) -> Iterator[dict[str, Any]]:
    rows = Comment.objects.filter(discussion__in=list(threads))
    rows = rows if everything else rows.visible()
    ordered = rows.order_by("discussion_id", "pk").values(*_FIELDS)
    return iter(ordered.iterator(chunk_size=_CHUNK))


def _thread(one: Discussion, at: datetime, everything: bool) -> neutral.Thread | None:
    """What is said of a page; None for one whose discussion readers do not see."""
    host = hosts.host(one.kind, one.name, at)
    if not everything and (host is None or not kept(host, at).shown):
        return None
    return neutral.Thread(
        key=f"{one.kind}:{one.name}",
        address=f"{settings.BASE_URL}{host.path if host else one.path}",
        title=host.title if host else one.title,
        language=one.language,
        edition=one.edition,
        published_at=host.published_at if host else None,
    )


def _decisions(comments: list[int]) -> dict[int, tuple[neutral.Decision, ...]]:
    """What was decided about comments, in its order; as many are asked about at once as a database takes."""
    found: dict[int, tuple[neutral.Decision, ...]] = {}
    for start in range(0, len(comments), _ASKED):
        rows = Decision.objects.filter(comment__in=comments[start : start + _ASKED]).order_by("pk")
        for row in rows.select_related("rule__rules", "by", "appeal__decided_by"):
            found[row.comment_id] = (*found.get(row.comment_id, ()), _decision(row))
    return found


def _decision(row: Any) -> neutral.Decision:
    return neutral.Decision(
        at=row.at,
        verdict=row.verdict,
        before=row.before,
        rule=row.rule.number if row.rule else 0,
        version=row.rule.rules.version if row.rule else 0,
        note=row.note,
        by=row.by.public_name() if row.by else "",
        automatic=row.automatic,
        appeal=_appeal(row.appeal) if hasattr(row, "appeal") else None,
    )


def _appeal(row: Any) -> neutral.Appeal:
    return neutral.Appeal(
        at=row.at,
        text=row.text,
        decided_at=row.decided_at,
        by=row.decided_by.public_name() if row.decided_by else "",
        note=row.note,
        outcome=row.outcome,
    )


def _picture(row: dict[str, Any]) -> neutral.Picture | None:
    """What is said of a picture; only one that readers see has an address."""
    alt, name = row["picture__alt"], row["picture__public_name"]
    if alt is None:
        return None
    address = settings.BASE_URL + Enclosure(public_name=name).address if name else ""
    return neutral.Picture(address=address, alt=alt, width=row["picture__width"], height=row["picture__height"])


def _comment(row: dict[str, Any], everything: bool, decisions: tuple[neutral.Decision, ...]) -> neutral.Comment:
    if row["state"] != Comment.State.PUBLIC and not everything:
        return neutral.Comment(
            id=row["public_id"], parent=row["parent__public_id"] or "", at=row["posted_at"], state="deleted"
        )
    return neutral.Comment(
        id=row["public_id"],
        parent=row["parent__public_id"] or "",
        author=row["signed"],
        text=row["text"],
        html=row["html"],
        at=row["posted_at"],
        edited_at=row["edited_at"],
        state=row["state"],
        helpful=row["helpful"],
        badge=row["badge"],
        known_for=row["known_for"],
        picture=_picture(row),
        quote=row["quote"],
        quoted_version=row["quoted_version"],
        pinned_at=row["pinned_at"],
        featured_at=row["featured_at"],
        decisions=decisions,
    )
