"""Readers, journalists and operators are spoken to in English, German and Arabic, without gaps."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import ngettext

from depesche.formats.newsitem import Byline
from depesche.ingest.report import Report
from depesche.newsroom.actions.filing import byline_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "depesche"
LANGUAGES = ["de", "ar"]

# How many forms Django counts in.  In Arabic the first three stand for one number each: none, one, two.
FORMS = {"de": 2, "ar": 6}
# Words that mean the same in both languages, and what is put together from them.
GERMAN_TOO = {
    "Import",
    "Moderation",
    "Montage",
    "Name",
    "Original",
    "Person",
    "Standard",
    "TEXT",
    "Text",
    "Website",
    "F Y",
    ", ",
    "Code",
    "Passkeys",
    "Passkey %(number)d",
}
GERMAN_WORDS = re.compile(r"[äöüßÄÖÜ„]|\b(und|oder|nicht|der|das|eine|wird|für)\b")
ARABIC = re.compile(r"[\u0621-\u064a]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{\w*(?:!r)?\}")
# What an Arabic text may say in Latin letters although the English one does not.
LATIN_IN_ARABIC = {"RSS", "ar"}
ASKS_FOR_TEXT = {
    "_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "ngettext": 0, "ngettext_lazy": 0,
    "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1, "npgettext_lazy": 1,
}  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One text of a catalogue with all of its translated forms."""

    context: str
    english: str
    plural: str
    forms: tuple[str, ...]
    fuzzy: bool

    @property
    def key(self) -> tuple[str, str, str]:
        return self.context, self.english, self.plural


def read(po: str) -> list[Text]:
    """The texts of a catalogue as gettext's tools write it."""
    return [text for block in re.split(r"\n\s*\n", po) if (text := _text(block)) and text.english]


def catalogue(language: str, kind: str = "po") -> Path:
    return PACKAGE / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def texts(language: str) -> list[Text]:
    return read(catalogue(language).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Text]]:
    """What `make messages` finds in the sources of today, merged into copies of the catalogues."""
    copy = tmp_path_factory.mktemp("collected")
    shutil.copytree(PACKAGE, copy / "depesche", ignore=shutil.ignore_patterns("__pycache__", "demo_newsroom", "static"))
    (copy / "tools").mkdir()
    shutil.copy(ROOT / "tools" / "messages", copy / "tools")
    there = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run([copy / "tools" / "messages"], env=there, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "warning" not in done.stdout + done.stderr, done.stdout + done.stderr
    folder = copy / "depesche" / "locale"
    return {code: read((folder / code / "LC_MESSAGES" / "django.po").read_text("utf-8")) for code in LANGUAGES}


def test_every_text_of_the_sources_is_translated(collected: dict[str, list[Text]], language: str) -> None:
    open_ones = [text.key for text in collected[language] if text.fuzzy or not all(text.forms)]
    assert open_ones == [], f"Run `make messages` and translate these in {catalogue(language)}."


def test_what_is_translated_is_what_is_compiled(texts: list[Text], language: str) -> None:
    compiled = subprocess.run(
        ["msgunfmt", "--no-wrap", catalogue(language, "mo")], capture_output=True, text=True, check=True
    )
    assert _by_key(read(compiled.stdout)) == _by_key(texts), "Run `tools/messages only`."


def test_no_text_hides_from_the_collection(collected: dict[str, list[Text]]) -> None:
    """A call inside of an f-string, or one whose text is put together, is not found by gettext's tools."""
    known = {text.english for text in collected["de"]}
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {ast.unparse(call)}"
        for path in PACKAGE.rglob("*.py")
        if "migrations" not in path.parts
        for call in _questions(ast.parse(path.read_text("utf-8")))
        if not _says(call, known)
    ]
    assert hidden == []


def test_translations_are_certain_and_whole(texts: list[Text], language: str) -> None:
    for text in texts:
        assert not text.fuzzy, text
        assert len(text.forms) == (FORMS[language] if text.plural else 1), text
        assert all(text.forms), text


def test_the_forms_are_counted_as_django_counts_them(texts: list[Text], language: str) -> None:
    with translation.override(language):
        shown = [ngettext("%(count)d article", "%(count)d articles", count) % {"count": count} for count in range(4)]
        shown += [ngettext("%(count)d article", "%(count)d articles", count) % {"count": count} for count in (11, 100)]
    assert (
        shown
        == {
            "de": ["0 Artikel", "1 Artikel", "2 Artikel", "3 Artikel", "11 Artikel", "100 Artikel"],
            "ar": ["لا مقالات", "مقال واحد", "مقالان", "3 مقالات", "11 مقالًا", "100 مقال"],
        }[language]
    )


def test_placeholders_are_kept(texts: list[Text], language: str) -> None:
    for text in texts:
        one, many = set(_placeholders(text.english)), set(_placeholders(text.plural or text.english))
        for number, form in enumerate(text.forms):
            said = set(_placeholders(form))
            if language == "ar" and text.plural and number < 3:
                # None, one and two are said in words, without the number.
                assert said <= many, text
            else:
                assert said == (many if number else one), text


def test_lines_and_margins_are_kept(texts: list[Text]) -> None:
    for text in texts:
        for form in text.forms:
            assert form.count("\n") == text.english.count("\n"), text
            assert form.startswith(" ") == text.english.startswith(" "), text


def test_sources_are_english(texts: list[Text]) -> None:
    for text in texts:
        assert not ARABIC.search(text.english + text.plural), text
        assert not GERMAN_WORDS.search(text.english + text.plural), text


def test_german_is_german() -> None:
    for text in read(catalogue("de").read_text("utf-8")):
        for form in text.forms:
            assert not ARABIC.search(form), text
            assert form.count("„") == form.count("“"), text
            assert form != text.english or form in GERMAN_TOO, text


def test_arabic_is_arabic_and_set_from_the_right() -> None:
    for text in read(catalogue("ar").read_text("utf-8")):
        wording = _words(text.english + " " + text.plural)
        for form in text.forms:
            said = PLACEHOLDER.sub("", form)
            assert ARABIC.search(said) or not wording, text
            assert _words(form) <= wording | LATIN_IN_ARABIC, text
            assert not re.search(r"[\u0621-\u064a\u064b][,;?]|[“”„]", said), text
            assert not re.search(r"[\u0660-\u0669]", said), text  # the Arabic edition counts in Western digits
            assert form.count("«") == form.count("»"), text


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", ["22 November 2026, 16:05", "3 March, 09:30", "Sunday, 22 November 2026"]),
        ("de", ["22. November 2026, 16:05 Uhr", "3. März, 09:30 Uhr", "Sonntag, 22. November 2026"]),
        ("ar", ["22 نوفمبر 2026، 16:05", "3 مارس، 09:30", "الأحد، 22 نوفمبر 2026"]),
    ],
)
def test_dates_are_said_in_the_words_of_the_edition(code: str, shown: list[str]) -> None:
    page = Template(
        "{% load reading %}{% moment late %}|{% moment early late %}|{% masthead_clock late edition %}",
    )
    late, early = datetime(2026, 11, 22, 16, 5, tzinfo=UTC), datetime(2026, 3, 3, 9, 30, tzinfo=UTC)
    edition = type("Edition", (), {"time_zone": "UTC"})
    with translation.override(code), timezone.override("UTC"):
        told = page.render(Context({"late": late, "early": early, "edition": edition}))
    assert [re.sub(r"<b>.*?</b> |<[^>]+>", "", part) for part in told.split("|")] == shown


@pytest.mark.parametrize(("code", "shown"), [("en", "3 March 2026, 09:30"), ("ar", "3 مارس 2026، 09:30")])
def test_the_desk_says_moments_in_the_order_of_the_language(code: str, shown: str) -> None:
    with translation.override(code), timezone.override("UTC"):
        assert Template("{{ at }}").render(Context({"at": datetime(2026, 3, 3, 9, 30, tzinfo=UTC)})) == shown


@pytest.mark.parametrize(("code", "names"), [("en", "Ann, Ben"), ("de", "Ann, Ben"), ("ar", "Ann، Ben")])
def test_names_are_joined_with_the_comma_of_the_edition(code: str, names: str) -> None:
    assert byline_of(["Ann", "Ben"], language=code) == names


def test_names_in_arabic_are_joined_with_an_and_that_leans_on_the_next() -> None:
    bylines = [Byline(name="Ann"), Byline(name="Ben")]
    with translation.override("ar"):
        page = render_to_string("website/parts/bylines.html", {"bylines": bylines})
    assert re.sub(r"<[^>]+>", "", page).strip() == "بقلم Ann وBen"


def test_the_report_of_an_import_counts_in_the_language_of_its_reader() -> None:
    report = Report()
    report.count("imported", "article")
    report.count("imported", "photo", 12)
    with translation.override("de"):
        assert "Importiert: 1 Artikel, 12 Fotos\nGeändert: nichts" in str(report)
    with translation.override("ar"):
        assert "مقال واحد، 12 صورة" in str(report)


@pytest.mark.parametrize(("spoken", "said"), [("en", "Usage:"), ("de", "Aufruf:"), ("ar", "الاستخدام:")])
def test_the_command_speaks_the_language_of_the_terminal(spoken: str, said: str) -> None:
    terminal = {**os.environ, "LANGUAGE": spoken, "PYTHONPATH": str(ROOT)}
    shown = subprocess.run([sys.executable, "-m", "depesche", "--help"], env=terminal, capture_output=True, text=True)
    assert shown.stdout.startswith(said), shown.stderr


def _text(block: str) -> Text | None:
    parts: dict[str, str] = {}
    name = ""
    for line in block.splitlines():
        if found := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
            name = found[1]
            parts[name] = json.loads(found[2])
        elif line.startswith('"'):
            parts[name] += json.loads(line)
    if "msgid" not in parts:
        return None
    forms = tuple(form for name, form in parts.items() if name.startswith("msgstr"))
    fuzzy = bool(re.search(r"^#,.*fuzzy", block, re.MULTILINE))
    return Text(parts.get("msgctxt", ""), parts["msgid"], parts.get("msgid_plural", ""), forms, fuzzy)


def _by_key(texts: list[Text]) -> dict[tuple[str, str, str], tuple[str, ...]]:
    return {text.key: text.forms for text in texts}


def _placeholders(text: str) -> Iterator[str]:
    return (found[0] for found in PLACEHOLDER.finditer(text))


def _words(text: str) -> set[str]:
    return set(LATIN_WORD.findall(PLACEHOLDER.sub("", text)))


def _questions(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKS_FOR_TEXT:
            yield node


def _says(call: ast.Call, known: set[str]) -> bool:
    assert isinstance(call.func, ast.Name)
    place = ASKS_FOR_TEXT[call.func.id]
    text = call.args[place] if len(call.args) > place else None
    return isinstance(text, ast.Constant) and text.value in known
