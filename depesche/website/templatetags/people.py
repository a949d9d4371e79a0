"""People as readers see them: by their picture, or by the first letter of their name."""

from __future__ import annotations

from typing import Any

from django import template

from depesche.accounts.models import User
from depesche.media.models import Portrait

register = template.Library()


@register.filter
def initial(name: str) -> str:
    """The letter that stands for somebody without a picture; nothing for a name without one."""
    return next((sign.upper() for sign in name if sign.isalnum()), "")


@register.inclusion_tag("website/parts/portrait.html")
def portrait(person: User, size: int = 48) -> dict[str, Any]:
    """The picture of one account; for many ask ``Portrait.objects.addresses`` once and include the part."""
    address = Portrait.objects.addresses([person.pk]).get(person.pk, "")
    return {"address": address, "name": person.public_name(), "size": size}


@register.simple_tag
def has_portrait(person: User) -> bool:
    """Whether there is a picture to remove."""
    return Portrait.objects.filter(person=person).exists()
