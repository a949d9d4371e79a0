"""What is said of each picture: who made it, what it shows, on which terms it may be used."""

import tomllib
from dataclasses import dataclass
from datetime import date as Day  # noqa: N812 -- `date` is a field of an entry
from functools import lru_cache
from pathlib import Path

CAPTIONS = Path(__file__).parent / "captions.toml"
PHOTOS = Path(__file__).resolve().parents[2] / "depesche" / "demo_newsroom" / "photos"
GRAPHICS = ("chart", "map", "infographic")
HOUSE = "https://brueckhavener-bote.example"


@dataclass(frozen=True, kw_only=True)
class Owner:
    """Who may allow the use of a picture, and what is allowed."""

    name: str
    notice: str
    terms: str
    address: str
    licence: str = ""


BOTE = Owner(
    name="Bote",
    notice="Brückhavener Bote",
    terms="© Brückhavener Bote. All editions of the house; others on request.",
    address=HOUSE,
)
GRAPHIC = Owner(
    name="Bote",
    notice="Brückhavener Bote",
    terms="CC BY 4.0, Brückhavener Bote",
    address=HOUSE,
    licence="https://creativecommons.org/licenses/by/4.0/",
)
NORDBILD = Owner(
    name="Nordbild",
    notice="Nordbild",
    terms="Nordbild editorial licence: news use, no advertising, no resale.",
    address="https://nordbild.example",
)
KUESTENPRESS = Owner(
    name="Küstenpress",
    notice="Küstenpress",
    terms="Küstenpress editorial licence: web and newsletter.",
    address="https://kuestenpress.example",
)
KURHAUS = Owner(
    name="Kurhaus Sandöe",
    notice="Kurhaus Sandöe",
    terms="Supplied by Kurhaus Sandöe for this advertisement only.",
    address="https://kurhaus-sandoee.example",
)
MAKERS: dict[str, tuple[str, Owner]] = {
    "NA": ("Nele Ahlers", BOTE),
    "KR": ("Karim Rashed", BOTE),
    "MV": ("Mirja Vandrey", GRAPHIC),
    "SA": ("Sönke Abel", NORDBILD),
    "FO": ("Frauke Onnen", KUESTENPRESS),
    "KS": ("Kurhaus Sandöe", KURHAUS),
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One picture of the list; languages are keys of `caption` and `alt`."""

    key: str
    by: str
    kind: str
    place: str
    date: Day
    headline: str
    keywords: tuple[str, ...]
    caption: dict[str, str]
    alt: dict[str, str]
    ends: Day | None = None
    gps: tuple[float, float] | None = None

    @property
    def maker(self) -> str:
        return MAKERS[self.by][0]

    @property
    def owner(self) -> Owner:
        return MAKERS[self.by][1]

    @property
    def credit(self) -> str:
        """The credit line as it stands under the picture."""
        if self.by == "KS":
            return self.maker
        start = "Grafik: " if self.by == "MV" else "© "
        return f"{start}{self.owner.name} {self.date.year} / {self.maker}"

    @property
    def source_type(self) -> str:
        """How the picture came to be (IPTC NewsCodes digitalsourcetype): no camera saw any of this."""
        return "dataDrivenMedia" if self.kind in GRAPHICS else "algorithmicMedia"


@lru_cache(maxsize=1)
def entries() -> dict[str, Entry]:
    """The whole list, by key."""
    rows = tomllib.loads(CAPTIONS.read_text(encoding="utf-8"))
    return {key: _entry(key, row) for key, row in rows.items()}


def _entry(key: str, row: dict[str, object]) -> Entry:
    plain = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return Entry(key=key, **plain)  # type: ignore[arg-type]  # the test reads every row
