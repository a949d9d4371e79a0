"""What cannot be published comes back to the editor: which field, why, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.blocks import StreamBlockValidationError, StructBlockValidationError
from wagtail.blocks.list_block import ListBlockValidationError

from depesche.media.models import Photo
from depesche.newsroom.actions import Reason


def mark(form: Any, reasons: Iterable[Reason]) -> None:
    """Put each reason on the field of the form that it is about."""
    reasons = list(reasons)
    in_body = [reason for reason in reasons if reason.field == "body" and reason.photo]
    for reason in reasons:
        if reason not in in_body:
            form.add_error(reason.field if reason.field in form.fields else None, ValidationError(str(reason)))
    if in_body:
        form.add_error("body", _body_error(form.instance.body, {reason.photo: reason for reason in in_body}))


def explain(request: HttpRequest, reasons: Iterable[Reason], *, title: str = "") -> None:
    """Say what was not published and why, with a way to each picture that lacks something.

    Without a ``title`` the piece is the one whose form is shown again.
    """
    reasons = list(reasons)
    photos = dict.fromkeys(reason.photo for reason in reasons if reason.photo)
    buttons = [messages.button(_picture_url(photo), _button_text(photo), new_window=True) for photo in photos]
    text = _("Not published yet. What you wrote is still here.")
    if title:
        text = _("“%(title)s” is not published.") % {"title": title}
    messages.error(request, " ".join([text, *dict.fromkeys(map(str, reasons))]), buttons=buttons)


def _button_text(photo: Photo) -> str:
    return _("Edit the picture “%(title)s”") % {"title": photo.title}


def _picture_url(photo: Photo) -> str:
    return reverse("wagtailimages:edit", args=(photo.pk,))


def _body_error(body: Any, reasons: dict[Photo | None, Reason]) -> StreamBlockValidationError:
    found = {index: error for index, child in enumerate(body) if (error := _block_error(child, reasons))}
    return StreamBlockValidationError(block_errors=found)


def _block_error(child: Any, reasons: dict[Photo | None, Reason]) -> ValidationError | None:
    if child.block_type == "picture":
        return next(_picture_errors(child.value, reasons), None)
    if child.block_type != "gallery":
        return None
    found = {
        index: error
        for index, picture in enumerate(child.value["pictures"])
        for error in _picture_errors(picture, reasons)
    }
    return StructBlockValidationError({"pictures": ListBlockValidationError(block_errors=found)}) if found else None


def _picture_errors(picture: Any, reasons: dict[Photo | None, Reason]) -> Iterator[ValidationError]:
    if reason := reasons.get(picture["photo"]):
        yield StructBlockValidationError({"photo": ValidationError(str(reason))})
