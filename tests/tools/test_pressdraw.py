"""The demo newsroom's pictures: each drawn by a function, unlike the others, and honest about itself."""

from __future__ import annotations

import ast
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from PIL.IptcImagePlugin import getiptcinfo

from tools.pressdraw import catalogue
from tools.pressdraw.catalogue import PHOTOS, Entry, entries

DRAWINGS = Path(catalogue.__file__).parent / "pictures"
HONEST = {"algorithmicMedia", "dataDrivenMedia"}
FAR_ENOUGH = 12  # of 128 bits; the same picture in another size or quality differs by 0 to 4
KEYS = sorted(entries())
every_picture = pytest.mark.parametrize("entry", entries().values(), ids=KEYS)


def drawn_keys() -> set[str]:
    """The keys of all functions with `@picture("key")`, read from the source: nothing is drawn here."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in DRAWINGS.glob("*.py"))
    functions = (node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef))
    calls = (mark for function in functions for mark in function.decorator_list if isinstance(mark, ast.Call))
    return {str(ast.literal_eval(call.args[0])) for call in calls}


@cache
def fingerprint(key: str) -> int:
    """128 bits that say how brightness changes from place to place, across and down."""
    with Image.open(PHOTOS / f"{key}.jpg") as image:
        image.draft("L", (200, 200))
        grey = image.convert("L")
        wide = list(grey.resize((9, 8)).tobytes())
        tall = list(grey.resize((8, 9)).tobytes())
    across = [wide[row * 9 + column] > wide[row * 9 + column + 1] for row in range(8) for column in range(8)]
    down = [tall[row * 8 + column] > tall[row * 8 + column + 8] for row in range(8) for column in range(8)]
    return sum(bit << place for place, bit in enumerate(across + down))


def xmp(image: Image.Image) -> dict[str, object]:
    return dict(image.getxmp()["xmpmeta"]["RDF"]["Description"])


def default(texts: object) -> str:
    """The default of a text by language, as Pillow gives it."""
    items = texts["Alt"]["li"]  # type: ignore[index]
    return str(next(item["text"] for item in items if item["lang"] == "x-default"))


def test_every_picture_of_the_list_is_drawn_by_a_function_and_lies_in_the_folder() -> None:
    assert drawn_keys() == set(KEYS) == {path.stem for path in PHOTOS.glob("*.jpg")}


def test_the_folder_holds_nothing_but_pictures_and_stays_small() -> None:
    files = list(PHOTOS.iterdir())
    assert {path.suffix for path in files} == {".jpg"}
    assert sum(path.stat().st_size for path in files) <= 8 * 1024 * 1024


def test_no_two_pictures_look_alike() -> None:
    alike = [
        (one, other)
        for one, other in combinations(KEYS, 2)
        if (fingerprint(one) ^ fingerprint(other)).bit_count() < FAR_ENOUGH
    ]
    assert alike == []


@every_picture
def test_a_picture_decodes_in_the_size_that_the_site_needs(entry: Entry) -> None:
    with Image.open(PHOTOS / f"{entry.key}.jpg") as image:
        image.draft("RGB", (400, 400))
        image.load()
        with Image.open(PHOTOS / f"{entry.key}.jpg") as whole:
            assert whole.format == "JPEG"
            assert max(whole.size) >= 1600
        assert ImageOps.grayscale(image).getextrema() != (0, 0)


@every_picture
def test_a_picture_says_who_made_it_what_it_shows_and_how_it_came_to_be(entry: Entry) -> None:
    with Image.open(PHOTOS / f"{entry.key}.jpg") as image:
        said = xmp(image)
    assert said["Credit"] == entry.credit
    assert default(said["description"]) == entry.caption["de"]
    assert default(said["AltTextAccessibility"]) == entry.alt["de"]
    assert default(said["UsageTerms"]) == entry.owner.terms
    assert said["DateCreated"] == entry.date.isoformat()
    assert str(said["DigitalSourceType"]).rsplit("/", 1)[-1] in HONEST
    assert said.get("LicenseEndDate") == (entry.ends.isoformat() if entry.ends else None)


@every_picture
def test_the_older_iptc_block_says_the_same(entry: Entry) -> None:
    with Image.open(PHOTOS / f"{entry.key}.jpg") as image:
        block = getiptcinfo(image) or {}
    assert block[2, 110] == entry.credit.encode()
    assert block[2, 80] == entry.maker.encode()
    assert block[2, 120] == entry.caption["de"].encode()
    assert block[2, 55] == f"{entry.date:%Y%m%d}".encode()


@every_picture
def test_only_the_pictures_of_the_list_carry_a_position_and_a_serial_number(entry: Entry) -> None:
    with Image.open(PHOTOS / f"{entry.key}.jpg") as image:
        exif = image.getexif()
    assert bool(exif.get_ifd(0x8825)) is bool(entry.gps)
    assert (0xA431 in exif.get_ifd(0x8769)) is bool(entry.gps)


@every_picture
def test_captions_and_alternative_texts_stand_in_both_languages(entry: Entry) -> None:
    for words in (entry.caption, entry.alt):
        assert set(words) == {"de", "en"}
        assert all(len(text) > 10 for text in words.values())
