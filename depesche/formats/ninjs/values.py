"""Reading values of ninjs in whichever version and spelling it was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any


class Values:
    """An object of ninjs, asked for by the names of version 3.

    Version 1 and 2 spell ``versioncreated`` where 3 spells ``versionCreated``,
    and version 1 has objects by name where later ones have lists.  A value of
    the wrong type counts as absent: agencies are not always careful.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = {_spelling(name): value for name, value in data.items()}

    def text(self, *names: str) -> str:
        """The first of the fields that holds text or a number, as text."""
        for name in names:
            value = self._data.get(_spelling(name))
            if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
                return str(value)
        return ""

    def number(self, name: str) -> int:
        """A size in pixels; 0 where there is none."""
        value = self._data.get(_spelling(name))
        return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0

    def time(self, *names: str) -> datetime | None:
        """The first of the fields that holds a time; one without a zone is taken as UTC."""
        for name in names:
            try:
                at = datetime.fromisoformat(self.text(name))
            except ValueError:
                continue
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        return None

    def many(self, *names: str) -> list[Values]:
        """The objects in the first of the lists that is there."""
        for name in names:
            value = self._data.get(_spelling(name))
            if isinstance(value, dict):
                inner = [{"name": key, **each} for key, each in value.items() if isinstance(each, dict)]
                value = inner or [value]
            if isinstance(value, list):
                return [Values(each) for each in value if isinstance(each, dict)]
        return []

    def role(self, name: str, plain_name: str, role: str) -> str:
        """The value of one role in a list such as ``headlines``.

        A main headline is also the first of whatever roles there are;
        ``plain_name`` is the field that version 1 had instead.
        """
        found = self.many(name)
        by_role = [each.text("value") for each in found if each.text("role") == role]
        if (name, role) == ("headlines", "main") and not by_role:
            by_role = [each.text("value") for each in found]
        return next(filter(None, by_role), "") or (self.text(plain_name) if plain_name else "")

    def description(self, *roles: str) -> str:
        """The first description that has one of the roles, in the order of the roles."""
        return next(filter(None, (self.role("descriptions", "description_text", role) for role in roles)), "")

    def alt_id(self, role: str) -> str:
        """The first alternative identifier of a role."""
        return next(self.alt_ids(role), "")

    def alt_ids(self, role: str) -> Iterator[str]:
        """All alternative identifiers of a role."""
        return (value for said, value in self.all_alt_ids() if said == role)

    def all_alt_ids(self) -> Iterator[tuple[str, str]]:
        """Roles and values of all alternative identifiers."""
        return ((each.text("role"), each.text("value")) for each in self.many("altIds"))


def _spelling(name: str) -> str:
    return name.replace("_", "").lower()
