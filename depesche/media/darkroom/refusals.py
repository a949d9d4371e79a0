"""Why a picture is not taken, in words for the person who brought it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

TEXTS = {
    "empty": _("The file is empty. Export the picture again and upload the new file."),
    "missing": _("The file of the picture is missing. Open the picture and upload its file again."),
    "bytes": _("The file has %(size)s megabytes; at most %(limit)s are taken. Save it smaller and upload it again."),
    "pixels": _(
        "The picture has too many pixels; at most %(limit)s megapixels are taken. Make it smaller and upload it again."
    ),
    "svg": _("SVG drawings can carry programs, so they are not shown to readers. Save the drawing as PNG."),
    "moving": _("Moving pictures are not taken. Save one frame as JPEG or PNG and upload that."),
    "format": _(
        "This is not a picture that readers’ browsers can show. Save it as JPEG, PNG, WebP or AVIF and upload that."
    ),
    "damaged": _("The file is damaged or incomplete. Export the picture again and upload the new file."),
    "busy": _("Many pictures are being read at this moment. Please try again in a minute."),
    "too_hard": _(
        "Reading the picture took too much time or memory. Save it again as JPEG or PNG and upload the new file."
    ),
}


class Refused(ValidationError):
    """A picture that is not taken.  ``code`` is the reason, ``detail`` what the decoder said."""

    def __init__(self, reason: str, *, detail: str = "", **values: Any) -> None:
        super().__init__(TEXTS[reason], code=reason, params=values)
        self.detail = detail
