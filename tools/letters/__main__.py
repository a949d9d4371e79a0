"""``python -m tools.letters [FOLDER]``: the letters of the demo newsroom as mail programs show them, as pictures.

Without a folder the few that the documentation shows are drawn anew, into
``docs/images``; with one, every letter of every edition, in both widths and
both schemes, to be looked at.  Nothing is sent and nothing fetched.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
WIDTHS, SCHEMES = (390, 640), ("light", "dark")
TALLEST = 900  # CSS pixels of a picture for the documentation; a long letter is cut there
HEAVIEST = 150_000  # bytes of a picture
SHOWN = (
    "question-en-390-light", "now-en-390-dark", "daily-de-640-light", "weekly-ar-390-light", "weekly-ar-390-dark",
    "newsletter-de-640-light",
)  # fmt: skip


def main(folder: Path | None) -> None:
    """Write the letters, then draw them."""
    with tempfile.TemporaryDirectory(prefix="depesche-letters-") as temporary:
        letters = Path(temporary)
        _write(letters)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for letter in sorted(letters.glob("*.html")):
                for width in WIDTHS:
                    for scheme in SCHEMES:
                        _draw(browser, letter, width, scheme, folder)
            browser.close()
        if folder:
            for text in letters.glob("*.txt"):
                (folder / text.name).write_bytes(text.read_bytes())


def _write(letters: Path) -> None:
    """The letters of a demo newsroom that is made for them, or of the one that DEPESCHE_HOME names."""
    home = os.environ.get("DEPESCHE_HOME") or str(letters / "newsroom")
    settings = os.environ | {
        "DEPESCHE_HOME": home,
        "DEPESCHE_BASE_URL": "https://courier.example",
        "DEPESCHE_ALLOWED_HOSTS": "courier.example,127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "depesche.settings",
        "PYTHONPATH": str(ROOT),
    }
    subprocess.run([sys.executable, "-m", "depesche", "--home", home, "demo", "--no-serve"], cwd=ROOT, check=True)
    subprocess.run([sys.executable, "-m", "tools.letters.writing", str(letters)], cwd=ROOT, env=settings, check=True)


def _draw(browser: Browser, letter: Path, width: int, scheme: str, folder: Path | None) -> None:
    name = f"{letter.stem}-{width}-{scheme}"
    if folder is None and name not in SHOWN:
        return
    page = browser.new_page(
        viewport={"width": width, "height": 600}, color_scheme="dark" if scheme == "dark" else "light",
        java_script_enabled=False, offline=True, device_scale_factor=1 if folder else 1.5,
    )  # fmt: skip
    page.goto(letter.as_uri())
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    page.close()
    if folder:
        picture.save(folder / f"{name}.png")
        return
    picture = picture.crop((0, 0, picture.width, min(picture.height, int(TALLEST * 1.5))))
    path = ROOT / "docs" / "images" / f"letter-{name}.webp"
    picture.convert("RGB").save(path, "WEBP", quality=76, method=6)
    assert path.stat().st_size < HEAVIEST, path
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else None)
