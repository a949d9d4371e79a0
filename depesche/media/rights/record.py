"""What a picture's file says about who made it, who may show it and what it shows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date

MAX_TEXT = 5000
_KEEP = "\n\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The fields of the IPTC Photo Metadata Standard (2025.1) that a newsroom works with.

    Empty means that the file does not say.  ``digital_source`` is a code of
    the NewsCodes vocabulary ``digitalsourcetype``, ``data_mining`` one of the
    PLUS vocabulary (``DMI-PROHIBITED`` …), both without their address.
    ``licence_ends_on`` is the last day of use (PLUS LicenseEndDate).
    """

    creator: str = ""
    credit: str = ""
    source: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    web_statement: str = ""
    licensor_url: str = ""
    licence: str = ""
    licence_ends_on: date | None = None
    title: str = ""
    headline: str = ""
    caption: str = ""
    alt: str = ""
    extended: str = ""
    sublocation: str = ""
    city: str = ""
    region: str = ""
    country: str = ""
    taken_on: date | None = None
    keywords: tuple[str, ...] = ()
    job: str = ""
    instructions: str = ""
    digital_source: str = ""
    data_mining: str = ""

    def or_else(self, other: Rights) -> Rights:
        """These rights, with what they leave open taken from ``other``."""
        return replace(self, **{f.name: getattr(self, f.name) or getattr(other, f.name) for f in fields(self)})

    @property
    def place(self) -> str:
        """Where it was taken, from the narrow to the wide: "Old harbour, Norderhaven, Germany"."""
        return ", ".join(part for part in (self.sublocation, self.city, self.region, self.country) if part)

    @property
    def year(self) -> int | None:
        """The year of the picture, as far as its date tells."""
        return self.taken_on.year if self.taken_on else None

    def credit_line(self) -> str:
        """As it should stand under the picture: the file's own credit, else one made of what it says."""
        return self.credit or composed_credit(
            agency=self.source, photographer=self.creator, year=self.year, notice=self.copyright_notice
        )


def composed_credit(*, agency: str, photographer: str, year: int | None, notice: str = "") -> str:
    """ "© Agency 2026 / Photographer", as much of it as is known; else the copyright notice."""
    owner = agency or photographer
    if not owner:
        return notice.splitlines()[0] if notice else ""
    dated = f"© {owner} {year}" if year else f"© {owner}"
    return f"{dated} / {photographer}" if agency and photographer and agency != photographer else dated


def tidy(text: str) -> str:
    """Text from a stranger's file: composed, without control characters, of bearable length."""
    kept = "".join(c for c in text if c in _KEEP or unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
    return unicodedata.normalize("NFC", kept).strip()[:MAX_TEXT]


def tidy_all(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts that say something, each once, in their order, no more than a hundred."""
    return tuple(dict.fromkeys(text for text in map(tidy, texts) if text))[:100]


def day(text: str) -> date | None:
    """The day in ``2026-11-22T10:00:00+01:00``, ``2026:11:22 10:00`` or ``20261122``; none in anything else."""
    digits = "".join(c for c in text.strip()[:10] if c.isascii() and c.isdigit())
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8])) if len(digits) >= 8 else None
    except ValueError:
        return None
