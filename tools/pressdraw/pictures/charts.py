"""Charts; words are few, because all editions share them."""

import math
from itertools import pairwise

from tools.pressdraw.chart import ACCENT, HAIR, INK, PAPER, PARTIES, SOFT, Plot, number, sheet
from tools.pressdraw.colour import darker, fade, lighter, mix
from tools.pressdraw.pen import Pen, down
from tools.pressdraw.pictures import picture
from tools.pressdraw.port import container
from tools.pressdraw.scene import WIDE, Scene

BLUE = "#2b5a7d"


@picture("grafik-umweg")
def cost_of_the_detour() -> Scene:
    def draw(pen: Pen) -> None:
        left, top = 80.0, 330.0
        container(pen, left, top - 84, 172, 66, BLUE)
        pen.text("+ 78 €", left + 204, top - 28, 76, INK, weight=700)
        for value, tone, kind in ((41, "#1f4a69", "lorry"), (22, "#4b86a8", "clock"), (15, "#a9c8d8", "hook")):
            wide = value / 78 * 1440
            pen.rect(left, top, wide - 4, 150, tone)
            ink = "#ffffff" if tone != "#a9c8d8" else INK
            pen.text(f"{value} €", left + 26, top + 98, 70, ink, weight=700)
            _sign(pen, kind, left + wide - 92, top + 75, ink)
            left += wide
        plot = Plot(80, 1380, 0, 0, 0, 1770, 0, 1)
        for row, (value, tone) in enumerate(((1770, ACCENT), (1400, "#8b9298"))):
            y = 600 + row * 160
            pen.rect(plot.x(0), y, plot.x(value) - plot.x(0), 116, tone)
            pen.text(number(value, 0), plot.x(value) - 24, y + 80, 66, "#ffffff", weight=700, align="right")
        pen.text("Nachfrage Südhafen / Woche", 110, 676, 42, "#ffffff", weight=400)
        pen.text("Kapazität", 110, 836, 42, "#ffffff", weight=400)
        pen.line([(plot.x(1400), 560), (plot.x(1400), 900)], INK, 3, dash=(10, 8))
        pen.line([(plot.x(1400) + 6, 818), (plot.x(1770), 818)], ACCENT, 4)
        pen.text("370", (plot.x(1400) + plot.x(1770)) / 2, 884, 60, ACCENT, weight=700, align="middle")
        pen.line([(80, 540), (1520, 540)], HAIR, 2)

    return sheet(draw, title="Umweg über den Südhafen", source="Quelle: Spediteurverein, HGB")


def _sign(pen: Pen, kind: str, x: float, y: float, ink: str) -> None:
    if kind == "lorry":
        pen.rect(x - 44, y - 30, 62, 44, ink, 4)
        pen.shape([(x + 22, y - 16), (x + 42, y - 16), (x + 56, y + 2), (x + 56, y + 14), (x + 22, y + 14)], ink)
        for wheel in (-24, 40):
            pen.oval(x + wheel, y + 18, 11, fill=ink)
    elif kind == "clock":
        pen.oval(x, y, 36, fill=ink)
        pen.oval(x, y, 29, fill="#4b86a8")
        pen.line([(x, y - 18), (x, y), (x + 14, y + 8)], ink, 6)
    else:
        pen.line([(x, y - 40), (x, y - 6)], ink, 7)
        pen.line(
            [(x, y - 8), (x + 22, y + 10), (x + 12, y + 34), (x - 14, y + 32), (x - 18, y + 14)], ink, 8, smooth=True
        )


@picture("sitzverteilung")
def seats_in_the_council() -> Scene:
    seats = {"SB": 13, "BUK": 12, "DL": 8, "FHL": 5, "OS": 4, "HW": 2}
    order = ("OS", "SB", "DL", "FHL", "BUK", "HW")

    def draw(pen: Pen) -> None:
        places = []
        for ring, count in ((300, 9), (400, 13), (500, 22)):
            places += [(math.pi * (1 - (i + 0.5) / count), ring) for i in range(count)]
        places.sort(key=lambda place: -place[0])
        colours = [PARTIES[party] for party in order for _ in range(seats[party])]
        for (turn, ring), tone in zip(places, colours, strict=True):
            x, y = 800 + ring * 1.18 * math.cos(turn), 780 - ring * 1.02 * math.sin(turn)
            pen.oval(x, y, 36, fill=tone)
            pen.oval(x - 9, y - 10, 12, fill=fade("#ffffff", 0.16))
        pen.text("44", 800, 740, 190, INK, weight=700, align="middle")
        pen.text("23", 800, 812, 56, SOFT, weight=400, align="middle")
        pen.line([(800, 236), (800, 210)], INK, 4)
        x = 110.0
        for party in order:
            pen.rect(x, 858, 34, 34, PARTIES[party], 17)
            wide = pen.text(party, x + 48, 890, 46, INK, weight=400)
            pen.text(str(seats[party]), x + 60 + wide, 890, 46, INK, weight=700)
            x += wide + 164

    return sheet(draw, title="Sitze im neuen Rat", source="Quelle: Wahlamt Brückhaven")


@picture("grafik-stimmen")
def shares_of_the_vote() -> Scene:
    votes = {"SB": 29.1, "BUK": 26.8, "DL": 18.3, "FHL": 11.6, "OS": 9.2, "HW": 4.1}

    def draw(pen: Pen) -> None:
        for value in (0, 10, 20, 30):
            y = 690 - value * 14.6
            pen.line([(80, y), (1520, y)], INK if value == 0 else HAIR, 3 if value == 0 else 2, butt=True)
            if value:
                pen.text(str(value), 84, y - 10, 34, SOFT)
        for column, (party, value) in enumerate(votes.items()):
            x = 190 + column * 224
            tall = value * 14.6
            pen.rect(
                x,
                690 - tall,
                150,
                tall,
                down(690 - tall, 690, lighter(PARTIES[party], 0.06), darker(PARTIES[party], 0.08)),
            )
            pen.text(number(value), x + 75, 670 - tall, 58, INK, weight=700, align="middle")
            pen.text(party, x + 75, 752, 50, INK, weight=600, align="middle")

    return sheet(
        draw, title="Stimmenanteile in Prozent", source="Quelle: Wahlamt Brückhaven · Wahlbeteiligung 61,4 %", size=WIDE
    )


@picture("pegel-kurve")
def water_level() -> Scene:
    points = ((20, 1.12), (22, 1.86), (24, 2.71), (26, 3.33), (26 + 2 / 3, 3.41), (28, 3.02), (30, 2.10), (32, 1.24))

    def draw(pen: Pen) -> None:
        plot = Plot(150, 1480, 250, 870, 20, 32, 0, 4)
        for metres in range(5):
            pen.line(
                [(plot.left - 70, plot.y(metres)), (plot.right + 40, plot.y(metres))],
                INK if metres == 0 else HAIR,
                3 if metres == 0 else 2,
                butt=True,
            )
            pen.text(f"{metres} m" if metres else "0", plot.left - 70, plot.y(metres) - 10, 36, SOFT)
        pen.line([(plot.left - 70, plot.y(3.74)), (plot.right + 40, plot.y(3.74))], ACCENT, 4, dash=(18, 12))
        pen.text("3,74 · 1961", plot.left + 60, plot.y(3.74) - 16, 42, ACCENT, weight=600)
        curve = [(plot.x(hour), plot.y(level)) for hour, level in _smooth(points)]
        pen.shape(
            [*curve, (plot.x(32), plot.y(0)), (plot.x(20), plot.y(0))],
            down(plot.y(3.5), plot.y(0), fade(BLUE, 0.62), fade(BLUE, 0.08)),
        )
        pen.line(curve, BLUE, 8)
        for hour, level in points:
            pen.oval(plot.x(hour), plot.y(level), 9, fill=PAPER)
            pen.oval(plot.x(hour), plot.y(level), 6, fill=BLUE)
        for hour in range(20, 33, 2):
            pen.text(f"{hour % 24:02d}", plot.x(hour), 926, 40, INK, align="middle")
        x, y = plot.x(26 + 2 / 3), plot.y(3.41)
        pen.line([(x, y + 12), (x, plot.y(0))], fade(INK, 0.5), 2, dash=(6, 6))
        pen.oval(x, y, 17, fill=ACCENT)
        pen.text("3,41 m", x - 26, y + 128, 70, "#ffffff", weight=700, align="right")
        pen.text("2:40", x - 26, y + 184, 46, "#ffffff", weight=400, align="right")

    return sheet(
        draw, title="Pegel Vorhafen, 12./13. November", source="Meter über mittlerem Hochwasser · Quelle: Deichverband"
    )


def _smooth(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """A monotone curve through the readings, so that nothing rises above the peak."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    inner = [0.0 if left * right <= 0 else 2 * left * right / (left + right) for left, right in pairwise(slopes)]
    tangents = [slopes[0], *inner, slopes[-1]]
    made = []
    for index, (start, end) in enumerate(pairwise(points)):
        wide = end[0] - start[0]
        for step in range(16):
            t = step / 16
            made.append(
                (
                    start[0] + t * wide,
                    (1 + 2 * t) * (1 - t) ** 2 * start[1]
                    + t * (1 - t) ** 2 * wide * tangents[index]
                    + t * t * (3 - 2 * t) * end[1]
                    + t * t * (t - 1) * wide * tangents[index + 1],
                )
            )
    return [*made, points[-1]]


@picture("grafik-mieten")
def rents_by_district() -> Scene:
    rents = {
        "Speicherviertel": 13.20,
        "Altstadt": 11.90,
        "Neustadt": 9.70,
        "Fischerwiek": 9.10,
        "Melmvorstadt": 8.60,
        "Werftsiedlung": 7.95,
    }

    def draw(pen: Pen) -> None:
        plot = Plot(430, 1400, 0, 0, 0, 13.2, 0, 1)
        for row, (name, rent) in enumerate(rents.items()):
            y = 256 + row * 110
            tone = mix("#e2b48a", "#8a3a22", (rent - 7.5) / 6)
            pen.text(name, 400, y + 54, 46, INK, align="right")
            pen.rect(plot.left, y, plot.x(rent) - plot.left, 78, tone)
            pen.text(number(rent, 2), plot.x(rent) - 20, y + 57, 52, "#ffffff", weight=700, align="right")
        x = plot.x(9.84)
        pen.line([(x, 236), (x, 916)], INK, 4, dash=(14, 9))
        pen.text("Ø 9,84 €", x + 22, 916, 50, INK, weight=700)

    return sheet(draw, title="Miete je Quadratmeter, in Euro", source="Quelle: Mietspiegel 2026, 2.380 Wohnungen")


@picture("grafik-theaterkosten")
def how_the_theatre_cost_grew() -> Scene:
    steps = (
        ("", 0.0, 29.5, BLUE),
        ("Dach", 29.5, 34.7, ACCENT),
        ("Technik", 34.7, 37.1, "#c4634a"),
        ("Preise", 37.1, 38.6, "#dd9a7c"),
        ("", 0.0, 38.6, INK),
    )

    def draw(pen: Pen) -> None:
        plot = Plot(130, 1500, 240, 840, 0, 5, 0, 40)
        for value in (0, 10, 20, 30, 40):
            pen.line(
                [(80, plot.y(value)), (1520, plot.y(value))],
                INK if value == 0 else HAIR,
                3 if value == 0 else 2,
                butt=True,
            )
            if value:
                pen.text(str(value), 80, plot.y(value) - 8, 34, SOFT)
        for column, (name, low, high, tone) in enumerate(steps):
            left = plot.x(column) + 34
            wide = plot.x(1) - plot.x(0) - 62
            pen.rect(left, plot.y(high), wide, plot.y(low) - plot.y(high), tone)
            whole = low == 0
            words = number(high) if whole else f"+ {number(high - low)}"
            pen.text(words, left + wide / 2, plot.y(high) - 20, 62 if whole else 54, INK, weight=700, align="middle")
            if column < 4:
                pen.line([(left + wide, plot.y(high)), (left + wide + 62, plot.y(high))], SOFT, 2, dash=(7, 6))
            pen.text(
                name or ("2022" if column == 0 else "2026"), left + wide / 2, 904, 46, INK, weight=400, align="middle"
            )

    return sheet(draw, title="Theater am Siel: Kosten in Millionen Euro", source="Quelle: Stadt Brückhaven")


@picture("spielfeld-grafik")
def handball_court() -> Scene:
    def draw(pen: Pen) -> None:
        scale, cx, cy = 29.0, 800.0, 520.0
        left, right, top, bottom = cx - 20 * scale, cx + 20 * scale, cy - 10 * scale, cy + 10 * scale
        pen.rect(left - 40, top - 40, right - left + 80, bottom - top + 80, "#2f5f7d")
        pen.rect(left, top, right - left, bottom - top, "#e0a768")
        for side in (-1, 1):
            goal = cx + 20 * scale * side
            for metres, dashed in ((6, False), (9, True)):
                arc = [
                    (goal - side * metres * scale * math.sin(t), cy - 1.5 * scale - metres * scale * math.cos(t))
                    for t in [math.pi / 2 * i / 24 for i in range(25)]
                ]
                arc += [
                    (goal - side * metres * scale * math.cos(t), cy + 1.5 * scale + metres * scale * math.sin(t))
                    for t in [math.pi / 2 * i / 24 for i in range(25)]
                ]
                with pen.clipped([(left, top), (right, top), (right, bottom), (left, bottom)]):
                    if not dashed:
                        pen.shape(arc, "#3f86a8")
                    pen.line(arc, "#ffffff", 5, dash=(22, 16) if dashed else None)
            pen.line(
                [(goal - side * 7 * scale, cy - 0.5 * scale), (goal - side * 7 * scale, cy + 0.5 * scale)], "#ffffff", 6
            )
            pen.line(
                [(goal - side * 4 * scale, cy - 0.15 * scale), (goal - side * 4 * scale, cy + 0.15 * scale)],
                "#ffffff",
                6,
            )
            pen.rect(goal if side > 0 else goal - 26, cy - 1.5 * scale, 26, 3 * scale, "#f4f1e8")
            pen.line([(goal, cy - 1.5 * scale), (goal, cy + 1.5 * scale)], ACCENT, 9, butt=True)
        pen.line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], "#ffffff", 6)
        pen.line([(cx, top), (cx, bottom)], "#ffffff", 6)
        for side in (-1, 1):
            for x, y in ((1.6, 0), (4.6, -3.2), (4.6, 3.2), (7.6, -6.4), (7.6, 6.4), (8.4, 0), (12.5, 0)):
                spot = (
                    cx + side * (20 - x) * scale if x == 1.6 else cx + side * (20 - x - 2.6) * scale,
                    cy + y * scale,
                )
                pen.oval(*spot, 17, fill="#b8281f" if side < 0 else "#1d2733")
                pen.oval(spot[0] - 4, spot[1] - 5, 6, fill=fade("#ffffff", 0.35))
        _measure(pen, (left, bottom + 78), (right, bottom + 78), "40 m")
        _measure(pen, (right + 132, top), (right + 132, bottom), "20 m")
        pen.text("6 m", left + 3.4 * scale, cy - 3.4 * scale, 44, "#ffffff", weight=700)
        pen.text("7 m", left + 7 * scale + 14, cy + 14, 40, INK, weight=700)
        pen.text("9 m", left + 9 * scale + 26, cy + 4.4 * scale, 44, INK, weight=700)
        pen.text("3 × 2 m", left - 52, cy + 12, 34, INK, weight=700, align="right")
        pen.text("2 × 30′   ·   7 : 7", 1520, 136, 58, INK, weight=300, align="right")

    return sheet(draw, title="Handball", source="Maße des Feldes nach den Spielregeln")


def _measure(pen: Pen, start: tuple[float, float], end: tuple[float, float], words: str) -> None:
    flat = start[1] == end[1]
    pen.line([start, end], INK, 2.6)
    for x, y in (start, end):
        pen.line([(x, y - 14), (x, y + 14)] if flat else [(x - 14, y), (x + 14, y)], INK, 2.6)
    x, y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    pen.rect(x - 74, y - 30, 148, 60, PAPER)
    pen.text(words, x, y + 17, 48, INK, weight=700, align="middle")
