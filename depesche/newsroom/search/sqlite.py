"""The index on SQLite: one contentless FTS5 table, its rows numbered by time of publication.

A word has a list of its rows, and asking for it "in the headline" reads that
list whole, however few headlines have it.  So the same word is written under
another name for each place that is asked for on its own: ``↑kran`` is one of
a headline, ``∙kran`` part of a compound, ``kran`` one of headline or text.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from depesche.newsroom.search.match import STEPS, Clause, Match

# None of these signs stands in a word, but the tokenizer takes each for a letter, as all beyond ASCII.
_HEAD, _PART, _FACET = "↑", "∙", "§"
_BREAK = "¶"  # between headline and text, so that no phrase reaches over it

CREATE = (
    "CREATE VIRTUAL TABLE newsroom_search USING fts5("
    "head, text, parts, facets, content='', contentless_delete=1, tokenize='ascii')"
)
DROP = "DROP TABLE newsroom_search"


def write(number: int, head: str, text: str, parts: str, facets: str) -> None:
    """Add an entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsroom_search (rowid, head, text, parts, facets) VALUES (%s, %s, %s, %s, %s)",
            [
                number,
                _marked(_HEAD, head.split()),
                f"{head} {_BREAK} {text}",
                _marked(_PART, parts.split()),
                _marked(_FACET, facets.split()),
            ],
        )


def erase(number: int) -> None:
    """Remove an entry."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_search WHERE rowid = %s", [number])


def clear() -> None:
    """Remove all entries."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO newsroom_search (newsroom_search) VALUES ('delete-all')")


def newest(match: Match, *, offset: int, limit: int) -> list[int]:
    """Entries by time, the newest first."""
    return _numbers(
        "SELECT rowid FROM newsroom_search WHERE newsroom_search MATCH %s AND rowid BETWEEN %s AND %s"
        " ORDER BY rowid DESC LIMIT %s OFFSET %s",
        [_expression(match), match.since, match.until, limit, offset],
    )


def best(match: Match, *, offset: int, limit: int) -> list[int]:
    """Entries in steps from the headline to the parts of compounds, in each the newest first."""
    steps, parameters = [], list[str | int]()
    for step, places in enumerate(STEPS):
        steps.append(
            f"SELECT * FROM (SELECT {step} AS step, rowid AS number FROM newsroom_search"
            " WHERE newsroom_search MATCH %s AND rowid BETWEEN %s AND %s ORDER BY rowid DESC LIMIT %s)"
        )
        # A step holds the steps before it, so it gives enough when it gives that many more.
        parameters += [_expression(match, places), match.since, match.until, (step + 1) * (offset + limit)]
    return _numbers(
        f"SELECT number FROM ({' UNION ALL '.join(steps)}) GROUP BY number"
        " ORDER BY min(step), number DESC LIMIT %s OFFSET %s",
        [*parameters, limit, offset],
    )


def count(match: Match, *, most: int) -> int:
    """How many entries match, counting no further than ``most``."""
    return _numbers(
        "SELECT count(*) FROM (SELECT 1 FROM newsroom_search WHERE newsroom_search MATCH %s"
        " AND rowid BETWEEN %s AND %s LIMIT %s)",
        [_expression(match), match.since, match.until, most],
    )[0]


def _numbers(sql: str, parameters: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def _expression(match: Match, places: Sequence[str] = STEPS[-1]) -> str:
    parts = [_quoted(_FACET, [facet]) for facet in match.facets]
    parts += [_clause(clause, places) for clause in match.wanted]
    expression = " AND ".join(parts)
    for clause in match.unwanted:
        expression = f"({expression}) NOT {_clause(clause)}"
    return expression


def _clause(clause: Clause, places: Sequence[str] = STEPS[-1]) -> str:
    marks = [_HEAD] if "text" not in places else ["", _PART] if "parts" in places else [""]
    choices = [_quoted(mark, clause.stems) + ("*" if clause.prefix else "") for mark in marks]
    if clause.parts and "parts" in places:
        choices.append(" AND ".join(f"({_quoted('', [part])} OR {_quoted(_PART, [part])})" for part in clause.parts))
    return "(" + " OR ".join(f"({choice})" for choice in choices) + ")"


def _quoted(mark: str, words: Sequence[str]) -> str:
    # The words are stems of letters and digits; doubling a quotation mark costs nothing.
    return '"' + _marked(mark, words).replace('"', '""') + '"'


def _marked(mark: str, words: Sequence[str]) -> str:
    return " ".join(f"{mark}{word}" for word in words)
