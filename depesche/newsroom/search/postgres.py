"""The index on PostgreSQL: one tsvector a row, its words weighed A (headline) to D (filings)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from depesche.newsroom.search.match import STEPS, Clause, Match

CREATE = (
    "CREATE TABLE newsroom_search (id bigint PRIMARY KEY, words tsvector NOT NULL);"
    "CREATE INDEX newsroom_search_words ON newsroom_search USING gin (words)"
)
DROP = "DROP TABLE newsroom_search"
_LABELS = {"head": "A", "text": "B", "parts": "C"}


def write(number: int, head: str, text: str, parts: str, facets: str) -> None:
    """Add an entry."""
    vector = " || ".join(f"setweight(to_tsvector('simple', %s), '{weight}')" for weight in "ABCD")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO newsroom_search (id, words) VALUES (%s, {vector})", [number, head, text, parts, facets]
        )


def erase(number: int) -> None:
    """Remove an entry."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_search WHERE id = %s", [number])


def clear() -> None:
    """Remove all entries."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsroom_search")


def newest(match: Match, *, offset: int, limit: int) -> list[int]:
    """Entries by time, the newest first."""
    return _numbers(
        "SELECT id FROM newsroom_search WHERE words @@ %s::tsquery AND id BETWEEN %s AND %s"
        " ORDER BY id DESC LIMIT %s OFFSET %s",
        [_expression(match), match.since, match.until, limit, offset],
    )


def best(match: Match, *, offset: int, limit: int) -> list[int]:
    """Entries in steps from the headline to the parts of compounds, in each the newest first."""
    steps, parameters = [], list[str | int]()
    for step, places in enumerate(STEPS):
        steps.append(
            f"(SELECT {step} AS step, id FROM newsroom_search WHERE words @@ %s::tsquery"
            " AND id BETWEEN %s AND %s ORDER BY id DESC LIMIT %s)"
        )
        # A step holds the steps before it, so it gives enough when it gives that many more.
        labels = "".join(_LABELS[place] for place in places)
        parameters += [_expression(match, labels), match.since, match.until, (step + 1) * (offset + limit)]
    return _numbers(
        f"SELECT id FROM ({' UNION ALL '.join(steps)}) AS found GROUP BY id"
        " ORDER BY min(step), id DESC LIMIT %s OFFSET %s",
        [*parameters, limit, offset],
    )


def count(match: Match, *, most: int) -> int:
    """How many entries match, counting no further than ``most``."""
    return _numbers(
        "SELECT count(*) FROM (SELECT 1 FROM newsroom_search WHERE words @@ %s::tsquery"
        " AND id BETWEEN %s AND %s LIMIT %s) AS found",
        [_expression(match), match.since, match.until, most],
    )[0]


def _numbers(sql: str, parameters: Sequence[str | int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [row[0] for row in cursor.fetchall()]


def _expression(match: Match, labels: str = "ABC") -> str:
    parts = [f"{_quoted(facet)}:D" for facet in match.facets]
    parts += [_clause(clause, labels) for clause in match.wanted]
    parts += [f"!{_clause(clause)}" for clause in match.unwanted]
    return " & ".join(parts)


def _clause(clause: Clause, labels: str = "ABC") -> str:
    label = f":*{labels}" if clause.prefix else f":{labels}"
    phrase = " <-> ".join(f"{_quoted(stem)}{label}" for stem in clause.stems)
    if not clause.parts or "C" not in labels:
        return f"({phrase})"
    return f"(({phrase}) | ({' & '.join(f'{_quoted(part)}:{labels}' for part in clause.parts)}))"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
