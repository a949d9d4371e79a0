"""The house rules in public: those in force, and each version that ever was."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from depesche.comments import keys
from depesche.comments.models import Rules
from depesche.website.views.frame import Frame, in_edition


@in_edition
def rules(request: HttpRequest, frame: Frame, version: int | None = None) -> HttpResponse:
    """What commenters agree to, and what each decision of a moderator cites."""
    versions = list(Rules.objects.in_force(frame.edition.code))
    found = next((one for one in versions if version in (None, one.version)), None)
    if version is not None and found is None:
        raise Http404
    path = f"{frame.edition.public_path()}rules/"
    context = {
        "rules": found,
        "each": found.each.all() if found else (),
        "versions": versions,
        "path": path,
        "canonical": path if version is None else f"{path}{version}/",
    }
    return frame.render("rules", context, keys=[keys.rules(frame.edition.code)])
