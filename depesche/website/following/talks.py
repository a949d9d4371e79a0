"""Discussions as something to follow: a whole one, or the answers to one comment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from depesche.comments import hosts
from depesche.comments.hosts import Host
from depesche.comments.models import Comment, Discussion, kept
from depesche.newsroom.models import Edition
from depesche.subscriptions import subjects
from depesche.subscriptions.subjects import Asked, Place, Remark, Subject, Talk
from depesche.website.discussion import path_of
from depesche.website.following.places import subject_of

DISCUSSION, ANSWERS = "discussion", "answers"
MOST, REMARKS = 20, 3  # discussions in one letter, and how many comments it shows of each
_AT_ONCE = 500


def register() -> None:
    """Tell subscriptions who knows about discussions."""
    subjects.register(DISCUSSION, _discussion, bundled=True)
    subjects.register(ANSWERS, _answers, bundled=True)
    subjects.discusses(_Discussions())


def discussion_name(host: Host) -> str:
    """What a discussion is called as something to follow."""
    return f"{host.kind}-{host.name}"


class _Discussions:
    """What is said beneath the pages of the newsroom."""

    def moved(self, *, since: datetime, until: datetime) -> bool:
        """Whether a comment has come to readers."""
        return bool(Comment.objects.appeared(since=since, until=until).exists())

    def stirred(self, *, since: datetime, until: datetime, at: datetime) -> Iterator[Place]:
        """The discussions and the comments beneath which one has: one query."""
        fresh = Comment.objects.appeared(since=since, until=until)
        rows = fresh.values_list(
            "discussion__kind", "discussion__name", "root__public_id", "parent__public_id"
        ).distinct()
        for kind, name, *above in rows.iterator(chunk_size=2000):
            yield Place(DISCUSSION, f"{kind}-{name}")
            yield from (Place(ANSWERS, public_id) for public_id in above if public_id)

    def new(self, asked: Asked, *, until: datetime, at: datetime, but: Collection[int]) -> list[Talk]:
        """What is new by discussion, the one with the newest comment first: two queries, and five for each."""
        wanted = _wanted(asked)
        if not wanted:
            return []
        fresh = Comment.objects.appeared(since=min(asked.values()), until=until).exclude(writer__in=but)
        every = fresh.filter(reduce(or_, (_any_of(wanted[pk]) for pk in wanted)))
        newest = list(dict.fromkeys(every.order_by("-appeared_at").values_list("discussion", flat=True)[:_AT_ONCE]))
        found = {one.pk: one for one in Discussion.objects.filter(pk__in=newest[:MOST])}
        talks = (_talk(found[pk], wanted[pk], fresh, at) for pk in newest[:MOST])
        return [talk for talk in talks if talk]


_Parts = dict[Place, Q]


def _wanted(asked: Asked) -> dict[int, _Parts]:
    """The comments that each place stands for, by discussion: two queries."""
    names = [place.name.partition("-")[2] for place in asked if place.kind == DISCUSSION]
    found = Discussion.objects.filter(name__in=names) if names else ()
    parts: dict[int, _Parts] = {}
    for one in found:
        place = Place(DISCUSSION, f"{one.kind}-{one.name}")
        if place in asked:
            parts.setdefault(one.pk, {})[place] = Q(discussion=one.pk, appeared_at__gt=asked[place])
    ids = [place.name for place in asked if place.kind == ANSWERS]
    for top in Comment.objects.visible().filter(public_id__in=ids) if ids else ():
        place = Place(ANSWERS, top.public_id)
        beneath = Q(root=top.pk) if top.root_id is None else Q(parent=top.pk)
        of_it = Q(discussion=top.discussion_id, appeared_at__gt=asked[place])
        parts.setdefault(top.discussion_id, {})[place] = beneath & of_it
    return parts


def _any_of(parts: _Parts) -> Q:
    return reduce(or_, parts.values())


def _talk(of: Discussion, parts: _Parts, fresh: Any, at: datetime) -> Talk | None:
    """What is new in a discussion, if readers may see its page and the discussion beneath it."""
    host = hosts.host(of.kind, of.name, at)
    if host is None or not kept(host, at).shown:
        return None
    new = fresh.filter(_any_of(parts)).order_by("appeared_at", "pk")
    first = list(new[:REMARKS])
    if not first:
        return None
    return Talk(
        title=host.title,
        path=path_of(first[0], of),
        number=new.count(),
        remarks=tuple(Remark(who=one.signed, words=one.text, path=path_of(one, of), at=one.posted_at) for one in first),
        places=frozenset(place for place, part in parts.items() if len(parts) == 1 or fresh.filter(part).exists()),
    )


def _discussion(name: str, at: datetime) -> Subject | None:
    kind, _dash, of = name.partition("-")
    host = hosts.host(kind, of, at)
    if host is None or not kept(host, at).shown:
        return None
    path = f"/{host.edition}/discussion/{host.kind}/{host.name}/"
    return _subject(Place(DISCUSSION, name), host, at, path)


def _answers(name: str, at: datetime) -> Subject | None:
    """The answers to a comment that readers see."""
    comment = Comment.objects.filter(public_id=name, state=Comment.State.PUBLIC).select_related("discussion").first()
    host = hosts.host(comment.discussion.kind, comment.discussion.name, at) if comment else None
    if comment is None or host is None or not kept(host, at).shown:
        return None
    return _subject(Place(ANSWERS, name), host, at, path_of(comment, comment.discussion), to=comment.signed)


def _subject(place: Place, host: Host, at: datetime, path: str, *, to: str = "") -> Subject | None:
    edition = Edition.objects.visible(at).select_related("locale").filter(slug=host.edition).first()
    if edition is None:
        return None
    with translation.override(edition.language):
        words = _("Answers to %(name)s: %(title)s") if place.kind == ANSWERS else _("Discussion: %(title)s")
        return subject_of(place, edition, (words % {"name": to, "title": host.title})[:250], path)
