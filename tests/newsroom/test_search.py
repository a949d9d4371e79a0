"""Finding articles by their words, in the language of their edition."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from depesche.newsroom import actions
from depesche.newsroom.models import Article, Author, Edition, Section, Story, Under
from depesche.newsroom.search import Search, find
from depesche.newsroom.search.excerpt import excerpt, segments
from depesche.newsroom.search.match import clauses
from depesche.newsroom.search.words import term_of, terms
from tests import factories as make

pytestmark = pytest.mark.django_db


def found(edition: Edition, text: str, **fields: Any) -> list[str]:
    """The headlines that a search finds, in order."""
    asked = Search(edition_id=edition.pk, language=edition.language, text=text, **fields)
    return [teaser.headline for teaser in find(asked, at=make.NOON + timedelta(minutes=1)).teasers]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Das Hafengutachten liegt vor", "Gutachten"),
        ("Das Hafengutachten liegt vor", "hafengutachten"),
        ("Die Brückenprüfung beginnt", "Prüfung"),
        ("In Brückhaven stürmt es", "Brueckhaven"),
        ("In Brueckhaven stürmt es", "Brückhaven"),
        ("Der große Kran", "grosse"),
        ("Die Häuser am Kai", "Haus"),
        ("Die Kräne stehen still", "Kran"),
        ("Im Jahr 2026 wird gebaut", "2026"),
        ("E-Mail an die Redaktion", "e-mail"),
    ],
)
def test_german_words_are_found_in_all_their_forms(written: str, asked: str, bote: Edition, hafen: Section) -> None:
    make.article(hafen, written)
    make.article(hafen, "Etwas anderes")
    assert found(bote, asked) == [written]


@pytest.mark.parametrize(
    ("written", "asked"),
    [("Ferries are running again", "ferry run"), ("The council’s decision", "decisions"), ("Naïve café", "naive CAFE")],
)
def test_english_words_are_found_by_their_stems(written: str, asked: str, courier: Edition) -> None:
    make.article(make.section(courier, "Port"), written)
    assert found(courier, asked) == [written]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("إغلاق الرصيف الشمالي", "اغلاق"),
        ("أُغْلِقَ الرَّصِيفُ", "الرصيف"),
        ("الرصيف مغلق", "الرَّصِيف"),
        ("هيئة الميناء", "هيئه"),
        ("في ٢٠٢٦", "2026"),
        ("المـيـنـاء", "الميناء"),
    ],
)
def test_arabic_words_are_found_with_and_without_their_marks(written: str, asked: str, barid: Edition) -> None:
    make.article(make.section(barid, "الميناء"), written)
    assert found(barid, asked) == [written]


def test_all_the_words_must_be_there(bote: Edition, hafen: Section) -> None:
    make.article(hafen, "Kran und Schiff", at=make.NOON - timedelta(hours=1))
    make.article(hafen, "Kran ohne alles")
    assert found(bote, "kran schiff") == ["Kran und Schiff"]
    assert found(bote, "kran -schiff") == ["Kran ohne alles"]
    assert found(bote, "-schiff") == []


def test_a_phrase_stands_in_a_row(bote: Edition, hafen: Section) -> None:
    make.article(hafen, "Der rote Kran steht")
    make.article(hafen, "Der Kran ist rot")
    assert found(bote, "„rote Kran“") == ["Der rote Kran steht"]
    assert found(bote, '"kran rote"') == []


def test_what_somebody_is_still_typing_is_found(bote: Edition, hafen: Section) -> None:
    make.article(hafen, "Der Nordkai ist zu")
    assert found(bote, "nordk") == ["Der Nordkai ist zu"]


def test_names_tags_captions_and_tables_are_searched(bote: Edition, hafen: Section, ineke: Author) -> None:
    body = [
        {"type": "table", "value": make.table(["Jahr", "Tonnen"], ["2025", "Schrott"], caption="Umschlag")},
        {"type": "quote", "value": {"text": "Wir warten.", "speaker": "Rieke Andresen", "role": ""}},
    ]
    make.article(hafen, "Eins", authors=(ineke,), tags=("Gezeiten",), body=body, dateline="Lüttensand")
    for word in ("Dorn", "Gezeiten", "Schrott", "Andresen", "Lüttensand", "Umschlag"):
        assert found(bote, word) == ["Eins"], word


def test_the_best_comes_first_or_the_newest(bote: Edition, hafen: Section) -> None:
    make.article(hafen, "Sturm über dem Hafen", at=make.NOON - timedelta(days=9), text="Der Sturm. Sturm!")
    make.article(hafen, "Aus dem Rat", at=make.NOON, text="Am Rande ging es um den Sturm und um vieles andere mehr.")
    assert found(bote, "sturm") == ["Sturm über dem Hafen", "Aus dem Rat"]
    assert found(bote, "sturm", order="newest") == ["Aus dem Rat", "Sturm über dem Hafen"]


def test_lists_and_times_limit_what_is_found(
    bote: Edition, hafen: Section, nordkai: Story, ineke: Author, courier: Edition
) -> None:
    stadt = make.section(bote, "Stadt")
    make.article(hafen, "Kran im Hafen", stories=(nordkai,), at=make.NOON - timedelta(days=3))
    make.article(stadt, "Kran in der Stadt", authors=(ineke,), at=make.NOON)
    make.article(make.section(courier, "Port"), "Kran in English")
    assert found(bote, "kran", under=((Under.SECTION, hafen.pk),)) == ["Kran im Hafen"]
    assert found(bote, "kran", under=((Under.STORY, nordkai.pk),)) == ["Kran im Hafen"]
    assert found(bote, "kran", under=((Under.AUTHOR, ineke.pk),)) == ["Kran in der Stadt"]
    assert found(bote, "kran", under=((Under.SECTION, hafen.pk), (Under.AUTHOR, ineke.pk))) == []
    assert found(bote, "kran", since=make.NOON - timedelta(days=1)) == ["Kran in der Stadt"]
    assert found(bote, "kran", until=make.NOON - timedelta(days=1)) == ["Kran im Hafen"]


def test_pages_hold_ten_each_once(bote: Edition, hafen: Section) -> None:
    for number in range(23):
        make.article(hafen, f"Kran {number}", at=make.NOON - timedelta(minutes=number))
    asked = Search(edition_id=bote.pk, language="de", text="kran", order="newest")
    first = find(asked, at=make.NOON + timedelta(minutes=1))
    assert (first.count, first.more, len(first.teasers)) == (23, True, 10)
    pages = [found(bote, "kran", order="newest", page=page) for page in (1, 2, 3, 4)]
    assert [headline for page in pages for headline in page] == [f"Kran {number}" for number in range(23)]
    assert sorted(h for p in (1, 2, 3) for h in found(bote, "kran", page=p)) == sorted(f"Kran {n}" for n in range(23))


def test_search_follows_what_is_published(bote: Edition, hafen: Section) -> None:
    article = make.article(hafen, "Kran")
    article.title = "Bagger"
    article.save_revision()
    assert found(bote, "bagger") == []
    actions.publish(page=article, by=None, at=make.NOON)
    assert (found(bote, "kran"), found(bote, "bagger")) == ([], ["Bagger"])
    actions.withdraw(page=Article.objects.get(pk=article.pk), by=None, at=make.NOON)
    assert found(bote, "bagger") == []


def test_what_has_expired_is_not_found(bote: Edition, hafen: Section) -> None:
    make.article(hafen, "Kran", at=make.NOON - timedelta(hours=1), expire_at=make.NOON)
    assert found(bote, "kran") == []


def test_two_articles_of_one_moment_are_both_found(bote: Edition, hafen: Section) -> None:
    make.article(hafen, "Kran eins")
    make.article(hafen, "Kran zwei")
    assert sorted(found(bote, "kran")) == ["Kran eins", "Kran zwei"]


HOSTILE = (
    '"', "'", "\\", "%", "*", "-", "- -", '""', '"a', 'a"b', "NEAR(a b, 2)", "head : kran", "{head} : x", "kran AND",
    "OR OR", "NOT", "kran) OR (1", "facets : e1", "e1", "kran' OR '1'='1", "'; DROP TABLE newsroom_search; --",
    "a" * 5000, "ä" * 300, "\u0000", "\u202ekran", "\ud83d\ude00", "😀", "ﷺ", "İ", "ß" * 40, "kran " * 400,
    "-" * 300, "„“”«»", "^kran", "a:*", "!kran", "<->", "kran & boje", "\\'", "'kran':ABC", "_", "1_000", "٣٤",
    "ⅷ", "²",
)  # fmt: skip


def test_whatever_is_typed_is_only_ever_words(bote: Edition, hafen: Section, client: Client, noon: Any) -> None:
    make.article(hafen, "Bagger")
    for text in HOSTILE:
        assert found(bote, text) == [], text
        response = client.get("/de/search/", {"q": text.encode("utf-8", "surrogatepass")})
        assert response.status_code == 200, text


def test_no_more_than_a_dozen_words_are_asked_for() -> None:
    wanted, unwanted = clauses(" ".join(f"wort{n} -nein{n}" for n in range(50)), "de")
    assert (len(wanted), len(unwanted)) == (12, 12)


def test_words_are_folded_and_compounds_taken_apart() -> None:
    assert term_of("Hafengutachten", "de").parts == ("haf", "gutacht")
    assert term_of("Neue", "de").stem == term_of("neu", "de").stem
    assert term_of("Quelle", "de").stem.startswith("que")
    assert [term.stem for term in terms("Ferries, ferry!", "en")] == ["ferri", "ferri"]
    assert term_of("Ωmega", "fr").parts == ()
    assert term_of("Wohnungsbau", "de").parts == ("wohnung", "bau"), "the s between them belongs to neither"
    assert list(terms("ـ", "ar")) == [], "a stroke that only stretches words is none"


def test_the_words_asked_for_are_marked() -> None:
    marked = [s.text for s in segments("Die Kräne und der Kran am Hafenkran", frozenset({"kran"}), "de") if s.hit]
    assert marked[:2] == ["Kräne", "Kran"]


def test_an_excerpt_shows_what_was_found_behind_a_word_as_long_as_a_line() -> None:
    text = f"Mehr unter bote.example/{'x' * 90}/kran und auf Papier."
    assert [s.text for s in excerpt(text, frozenset({"kran"}), "de") if s.hit] == ["kran"]


def test_an_excerpt_begins_near_what_was_found() -> None:
    text = "Vorher steht vieles, das niemand sucht. " * 10 + "Der Kran steht still. " + "Danach kommt noch mehr. " * 20
    found_in = excerpt(text, frozenset({"kran"}), "de")
    assert found_in[0].text == "… "
    assert found_in[-1].text == " …"
    assert [s.text for s in found_in if s.hit] == ["Kran"]
    assert sum(len(s.text) for s in found_in) < 260
    assert [s.text for s in excerpt("Kurz.", frozenset(), "de")] == ["Kurz."]
    assert len(excerpt("x" * 900, frozenset({"y"}), "de")[0].text) == 220


def test_more_than_anybody_counts_is_said_so(bote: Edition, hafen: Section, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("depesche.newsroom.search.query.MOST", 2)
    for number in range(2):
        make.article(hafen, f"Kran {number}")
    asked = Search(edition_id=bote.pk, language="de", text="kran")
    assert (find(asked, at=make.NOON).count, find(asked, at=make.NOON).beyond) == (2, 0)
    make.article(hafen, "Kran 3")
    assert find(asked, at=make.NOON).beyond == 2
    assert "Mehr als 2 Artikel gefunden" in Client().get("/de/search/?q=kran").content.decode()


def test_the_headline_comes_before_the_text_and_the_text_before_a_compound(bote: Edition, hafen: Section) -> None:
    make.article(hafen, "Gutachten zum Kai", at=make.NOON - timedelta(hours=3))
    make.article(hafen, "Der Rat tagt", text="Ein Gutachten liegt vor.", at=make.NOON - timedelta(hours=2))
    make.article(hafen, "Hafengutachten im Archiv", at=make.NOON - timedelta(hours=1))
    make.article(hafen, "Neues Gutachten", at=make.NOON)
    order = ["Neues Gutachten", "Gutachten zum Kai", "Der Rat tagt", "Hafengutachten im Archiv"]
    assert found(bote, "gutachten") == order
