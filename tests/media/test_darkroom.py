"""The darkroom: what is taken, what is refused, and that a refusal costs the server nothing."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import AvifImagePlugin, Image, ImageCms

from depesche.media import darkroom
from depesche.media.darkroom import child, parent

from .pictures import bomb, exif, halves, many_frames, picture, png_with_xmp

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><foreignObject/></svg>'
TIFF = picture(form="TIFF")
HEIC = struct.pack(">I", 24) + b"ftypheic" + b"\0\0\0\0mif1heic" + b"\0" * 200


@pytest.fixture(autouse=True)
def own_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child sets limits for its whole process; here that is the process of all other tests too."""
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)
    monkeypatch.setattr(AvifImagePlugin, "DEFAULT_MAX_THREADS", AvifImagePlugin.DEFAULT_MAX_THREADS)


def look(content: bytes, name: str = "a.jpg") -> darkroom.Inspection:
    return darkroom.inspect(ContentFile(content, name=name))


def refusal(content: bytes) -> darkroom.Refused:
    with pytest.raises(darkroom.Refused) as caught:
        look(content)
    return caught.value


@pytest.mark.parametrize(
    ("form", "kind", "extension"),
    [
        ("JPEG", "image/jpeg", "jpg"),
        ("PNG", "image/png", "png"),
        ("WEBP", "image/webp", "webp"),
        ("AVIF", "image/avif", "avif"),
        ("GIF", "image/gif", "gif"),
    ],
)
def test_the_type_is_what_the_file_is_and_not_what_it_is_called(form: str, kind: str, extension: str) -> None:
    found = look(picture(form=form), name="anything.html")
    assert (found.type, found.extension, found.width, found.height) == (kind, extension, 640, 400)


def test_a_picture_taken_sideways_is_measured_upright() -> None:
    found = look(halves(exif=exif(orientation=6)))
    assert (found.width, found.height) == (400, 640)


def test_the_second_picture_of_a_camera_file_is_no_movement() -> None:
    output = io.BytesIO()
    first = Image.open(io.BytesIO(picture()))
    first.save(output, "MPO", save_all=True, append_images=[Image.new("RGB", (320, 200))])
    assert look(output.getvalue()).type == "image/jpeg"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (SVG, "svg"),
        (b"\xef\xbb\xbf\n<!-- x --><svg/>", "svg"),
        (TIFF, "format"),
        (HEIC, "format"),
        (b"<!doctype html><script>alert(1)</script>", "format"),
        (b"%PDF-1.7", "format"),
        (b"", "empty"),
        (picture()[:2000], "damaged"),
        (many_frames(3), "moving"),
        (many_frames(100), "moving"),
        (bomb(8_000), "pixels"),
    ],
)
def test_what_readers_should_not_get_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    refused = refusal(content)
    assert refused.code == reason
    assert len(refused.messages[0]) > 40


def test_a_file_that_is_too_large_says_how_large_it_may_be(settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 2_000_000
    assert "at most 2 are taken" in refusal(picture() + b"\0" * 3_000_000).messages[0]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(bomb(), id="a PNG of 169 megapixels in twenty kilobytes"),
        pytest.param(many_frames(), id="a GIF of a hundred thousand frames"),
        pytest.param(
            b"RIFF"
            + struct.pack("<I", 40)
            + b"WEBPVP8L"
            + struct.pack("<I", 12)
            + b"\x2f"
            + b"\xff\xff\xff\x0f"
            + b"\0" * 19,
            id="a WebP of 16384 pixels square",
        ),
    ],
)
def test_a_bomb_is_refused_and_the_server_grows_by_less_than_a_few_megabytes(content: bytes) -> None:
    assert len(content) < 2_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(content).code in ("pixels", "moving", "damaged", "format")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


def test_no_child_takes_more_memory_than_it_was_given(settings: Any) -> None:
    settings.PHOTO_MAX_MEGAPIXELS = 200  # so that the bomb gets past the header
    refusal_or_not: Any = None
    try:
        look(bomb())
    except darkroom.Refused as refused:
        refusal_or_not = refused.code
    assert refusal_or_not in (None, "too_hard", "damaged")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 4_000_000


def test_a_child_that_runs_out_of_memory_or_time_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "WALL_SECONDS", 0.0001)
    assert refusal(picture()).code == "too_hard"


def test_a_child_that_dies_is_a_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dying = tmp_path / "child.py"
    dying.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(parent, "CHILD", dying)
    assert refusal(picture()).code == "too_hard"


def test_the_child_gets_nothing_of_the_servers_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    telling = tmp_path / "child.py"
    telling.write_text(
        "import json, os\nprint(json.dumps({'number': 1, 'refused': 'damaged', 'detail': str(dict(os.environ))}))\n"
    )
    monkeypatch.setattr(parent, "CHILD", telling)
    monkeypatch.setenv("DEPESCHE_SECRET_KEY", "canary")
    assert "canary" not in refusal(picture()).detail


def test_many_pictures_are_looked_at_in_their_order() -> None:
    found = list(darkroom.inspect_all([ContentFile(picture(100 + n, 50)) for n in range(3)] + [ContentFile(SVG)]))
    assert [f.width for f in found[:3] if isinstance(f, darkroom.Inspection)] == [100, 101, 102]
    assert isinstance(found[3], darkroom.Refused)


def test_a_polyglot_of_picture_and_page_loses_its_page(tmp_path: Path) -> None:
    script = b"<script>alert('canary')</script>"
    polyglot = picture(form="GIF", comment=script) + script
    assert look(polyglot).type == "image/gif"
    darkroom.develop(ContentFile(polyglot), into=tmp_path, widths=(320,), focal=None, xmp="")
    for file in tmp_path.iterdir():
        assert b"canary" not in file.read_bytes()


def test_a_small_picture_for_the_desk_fits_its_frame() -> None:
    content, extension = darkroom.shrink(ContentFile(picture(2000, 1000)), size=(165, 165))
    assert Image.open(io.BytesIO(content)).size == (165, 82)
    assert extension == "jpg"
    transparent = picture(form="PNG", mode="RGBA", pnginfo=None)
    clear = Image.open(io.BytesIO(transparent))
    clear.putalpha(100)
    output = io.BytesIO()
    clear.save(output, "PNG")
    assert darkroom.shrink(ContentFile(output.getvalue()), size=(165, 165))[1] == "png"


# The child's own functions, asked directly


def developed(content: bytes, tmp_path: Path, *, widths: tuple[int, ...] = (320, 640), focal: Any = None) -> Any:
    image = child.open_checked(io.BytesIO(content), 60_000_000)
    return list(child.develop(image, {"widths": widths, "focal": focal, "xmp": "<x/>"}, tmp_path))


def test_each_width_is_made_in_each_format_and_never_enlarged(tmp_path: Path) -> None:
    made = developed(picture(1000, 500), tmp_path, widths=(320, 640, 960, 1280, 1600))
    sizes = {(one["type"], one["width"]) for one in made if "card" not in one}
    assert sizes == {(f"image/{form}", w) for form in ("avif", "webp", "jpeg") for w in (320, 640, 960, 1000)}
    assert {file.name for file in tmp_path.iterdir()} == {one["name"] for one in made}
    for one in made:
        with Image.open(tmp_path / one["name"]) as image:
            assert image.size == (one["width"], one["height"])
            assert f"image/{str(image.format).lower()}" == one["type"]


def test_a_picture_taken_sideways_comes_out_upright(tmp_path: Path) -> None:
    developed(halves(exif=exif(orientation=6)), tmp_path)  # turned by 90 degrees to the right
    with Image.open(tmp_path / "320.jpeg") as image:
        assert image.size == (320, 512)
        red, blue = image.getpixel((160, 20)), image.getpixel((160, 490))
        assert red[0] > 200 > 100 > red[2]  # type: ignore[index]
        assert blue[2] > 200 > 100 > blue[0]  # type: ignore[index]


@pytest.mark.parametrize(("focal", "colour"), [((0.0, 0.5), "red"), ((1.0, 0.5), "blue")])
def test_the_card_shows_what_lies_around_the_focal_point(tmp_path: Path, focal: Any, colour: str) -> None:
    made = developed(halves(3000, 630), tmp_path, widths=(1600,), focal=focal)
    assert (made[0]["width"], made[0]["height"], made[0]["card"]) == (640, 336, True)
    with Image.open(tmp_path / "card.jpeg") as image:
        pixel: Any = image.resize((1, 1)).getpixel((0, 0))
    assert (pixel[0] > pixel[2]) == (colour == "red")


def test_a_large_picture_makes_a_card_of_1200_by_630(tmp_path: Path) -> None:
    card = developed(picture(1600, 1067), tmp_path, widths=(1600,))[0]
    assert (card["width"], card["height"]) == (1200, 630)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_pixel_ends_as_ordinary_colour(tmp_path: Path, mode: str) -> None:
    image = Image.new("RGB", (800, 400), "teal")
    if mode == "I;16":
        image = Image.new("I;16", (800, 400), 40_000)
    elif mode in ("RGBA", "LA"):
        image = image.convert(mode)
        image.putalpha(120)
    else:
        image = image.convert(mode)
    output = io.BytesIO()
    image.save(output, "JPEG" if mode == "CMYK" else "PNG")
    developed(output.getvalue(), tmp_path)
    with Image.open(tmp_path / "320.jpeg") as jpeg, Image.open(tmp_path / "320.webp") as webp:
        assert jpeg.mode == "RGB"
        assert webp.mode == ("RGBA" if mode in ("RGBA", "LA") else "RGB")
        if mode == "I;16":
            assert jpeg.getpixel((5, 5)) == pytest.approx((155, 155, 155), abs=3)


def test_a_layer_of_transparency_that_hides_nothing_is_left_out(tmp_path: Path) -> None:
    developed(picture(form="PNG", mode="RGBA"), tmp_path)
    with Image.open(tmp_path / "320.webp") as webp:
        assert webp.mode == "RGB"


def test_see_through_palettes_keep_their_holes(tmp_path: Path) -> None:
    image = Image.new("P", (800, 400), 1)
    image.paste(0, (0, 0, 400, 400))
    image.putpalette([255, 0, 0, 0, 0, 255])
    output = io.BytesIO()
    image.save(output, "PNG", transparency=0)
    developed(output.getvalue(), tmp_path)
    with Image.open(tmp_path / "320.webp") as webp, Image.open(tmp_path / "320.jpeg") as jpeg:
        assert webp.getpixel((10, 10))[3] == 0  # type: ignore[index]
        assert jpeg.getpixel((10, 10)) == pytest.approx((255, 255, 255), abs=4)


def test_colours_of_another_profile_are_converted_and_the_profile_is_left_out(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    renamed = srgb.replace("sRGB".encode("utf-16-be"), "XRGB".encode("utf-16-be"))
    xyz = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert renamed != srgb
    for profile in (srgb, renamed, xyz, b"no profile at all"):
        developed(halves(icc_profile=profile), tmp_path)
        for file in tmp_path.iterdir():
            with Image.open(file) as image:
                assert "icc_profile" not in image.info


def test_broken_exif_is_no_reason_to_refuse() -> None:
    found = child.inspect(child.open_checked(io.BytesIO(picture(exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")), 60_000_000))
    assert found["width"] == 640


@pytest.fixture
def uncapped(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's functions in the test's own process, which is to live on."""
    monkeypatch.setattr(child, "cap", lambda **_limits: None)


def a_job(tmp_path: Path, content: bytes, **wishes: Any) -> dict[str, Any]:
    picture = tmp_path / "picture"
    picture.write_bytes(content)
    limits = {"memory": 0, "seconds": 0, "cpu_seconds": 0, "max_pixels": 60_000_000}
    return {"number": 7, "picture": str(picture), "into": str(tmp_path), **limits, **wishes}


def test_the_child_answers_for_each_of_its_jobs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, uncapped: None
) -> None:
    def answer(content: bytes, **wishes: Any) -> Any:
        return child.answer(a_job(tmp_path, content, **wishes))

    assert answer(picture(), do="inspect")["type"] == "image/jpeg"
    assert answer(picture(), do="shrink", size=(10, 10))["width"] == 10
    assert len(answer(picture(), do="develop", widths=[320], focal=None, xmp="")["files"]) == 4
    assert answer(b"nothing", do="inspect") == {"refused": "format"}
    assert answer(picture(8000, 8000, form="PNG"), do="inspect")["refused"] == "pixels"
    assert answer(picture()[:3000], do="inspect")["refused"] == "damaged"
    monkeypatch.setattr(child, "inspect", lambda _image: bytearray(1 << 62))
    assert answer(picture(), do="inspect") == {"refused": "too_hard"}


@pytest.mark.parametrize(("ended", "said"), [(0, []), (9, [{"refused": "too_hard", "number": 7}])])
def test_whoever_dies_over_a_picture_has_refused_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ended: int, said: list[Any]
) -> None:
    heard: list[Any] = []
    monkeypatch.setattr(child, "say", lambda job, answered: heard.append(answered | {"number": job["number"]}))
    monkeypatch.setattr(os, "fork", lambda: 4711)
    monkeypatch.setattr(os, "waitpid", lambda _pid, _options: (4711, ended))
    child.serve([json.dumps(a_job(tmp_path, picture()))])
    assert heard == said


def test_a_child_says_its_answer_and_is_gone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, uncapped: None) -> None:
    with (tmp_path / "said").open("w+") as said:
        monkeypatch.setattr(sys, "stdout", said)
        monkeypatch.setattr(os, "fork", lambda: 0)
        monkeypatch.setattr(os, "_exit", exit_in_a_test)
        with pytest.raises(InterruptedError):
            child.serve([json.dumps(a_job(tmp_path, picture(), do="inspect"))])
        said.seek(0)
        assert json.loads(said.read())["number"] == 7


def exit_in_a_test(status: int) -> None:
    assert status == 0
    raise InterruptedError


def test_an_answer_about_another_picture_counts_as_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    confused = tmp_path / "child.py"
    confused.write_text(
        "import json\nfor line in iter(input, None):\n    print(json.dumps({'number': 99}), flush=True)\n"
    )
    monkeypatch.setattr(parent, "CHILD", confused)
    with parent.Parent() as one:
        assert one.ask({"do": "inspect"})["refused"] == "too_hard"
        assert one.ask({"do": "inspect"})["refused"] == "too_hard"  # a new one, as confused as the first


def test_metadata_beyond_all_measure_counts_as_none() -> None:
    assert child.packed(b"x" * (child.MAX_PACKET + 1)) == ""
    assert child.xmp_of(Image.open(io.BytesIO(png_with_xmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")))).startswith(
        b"<x:"
    )


def test_the_child_caps_itself_before_it_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    limits: dict[int, Any] = {}
    monkeypatch.setattr(resource, "setrlimit", limits.__setitem__)
    monkeypatch.setattr(signal, "setitimer", lambda _which, seconds: limits.__setitem__(-1, seconds))
    child.cap(memory=1000, cpu_seconds=5, seconds=6)
    assert limits[-1] == 6
    assert limits[resource.RLIMIT_AS] == (1000, 1000)
    assert limits[resource.RLIMIT_CPU] == (5, 5)


def test_a_header_of_too_many_pixels_is_enough_to_refuse() -> None:
    for content, limit, reason in (
        (bomb(2_000), 3_000_000, "pixels"),
        (many_frames(5), 100, "moving"),
        (many_frames(5), 3, "pixels"),
        (b"", 1, "format"),
    ):
        with pytest.raises(child.RefusedError) as caught:
            child.open_checked(io.BytesIO(content), limit)
        assert caught.value.args[0] == reason


def test_exif_that_cannot_be_read_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_image: Image.Image) -> Any:
        raise SyntaxError("not a TIFF file")

    monkeypatch.setattr(Image.Image, "getexif", broken)
    image = Image.new("RGB", (1, 1))
    assert child.orientation(image) == 1
    assert child.exif_texts(image) == {}
