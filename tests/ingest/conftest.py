"""A newsroom that is about to take something in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from PIL import Image

from depesche.formats.newsitem import NewsItem, Paragraph, Ref
from depesche.ingest.run import Run
from depesche.media.rights import Rights, write
from depesche.newsroom.models import Edition
from tests import factories

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECTION = Ref(key="section:harbour", name="Harbour")


@pytest.fixture(autouse=True)
def _home(settings: LazySettings, tmp_path: Path) -> None:
    """Reports of imports go into the test's own folder."""
    settings.HOME = tmp_path / "home"


@pytest.fixture
def edition(db: None) -> Edition:
    return factories.edition("en")


@pytest.fixture
def run(edition: Edition) -> Run:
    return Run(source="test", at=NOW, edition="en")


@pytest.fixture
def item() -> Callable[..., NewsItem]:
    def make(key: str = "1", **fields: Any) -> NewsItem:
        return NewsItem(
            **{
                "key": key,
                "headline": f"Headline {key}",
                "language": "en",
                "edition": "en",
                "section": SECTION,
                "body": (Paragraph(f"<p>Text of {key}.</p>"),),
                "published_at": datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
                **fields,
            }
        )

    return make


@pytest.fixture
def picture_file() -> Callable[..., Path]:
    """Draws a small photo; with a credit line in the file if one is given."""

    def draw(path: Path, credit: str = "", size: tuple[int, int] = (64, 48)) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        xmp: dict[str, Any] = {"xmp": write(Rights(credit=credit, caption="A crane")).encode()} if credit else {}
        Image.new("RGB", size, (30, 90, 140)).save(path, **xmp)
        return path

    return draw


class Shelf:
    """Pictures of a folder by their key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def picture(self, photo: Any) -> Path | None:
        path = self.folder / f"{photo.key}.jpg"
        return path if path.exists() else None

    def recording(self, audio: Any) -> Path | None:
        path = self.folder / f"{audio.key}.mp3"
        return path if audio.key and path.exists() else None
