"""Filling in what a photo's file knows and the editor has not said."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from depesche.media import rights
from depesche.media.darkroom import Inspection
from depesche.media.models import Photo
from depesche.media.models.vocabulary import DataMining


def fill(photo: Photo, found: Inspection) -> None:
    """Take over what the file says, into fields that are still empty; what does not fit is left out."""
    said = rights.read(found)
    for name, value in _values(said).items():
        _fill(photo, name, value)
    _fill(photo, "credit_line", said.credit or photo.composed_credit)


def refill(photo: Photo, *, before: Inspection, found: Inspection, **overrides: Any) -> None:
    """Let what was taken over from one file follow another; what the desk has typed since stays.

    ``overrides`` were and are said better than by either file.
    """
    old, new = Photo(**overrides), Photo(**overrides)
    fill(old, before)
    fill(new, found)
    for name in (*_values(rights.read(found)), "credit_line"):
        if getattr(photo, name) == getattr(old, name):
            setattr(photo, name, getattr(new, name))


def _values(said: rights.Rights) -> dict[str, Any]:
    return {
        "photographer": said.creator,
        "agency": said.source,
        "year": said.year,
        "copyright_notice": said.copyright_notice,
        "licence": said.licence or said.licensor_url,
        "licence_ends_on": said.licence_ends_on,
        "allowed_uses": said.usage_terms,
        "web_statement": said.web_statement,
        "headline": said.headline or said.title,
        "caption": said.caption,
        "alt": said.alt,
        "long_description": said.extended,
        "place": said.place,
        "taken_on": said.taken_on,
        "keywords": ", ".join(said.keywords),
        "digital_source": said.digital_source,
        "data_mining": _narrowed(said.data_mining),
    }


def _fill(photo: Photo, name: str, value: Any) -> None:
    """Set one field if it is empty and the value is one that an editor could have typed."""
    field: Any = Photo._meta.get_field(name)
    if getattr(photo, name) or not value:
        return
    if isinstance(value, str) and field.max_length:
        value = value[: field.max_length].strip()
    try:
        field.clean(value, photo)
    except ValidationError:
        return
    setattr(photo, name, value)


def _narrowed(code: str) -> str:
    """A permission with conditions written elsewhere counts as none: the careful reading."""
    return DataMining.PROHIBITED if code.startswith("DMI-PROHIBITED-SEE") else code
