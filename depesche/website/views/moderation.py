"""How the discussions of an edition are moderated, in figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from depesche.comments import keys
from depesche.comments.models.figures import figures
from depesche.website.views.frame import Frame, in_edition


@in_edition
def moderation(request: HttpRequest, frame: Frame) -> HttpResponse:
    """Decisions and appeals by month and rule; numbers and rules, and nobody's name."""
    edition = frame.edition
    context = {
        "months": figures(edition.code, at=frame.at),
        "canonical": f"{edition.public_path()}moderation/",
    }
    return frame.render("moderation", context, keys=[keys.moderation(edition.code)])
