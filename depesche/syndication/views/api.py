"""Live articles as ninjs 3, for other newsrooms and programs.  Reading only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from depesche.formats import ninjs
from depesche.newsroom.models import Edition, Filing, Teaser, Under
from depesche.newsroom.models.public import whole
from depesche.syndication.lists import find_list, newest, public, visible_edition

LENGTH = 30
_LISTS = {"section": Under.SECTION, "story": Under.STORY, "author": Under.AUTHOR, "tag": Under.TAG}


class BadRequest(Exception):
    """The request makes no sense; the text says what to ask instead."""


def _answers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer in JSON whatever happens, to everybody alike: there is nothing here that depends on who asks."""

    @wraps(view)
    def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            response = view(request, **parts)
        except Http404:
            response = _json({"error": "There is nothing here."}, status=404)
        except BadRequest as error:
            response = _json({"error": str(error)}, status=400)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer


@require_safe
@conditional_page
@_answers
def items(request: HttpRequest) -> HttpResponse:
    """A page of a list, the newest first: of everything, an edition, or one of an edition's lists."""
    at = timezone.now()
    asked = _Asked.read(request)
    editions = [visible_edition(asked.edition, at=at)] if asked.edition else list(_editions(at))
    lists = [_list(asked, edition, at) for edition in editions]
    try:
        rows = newest(editions, lists, LENGTH + 1, at=at, below=asked.before)
    except ValueError:
        raise BadRequest("“before” is what “next” in an answer holds; leave it out to begin.") from None
    found = public([row.teaser for row in rows[:LENGTH]], at=at)
    following = whole(f"{request.path}?{asked.query(rows[LENGTH - 1])}") if len(rows) > LENGTH else None
    return _json({"items": [ninjs.dump(item) for item in found], "next": following})


@require_safe
@conditional_page
@_answers
def item(request: HttpRequest, public_id: str) -> HttpResponse:
    """One live article; what is not live answers like what never was."""
    at = timezone.now()
    teaser = Teaser.objects.visible(at).filter(public_id=public_id, edition__in=_editions(at)).first()
    if teaser is None:
        raise Http404
    [found] = public([teaser], at=at)
    return _json(ninjs.dump(found))


@dataclass(frozen=True)
class _Asked:
    edition: str
    names: dict[str, str]
    before: str

    @classmethod
    def read(cls, request: HttpRequest) -> _Asked:
        """Read the listed keys and no others."""
        names = {name: request.GET[name] for name in _LISTS if request.GET.get(name)}
        edition = request.GET.get("edition", "")
        if names and not edition:
            raise BadRequest("Say which edition, for example ?edition=en&section=port.")
        if len(names) > 1:
            raise BadRequest("Ask for one list at a time: a section, a story, an author or a tag.")
        return cls(edition=edition, names=names, before=request.GET.get("before", ""))

    def query(self, last: Filing) -> str:
        """The query of the page after the one that ends with ``last``."""
        edition = {"edition": self.edition} if self.edition else {}
        return urlencode({**edition, **self.names, "before": last.place})


def _editions(at: datetime) -> Any:
    return Edition.objects.visible(at).order_by("path")


def _list(asked: _Asked, edition: Edition, at: datetime) -> tuple[Under, int]:
    for name, slug in asked.names.items():
        return _LISTS[name], find_list(edition, _LISTS[name], slug, at=at).pk
    return Under.EDITION, edition.pk


def _json(data: dict[str, Any], *, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
