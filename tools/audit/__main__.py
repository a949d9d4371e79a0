"""``make audit``: what Lighthouse, axe and vnu say about the demo newsroom, and how heavy its pages are.

Prints one line for each page and fails if a page misses what the project
promises.  Everything runs on this machine; the demo newsroom is served on a
free port of the loopback for as long as it takes.
"""

from __future__ import annotations

import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import brotli
from playwright.sync_api import Browser, Response, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NODE = HERE / "node_modules"
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]

MOST_HTML = 14_000  # bytes, compressed, with the style in it: what arrives in the first round trip
DISCUSSION = b'<section class="talk"'  # begins below the article, and comes while it is read
MOST_SCRIPT = 6_000  # bytes, compressed
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


@dataclass
class Verdict:
    """What was found out about one page."""

    page: str
    scores: dict[str, int] = field(default_factory=dict)
    shift: float = 0.0
    axe: list[str] = field(default_factory=list)
    vnu: list[str] = field(default_factory=list)
    html: int = 0
    script: int = 0

    def missed(self) -> list[str]:
        """What the page promises and does not hold."""
        return [
            *(f"{name} {score}" for name, score in self.scores.items() if score < 100),
            *([f"layout shift {self.shift}"] if self.shift else []),
            *([f"HTML {self.html} B"] if self.html > MOST_HTML else []),
            *([f"script {self.script} B"] if self.script > MOST_SCRIPT else []),
            *(f"axe: {violation}" for violation in self.axe),
            *(f"vnu: {message}" for message in self.vnu),
        ]


def main(paths: list[str]) -> int:
    """Audit these pages, or one of each kind, and print what was found; 1 if anything is missed."""
    with demo() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        print(f"{'page':<46} perf a11y best  seo   CLS axe vnu   HTML     JS")
        verdicts = [judge(browser, address + path) for path in paths or pages()]
        browser.close()
    for one in verdicts:
        for miss in one.missed():
            print(f"  {one.page}: {miss}")
    held = not any(one.missed() for one in verdicts)
    print("Every page holds." if held else "Some pages do not hold; see above.")
    return int(not held)


@contextmanager
def demo() -> Iterator[str]:
    """The address of the demo newsroom, served until the end of the context."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    os.environ.setdefault("DEPESCHE_HOME", str(ROOT / "var" / "demo"))
    served = subprocess.Popen([sys.executable, "-m", "depesche", "demo", "--port", str(port)], stdout=sys.stderr)
    address = f"http://127.0.0.1:{port}"
    try:
        while not answers(address):
            if served.poll() is not None:
                sys.exit("The demo newsroom could not be served; see above.")
            time.sleep(0.2)
        yield address
    finally:
        served.terminate()
        served.wait()


def answers(address: str) -> bool:
    """Whether the newsroom is open."""
    try:
        urllib.request.urlopen(f"{address}/desk/login/", timeout=5).close()
    except OSError:
        return False
    return True


def pages() -> list[str]:
    """A front page, a section, a story and an article of each edition: the fullest of each kind."""
    question = (
        "import json; from depesche.newsroom.models import *; from django.db.models import Count; "
        "out = [];\n"
        "for edition in Edition.objects.live():\n"
        "    out.append(edition.public_path())\n"
        "    for model in (Section, Story):\n"
        "        out += [page.public_path() for page in model.objects.live().descendant_of(edition)[:1]]\n"
        "    articles = Article.objects.live().descendant_of(edition)\n"
        "    out += [max(articles, key=lambda one: len({block.block_type for block in one.body})).public_path()]\n"
        "print(json.dumps(out))"
    )
    command = [sys.executable, "-m", "depesche", "manage", "shell", "--no-imports", "-v0", "-c", question]
    paths: list[str] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return paths


def judge(browser: Browser, url: str) -> Verdict:
    """Everything that can be said about one page, printed as a line of the table."""
    verdict = Verdict(page="/" + url.split("/", 3)[3])
    with urllib.request.urlopen(url) as answer:
        html = answer.read()
    verdict.html = len(brotli.compress(html.partition(DISCUSSION)[0], quality=5))  # as readers get it
    verdict.vnu = ask_vnu(html)
    verdict.axe, verdict.script = ask_axe(browser, url)
    verdict.scores, verdict.shift = ask_lighthouse(url)
    scores = " ".join(f"{verdict.scores[name]:>4}" for name in CATEGORIES)
    counts = f"{len(verdict.axe):>3} {len(verdict.vnu):>3} {verdict.html:>6} {verdict.script:>6}"
    print(f"{verdict.page[:46]:<46} {scores} {verdict.shift:>5} {counts}", flush=True)
    return verdict


def ask_vnu(html: bytes) -> list[str]:
    """Errors and warnings of the Nu HTML checker."""
    jar = NODE / "vnu-jar" / "build" / "dist" / "vnu.jar"
    done = subprocess.run(
        ["java", "-Xss1m", "-jar", str(jar), "--format", "json", "-"], input=html, capture_output=True, check=False
    )
    return [f"{one['message']} (line {one.get('lastLine')})" for one in json.loads(done.stderr)["messages"]]


def ask_axe(browser: Browser, url: str) -> tuple[list[str], int]:
    """Violations that axe sees, and the compressed bytes of the page's scripts."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, bypass_csp=True)
    page = context.new_page()
    scripts: list[int] = []

    def weigh(answer: Response) -> None:
        if answer.request.resource_type == "script":
            scripts.append(len(brotli.compress(answer.body(), quality=5)))

    page.on("response", weigh)
    page.goto(url, wait_until="networkidle")
    page.evaluate((NODE / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(result => result.violations.map(one => `${one.id}: ${one.help}`))")
    context.close()
    return found, sum(scripts)


def ask_lighthouse(url: str) -> tuple[dict[str, int], float]:
    """The four scores on a slow phone, and the layout shift.

    Performance is the median of three runs, as Lighthouse's own advice on variability asks for.
    """
    first, *others = [run_lighthouse(url, CATEGORIES), *(run_lighthouse(url, ("performance",)) for _ in range(2))]
    scores = {name: score(first, name) for name in CATEGORIES}
    scores["performance"] = statistics.median([scores["performance"], *(score(one, "performance") for one in others)])
    return scores, round(first["audits"]["cumulative-layout-shift"].get("numericValue", 0.0), 3)


def run_lighthouse(url: str, categories: tuple[str, ...]) -> dict[str, Any]:
    """What Lighthouse says; a run in which the browser broke down is made once more."""
    flags = " ".join(["--headless=new", *FLAGS])
    command = [
        str(NODE / ".bin" / "lighthouse"), url, "--output=json", "--quiet", f"--chrome-flags={flags}",
        f"--only-categories={','.join(categories)}", "--no-enable-error-reporting",
    ]  # fmt: skip
    for last in (False, True):
        run = subprocess.run(command, env=os.environ | {"CHROME_PATH": CHROMIUM}, check=last, capture_output=True)
        if run.returncode == 0:
            break
    result: dict[str, Any] = json.loads(run.stdout)
    return result


def score(result: dict[str, Any], category: str) -> int:
    """Points out of a hundred."""
    return round(100 * (result["categories"][category]["score"] or 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
