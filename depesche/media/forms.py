"""What the desk's own upload and edit forms do with photos and files."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from depesche.media import actions, darkroom, filling
from depesche.media.models import Photo


class PhotoFileField(WagtailImageField):
    """An upload that the darkroom looks at; what the file is counts, not what it is called."""

    default_validators: list[Any] = []

    def to_python(self, data: Any) -> Any:
        """The file with what was found in it; raises ``ValidationError`` with the reason why it is not taken."""
        file: Any = forms.FileField.to_python(self, data)
        if file is not None:
            file.found = darkroom.inspect(file)
            file.content_type = file.found.type
        return file


# How the fields of a photo are grouped on its screen.
PANELS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("rights", _("Whose picture it is"), ("credit_line", "photographer", "agency", "year", "copyright_notice")),
    (
        "licence",
        _("What it may be used for"),
        ("licence", "licence_ends_on", "use", "allowed_uses", "web_statement", "data_mining"),
    ),
    (
        "content",
        _("What it shows"),
        ("alt", "caption", "headline", "long_description", "place", "taken_on", "digital_source"),
    ),
    ("filing", _("Filing"), ("title", "file", "keywords", "tags", "collection")),
)


class PhotoForm(BaseImageForm):
    """A photo in the editor: single upload, many at once, the chooser and the edit screen."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            ours = PhotoFileField(label=given.label, required=given.required, widget=given.widget)
            self.fields["file"] = ours
        for name, lines in {"caption": 3, "long_description": 3, "keywords": 2}.items():
            if name in self.fields:
                self.fields[name].widget.attrs["rows"] = lines

    def panels(self) -> list[dict[str, Any]]:
        """The visible fields in their groups; what belongs to none comes with the last."""
        grouped = {name for _key, _heading, names in PANELS for name in names}
        others = tuple(field.name for field in self.visible_fields() if field.name not in grouped)
        return [
            {
                "id": key,
                "heading": heading,
                "fields": [
                    self[name] for name in (names + others if key == "filing" else names) if name in self.fields
                ],
            }
            for key, heading, names in PANELS
        ]

    def clean(self) -> dict[str, Any]:
        """Keep what readers see provided with a credit."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.public_name and "credit_line" in self.fields and not cleaned.get("credit_line", "").strip():
            self.add_error(
                "credit_line",
                ValidationError(_("Readers see this picture. Say whose it is, or take it out of the articles first.")),
            )
        return cleaned

    def _post_clean(self) -> None:
        """Hand the findings to the photo before its size is asked for, which would look at the file again."""
        upload = self.cleaned_data.get("file")
        if found := getattr(upload, "found", None):
            self.instance.seen = found
        super()._post_clean()

    def save(self, commit: bool = True) -> Photo:
        """Save; a new photo takes over what its file says where the editor said nothing."""
        photo: Photo = self.instance
        if photo._state.adding:
            filling.fill(photo, photo.inspection())
        super().save(commit=commit)
        if commit and photo.public_name and self.changed_data:
            actions.settle(photo=photo, at=timezone.now())
        return photo
