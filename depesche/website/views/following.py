"""Following something, as pages of their own that need no script and no account.

The form answers the same whether an address is known or not.  Everything else
stands behind links that were sent to their owner by mail: to look at such a
page changes nothing, since mail programs look at links before people do.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from depesche.accounts.limits import TooOften
from depesche.audience import readers
from depesche.newsletters.models import Newsletter
from depesche.subscriptions import actions, links
from depesche.subscriptions.models import Follower, Following, Rhythm
from depesche.subscriptions.subjects import Place, Subject, bundled, place_of, subject
from depesche.website.following import searches
from depesche.website.views.frame import Frame, policy_of_accounts
from depesche.website.views.personal import SeeOther, in_frame, personal, reader
from depesche.website.views.search import Asked, wanted_of

_METHODS = ["GET", "HEAD", "POST"]
_LIMITS = (1, 2, 3, 5, 10)  # letters at once, a day, that a reader may choose
# How often most readers want to hear of it: a whole discussion would fill their letter box, an answer is for them.
_USUAL = {"discussion": Rhythm.DAILY, "search": Rhythm.DAILY}
_TELLS_OF = {"discussion": "comments", "answers": "comments", "search": "search"}


@require_http_methods(_METHODS)
@personal
def follow(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """The form to follow something, and what it sends."""
    at = timezone.now()
    found = subject(Place(kind, name), at)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _form(request, found, request.GET, asked="asked" in request.GET)
    return _taken(request, found, at)


@require_http_methods(_METHODS)
@personal
def follow_search(request: HttpRequest) -> HttpResponse:
    """The same for a search, which is kept only when somebody asks for its letters."""
    at, query = timezone.now(), request.GET
    frame = Frame.open(query.get("edition", ""), at)
    asked = Asked.read(query)
    wanted = wanted_of(frame, asked)
    found = searches.subject_of_search(wanted, at) if wanted else None
    if wanted is None or found is None:
        return SeeOther(f"{frame.edition.public_path()}search/?{asked.query(1)}")
    if request.method != "POST":
        return _form(request, found, query, asked="asked" in query)
    return _taken(request, found, at, said=wanted.said)


def _taken(request: HttpRequest, found: Subject, at: datetime, *, said: str = "") -> HttpResponse:
    """The answer to the form; ``said`` is what the reader has described, if that is to be kept."""
    try:
        with transaction.atomic():
            if said:
                actions.describe(place=found.place, said=said, network=readers.network(request), at=at)
            return SeeOther(_asked(request, found, at))
    except TooOften as refused:
        return _form(request, found, request.POST, refused=_too_often(refused), status=429)
    except actions.Refused as error:
        return _form(request, found, request.POST, refused=_said_of(error), status=422)


@csrf_exempt  # the link is the secret: whoever has it may
@require_http_methods(_METHODS)
@personal
def confirm(request: HttpRequest, link: str) -> HttpResponse:
    """What somebody was asked about; only the button agrees to it."""
    at = timezone.now()
    follower = _follower(links.confirms, link)
    if follower is None:
        return _no_link(request)
    if request.method == "POST":
        places = [place_of(said) for said in request.POST.getlist("place")]
        try:
            actions.confirm(follower=follower, places=places, at=at)
        except actions.TooMany as refused:
            return _open_questions(request, follower, at, refused=_said_of(refused), status=422)
        return SeeOther(links.to_manage(follower.public_id).removeprefix(settings.BASE_URL))
    return _open_questions(request, follower, at)


def _open_questions(
    request: HttpRequest, follower: Follower, at: datetime, *, refused: Any = "", status: int = 200
) -> HttpResponse:
    open_ones = follower.followings.filter(confirmed_at=None).order_by("pk")
    manage = links.to_manage(follower.public_id) if refused else ""
    context = {
        "follower": follower,
        "rows": lambda: [_row(one, at) for one in open_ones],
        "refused": refused,
        "manage": manage,
    }
    return _page(request, follower, "follow_confirm", context, status)


@csrf_exempt
@require_http_methods(_METHODS)
def end(request: HttpRequest, **parts: Any) -> HttpResponse:
    """End what a letter was sent for: by the button here, or by that of a mail program (RFC 8058)."""
    return personal(_end, from_anywhere=True)(request, **parts)


def _end(request: HttpRequest, link: str) -> HttpResponse:
    at = timezone.now()
    follower, places = _ended(link)
    if follower is None:
        return _no_link(request)
    rows = [_row(one, at) for one in follower.followings.within(places).order_by("pk")]
    if request.method == "POST":
        actions.end(follower=follower, places=places, at=at)
    manage = links.to_manage(follower.public_id)
    context = {"follower": follower, "rows": rows, "done": request.method == "POST", "manage": manage}
    return _page(request, follower, "follow_end", context)


@require_http_methods(_METHODS)
@personal
def lost_link(request: HttpRequest) -> HttpResponse:
    """Sends the link to everything that somebody follows to its owner, who may have lost it."""
    at = timezone.now()
    code = request.GET.get("edition", "")
    found = next((one for one in Frame.editions_at(at) if one.code == code), None)
    edition = found or next(iter(Frame.editions_at(at)), None)
    if edition is None:
        raise Http404
    if request.method != "POST":
        return _lost(request, edition.code, asked="asked" in request.GET)
    try:
        address = request.POST.get("address", "")
        actions.ask_link(address=address, network=readers.network(request), at=at)
    except TooOften as refused:
        return _lost(request, edition.code, refused=_too_often(refused), status=429)
    except actions.Refused as error:
        return _lost(request, edition.code, refused=_said_of(error), status=422)
    return SeeOther(f"{request.path}?edition={edition.code}&asked")


def _lost(
    request: HttpRequest, code: str, *, asked: bool = False, refused: Any = "", status: int = 200
) -> HttpResponse:
    address = request.POST.get("address", "")
    return _framed(request, code, "follow_link", {"asked": asked, "refused": refused, "address": address}, status)


@csrf_exempt
@require_http_methods(_METHODS)
@personal
def manage(request: HttpRequest, link: str) -> HttpResponse:
    """Everything that somebody follows, and what can be changed about it."""
    at = timezone.now()
    follower = _follower(links.manages, link)
    if follower is None:
        return _no_link(request)
    if request.method != "POST":
        return _managed(request, follower, at)
    if request.POST.get("act") == "export":
        file = JsonResponse(actions.told(follower), json_dumps_params={"indent": 2, "ensure_ascii": False})
        file["Content-Disposition"] = 'attachment; filename="following.json"'
        return file
    if request.POST.get("act") == "erase":
        actions.erase(follower=follower, at=at)
        return _page(request, follower, "follow_end", {"erased": True})
    try:
        _change(follower, request.POST, at)
    except actions.Refused as error:
        return _managed(request, follower, at, refused=_said_of(error), status=422)
    return SeeOther(request.path)


def _asked(request: HttpRequest, found: Subject, at: datetime) -> str:
    """Do what the form says; where its answer stands."""
    said, by = request.POST, reader(request)
    wanted: dict[str, Any] = {
        "rhythm": said.get("rhythm", ""),
        "hour": _whole_number(said, "hour"),
        "zone": said.get("zone", ""),
    }
    address = said.get("address", "")
    if by and by.email and address.strip().casefold() == by.email.casefold():
        follower = actions.follow(by=by, subject=found, at=at, **wanted)
        return links.to_manage(follower.public_id).removeprefix(settings.BASE_URL)
    actions.ask(address=address, subject=found, network=readers.network(request), at=at, **wanted)
    return f"{request.get_full_path()}&asked" if request.GET else f"{request.path}?asked"


def _change(follower: Follower, said: Mapping[str, str], at: datetime) -> None:
    act, place = said.get("act", ""), place_of(said.get("place", ""))
    match act:
        case "rhythm":
            actions.change_rhythm(follower=follower, place=place, rhythm=said.get("rhythm", ""), at=at)
        case "times":
            hour, weekday = _whole_number(said, "hour"), _whole_number(said, "weekday")
            actions.change_times(follower=follower, hour=hour, weekday=weekday, zone=said.get("zone", ""), at=at)
        case "quiet":
            wanted = {name: _chosen(said, name) for name in ("quiet_from", "quiet_to", "most_a_day")}
            actions.change_quiet(follower=follower, at=at, **wanted)
        case "end":
            actions.end(follower=follower, places=[place], at=at)
        case "end-all":
            actions.end_all(follower=follower, at=at)
        case "pause":
            actions.pause(follower=follower, at=at)
        case "resume":
            actions.resume(follower=follower, at=at)


def _form(
    request: HttpRequest,
    found: Subject,
    said: Mapping[str, Any],
    *,
    asked: bool = False,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    by, kind = reader(request), found.place.kind
    context = {
        "subject": found,
        "asked": asked,
        "refused": refused,
        "address": said.get("address", by.email if by else ""),
        "rhythm": said.get("rhythm", _USUAL.get(kind, Rhythm.NOW)),
        "rhythms": lambda: Rhythm.offered(kind),
        "hours": _hours,
        "hour": _whole_number(said, "hour", 7),
        "zone": said.get("zone", found.zone),
        "zones": settings.WAGTAIL_USER_TIME_ZONES,
        "of_its_own_time": kind == "newsletter",  # its editors say when it comes
        "tells_of": _TELLS_OF.get(kind, ""),
        "newsletters": lambda: _others(found),
        "lost_link": f"{reverse('website:lost_link')}?edition={found.code}",
        "push_key": "" if kind in bundled() else actions.browsers_key(),
    }
    return _framed(request, found.code, "follow", context, status)


def _others(found: Subject) -> Any:
    """The newsletters of the paper, to whoever looks for something to follow."""
    visible = Newsletter.objects.visible(timezone.now()).filter(edition=int(found.edition.name))
    own = int(found.place.name) if found.place.kind == "newsletter" else 0
    return visible.exclude(pk=own).select_related("edition").order_by("title", "pk")


def _managed(
    request: HttpRequest, follower: Follower, at: datetime, *, refused: str = "", status: int = 200
) -> HttpResponse:
    kept = follower.followings.filter(confirmed_at__isnull=False).order_by("title", "pk")
    context = {
        "follower": follower,
        "rows": [_row(one, at) for one in kept],
        "refused": refused,
        "hours": _hours,
        "limits": _LIMITS,
        "weekdays": lambda: [(number, str(WEEKDAYS[number])) for number in range(7)],
        "zones": settings.WAGTAIL_USER_TIME_ZONES,
    }
    return _page(request, follower, "following", context, status)


def _follower(read: Any, link: str) -> Follower | None:
    """Whom a link was sent to, if it is ours and they are still there."""
    try:
        return Follower.objects.filter(public_id=read(link)).first()
    except links.NotOurs:
        return None


def _ended(link: str) -> tuple[Follower | None, list[Place]]:
    try:
        follower, places = links.ends(link)
    except links.NotOurs:
        return None, []
    return Follower.objects.filter(public_id=follower).first(), places


def _row(one: Following, at: datetime) -> dict[str, Any]:
    """Something followed under its present name, with the way to it while readers may see it."""
    found = subject(one.place, at)
    return {
        "place": str(one.place),
        "title": found.title if found else one.title,
        "path": found.path if found else "",
        "rhythm": one.rhythm,
        "how": one.how,
        "rhythms": Rhythm.offered(one.kind),
    }


def _page(
    request: HttpRequest, follower: Follower, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """A page in the looks of the paper that speaks to the follower, else of the first there is."""
    at = timezone.now()
    own = subject(Place("edition", follower.edition), at)
    editions = Frame.editions_at(at)
    if own is None and not editions:
        raise Http404
    return _framed(request, own.code if own else editions[0].code, template, context, status)


def _no_link(request: HttpRequest) -> HttpResponse:
    """The link is incomplete, too old, or its owner has had everything erased."""
    context = {"no_link": True, "lost_link": reverse("website:lost_link")}
    return _page(request, Follower(), "follow_end", context, status=404)


def _framed(request: HttpRequest, code: str, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    response = in_frame(request, code, template, context, status)
    edition = Frame.open(code, timezone.now()).edition
    response["Content-Security-Policy"] = policy_of_accounts(edition, leads_to="")
    # Addresses of these pages are secrets: no other site is told of them, and no log of Django's.
    response["Referrer-Policy"] = "same-origin"
    response._has_been_logged = True  # type: ignore[attr-defined]  # what Django itself asks before it logs one
    return response


def _hours() -> list[tuple[int, str]]:
    """The hours of a day as the language writes them."""
    day = datetime(2026, 1, 1)  # noqa: DTZ001 - only its hours are shown, and they belong to no place
    return [(hour, formats.time_format((day + timedelta(hours=hour)).time(), "TIME_FORMAT")) for hour in range(24)]


def _whole_number(said: Mapping[str, Any], name: str, otherwise: int = -1) -> int:
    given = str(said.get(name, ""))
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 3 else otherwise


def _chosen(said: Mapping[str, str], name: str) -> int | None:
    """A number from a list in which nothing may be chosen as well."""
    return _whole_number(said, name) if said.get(name) else None


def _too_often(refused: TooOften) -> Any:
    def said() -> str:
        when = formats.date_format(timezone.localtime(refused.until), "H:i")
        return _("That was a lot in a short time. Please come again after %(time)s.") % {"time": when}

    return said


def _said_of(refused: actions.Refused) -> Any:
    if isinstance(refused, actions.NoAddress):
        return lambda: _("This is no address that we could send mail to. Please look whether it is complete.")
    if isinstance(refused, actions.TooMany):
        return lambda: (
            _("One address can follow %(number)s searches. Please end one of them first.")
            % {"number": searches.MOST_FOLLOWED}
        )
    return lambda: _("Please choose hours of the day, and a time zone, from the lists.")
