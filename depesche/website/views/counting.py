"""How readers are counted, said in public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from depesche.audience.actions import MOST_ACTS, MOST_PER_NETWORK, WINDOW
from depesche.website.views.frame import Frame, in_edition


@in_edition
def counting(request: HttpRequest, frame: Frame) -> HttpResponse:
    """The page that says what a figure beside an article means, and what is kept of a reader for it."""
    context = {
        "canonical": f"{frame.edition.public_path()}counting/",
        "minutes": int(WINDOW.total_seconds()) // 60,
        "most": MOST_PER_NETWORK,
        "acts": MOST_ACTS,
    }
    return frame.render("counting", context)
