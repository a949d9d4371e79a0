"""Putting letters on the queue, together with the change that they tell of.

Nothing is looked up and nothing is written while somebody waits for an answer,
so its time tells nothing about the address.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from depesche.accounts.tasks import send_letter


def post(request: HttpRequest, kind: str, *, to: str, **facts: str) -> None:
    """Post a letter, in the language and the name of the edition that the request belongs to."""
    language, paper = translation.get_language() or settings.LANGUAGE_CODE, getattr(request, "paper", "")
    send_letter.enqueue(kind=kind, to=to, language=language, paper=paper, facts=facts)
