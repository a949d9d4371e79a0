"""Maps: place names and colours speak, so that all editions can share them."""

import math
from random import Random

from tools.pressdraw.chart import ACCENT, HAIR, INK, PAPER, PARTIES, SOFT, number, sheet
from tools.pressdraw.colour import fade, lighter, mix
from tools.pressdraw.noise import sample, smoothstep, tile
from tools.pressdraw.pen import Pen, Point
from tools.pressdraw.pictures import picture
from tools.pressdraw.scene import LANDSCAPE, PORTRAIT, Scene
from tools.pressdraw.town_map import CENTRES, DISTRICTS, MELME, NORTH_QUAY, RAIL, ROAD, SEA, SOUTH_QUAY, Chart

WATER, LAND = "#bcd4dc", "#efeadb"


def halo(
    pen: Pen,
    words: str,
    x: float,
    y: float,
    size: float,
    colour: str = INK,
    *,
    weight: int = 600,
    align: str = "middle",
    italic: bool = False,
    paper: str = PAPER,
) -> None:
    """A name on a map with a thin edge of paper, so that it reads on any ground."""
    for turn in range(8):
        pen.text(
            words,
            x + 3 * math.cos(turn * math.pi / 4),
            y + 3 * math.sin(turn * math.pi / 4),
            size,
            paper,
            weight=weight,
            align=align,
            italic=italic,
        )
    pen.text(words, x, y, size, colour, weight=weight, align=align, italic=italic)


def north(pen: Pen, x: float, y: float) -> None:
    pen.shape([(x, y - 44), (x + 16, y + 10), (x, y - 2), (x - 16, y + 10)], INK)
    pen.text("N", x, y + 50, 36, INK, weight=700, align="middle")


def scale_bar(pen: Pen, x: float, y: float, length: float, words: str) -> None:
    pen.rect(x, y, length / 2, 8, INK)
    pen.rect(x + length / 2, y, length / 2, 8, PAPER)
    pen.line([(x, y), (x + length, y), (x + length, y + 8), (x, y + 8), (x, y)], INK, 2)
    pen.text(words, x + length + 16, y + 14, 34, INK)


def window(pen: Pen, size: tuple[int, int], top: float) -> None:
    """Paper over everything outside of the map's frame."""
    pen.rect(0, 0, size[0], top, PAPER)
    pen.rect(0, size[1] - 120, size[0], 120, PAPER)
    pen.rect(0, 0, 80, size[1], PAPER)
    pen.rect(size[0] - 80, 0, 80, size[1], PAPER)
    pen.line([(80, top), (size[0] - 80, top), (size[0] - 80, size[1] - 120), (80, size[1] - 120), (80, top)], HAIR, 3)


@picture("karte-hafen")
def map_of_the_port() -> Scene:
    chart = Chart(70, 12, 16.4, (80, 190))

    def draw(pen: Pen) -> None:
        pen.rect(80, 190, 1440, 760, LAND)
        chart.ground(pen, sea=WATER)
        for area in DISTRICTS.values():
            pen.shape(chart.all(area), "#e3dccb")
        random = Random(5)
        for _ in range(60):
            x, y = (
                random.uniform(98, 140),
                random.choice((random.uniform(37.5, 43.5), random.uniform(53, 56), random.uniform(22, 25))),
            )
            pen.rect(*chart.at(x, y), random.uniform(26, 74), random.uniform(14, 26), "#cfc5b0", 2)
        pen.line(chart.all(RAIL), "#5d5a55", 7)
        pen.line(chart.all(RAIL), PAPER, 3.4, dash=(12, 12), butt=True)
        band = [(100, 27.4), (134, 24.4), (134, 28), (100, 31)]
        pen.shape(chart.all(band), fade(ACCENT, 0.22))
        with pen.clipped(chart.all(band)):
            for stripe in range(60):
                x, y = chart.at(96 + stripe * 0.9, 20)
                pen.line([(x, y), (x - 150, y + 260)], ACCENT, 5)
        pen.line(chart.all(NORTH_QUAY), ACCENT, 13, butt=True)
        pen.line(chart.all(SOUTH_QUAY), INK, 11, butt=True)
        route = chart.all([(138, 23), *ROAD[1:]])
        pen.line(route, PAPER, 17, smooth=True)
        pen.line(route, "#1f4a69", 10, smooth=True, dash=(26, 14))
        (x, y), (px, py) = route[-1], route[-2]
        turn = math.atan2(y - py, x - px)
        pen.shape(
            [
                (x + 34 * math.cos(turn), y + 34 * math.sin(turn)),
                (x + 24 * math.cos(turn + 2.3), y + 24 * math.sin(turn + 2.3)),
                (x + 24 * math.cos(turn - 2.3), y + 24 * math.sin(turn - 2.3)),
            ],
            "#1f4a69",
        )
        window(pen, LANDSCAPE, 190)
        halo(pen, "Nordkai", *chart.at(117, 22.6), 58, ACCENT, weight=700)
        halo(pen, "640 m", *chart.at(128, 35.6), 40, ACCENT, weight=600, paper=WATER)
        halo(pen, "Südhafen", *chart.at(110, 49.6), 46, INK, weight=700, paper=WATER)
        halo(pen, "Vorhafen", *chart.at(86, 18), 42, "#3f6f86", weight=400, italic=True, paper=WATER)
        halo(pen, "Altstadt", *chart.at(80, 53), 40, SOFT, weight=400)
        halo(pen, "Melme", *chart.at(92.4, 47), 34, "#3f6f86", weight=400, italic=True, align="right")
        pen.oval(*chart.at(152, 31), 52, fill=ACCENT)
        pen.oval(*chart.at(152, 31), 42, fill=PAPER)
        pen.text("5 t", *_shift(chart.at(152, 31), 0, 17), 48, ACCENT, weight=700, align="middle")
        north(pen, 140, 280)
        scale_bar(pen, 120, 900, 257, "500 m")

    return sheet(draw, title="Nordkai: gesperrt seit 18. November", source="Quelle: Hafengesellschaft Brückhaven")


def _shift(point: Point, across: float, down: float) -> Point:
    return (point[0] + across, point[1] + down)


@picture("wahlkarte")
def strongest_list_by_district() -> Scene:
    winners = {
        "Altstadt": "DL",
        "Speicherviertel": "DL",
        "Neustadt": "SB",
        "Melmvorstadt": "BUK",
        "Fischerwiek": "SB",
        "Werftsiedlung": "SB",
    }
    chart = Chart(36, 22, 12.0, (80, 180))

    def draw(pen: Pen) -> None:
        pen.rect(80, 180, 1440, 770, "#f1eee4")
        chart.ground(pen, sea="#dde7ea")
        for name, area in DISTRICTS.items():
            tone = PARTIES[winners[name]]
            pen.shape(chart.all(area), lighter(tone, 0.10 if winners[name] != "SB" else 0.06))
            pen.line([*chart.all(area), chart.at(*area[0])], PAPER, 6)
        pen.line(chart.all(MELME), "#dde7ea", 22, smooth=True)
        window(pen, LANDSCAPE, 180)
        for name, centre in CENTRES.items():
            x, y = chart.at(*centre)
            small = name in ("Speicherviertel", "Fischerwiek", "Melmvorstadt")
            pen.text(name, x, y, 26 if small else 42, "#ffffff", weight=600, align="middle")
            pen.text(winners[name], x, y + 44, 40 if small else 50, "#ffffff", weight=800, align="middle")
        for row, (party, tone) in enumerate((p, PARTIES[p]) for p in ("SB", "DL", "BUK")):
            pen.rect(1340, 650 + row * 84, 54, 54, lighter(tone, 0.08))
            pen.text(party, 1412, 694 + row * 84, 50, INK, weight=700)

        north(pen, 1450, 270)

    return sheet(draw, title="Stärkste Liste je Stadtteil", source="Quelle: Wahlamt Brückhaven")


@picture("karte-mieten")
def rents_on_the_map() -> Scene:
    rents = {
        "Speicherviertel": 13.20,
        "Altstadt": 11.90,
        "Neustadt": 9.70,
        "Fischerwiek": 9.10,
        "Melmvorstadt": 8.60,
        "Werftsiedlung": 7.95,
    }
    chart = Chart(35.5, 21, 11.2, (60, 250))

    def shade(rent: float) -> str:
        return mix("#dcebe4", "#0f4f55", (rent - 7.4) / 6.0)

    def draw(pen: Pen) -> None:
        pen.shape([(x, max(200, y)) for x, y in chart.all(SEA)], "#e8eef0")
        for area in DISTRICTS.values():
            points = chart.all(area)
            pen.shape([(x + 10, y + 12) for x, y in points], fade("#14302f", 0.14))
        for name, area in DISTRICTS.items():
            points = chart.all(area)
            pen.shape(points, shade(rents[name]))
            pen.line([*points, points[0]], PAPER, 7)
        pen.rect(0, 0, 1280, 230, PAPER)
        pen.rect(0, 1080, 1280, 520, PAPER)
        for name, (x, y) in CENTRES.items():
            px, py = chart.at(x, y)
            ink = "#ffffff" if rents[name] > 9.4 else "#12302f"
            pen.text(
                number(rents[name], 2),
                px,
                py + 16,
                54 if name in ("Neustadt", "Altstadt", "Werftsiedlung") else 44,
                ink,
                weight=700,
                align="middle",
            )
        for row, (name, rent) in enumerate(rents.items()):
            x, y = 100 + (row % 2) * 560, 1160 + (row // 2) * 92
            pen.rect(x, y - 46, 60, 60, shade(rent))
            pen.text(name, x + 84, y, 46, INK, weight=400)
        pen.text("7,95", 80, 1476, 36, SOFT)
        for step in range(60):
            pen.rect(180 + step * 14, 1444, 15, 40, shade(7.95 + 5.25 * step / 59))
        pen.text("13,20 €/m²", 1040, 1476, 36, SOFT)

    return sheet(draw, title="Je dunkler, desto teurer", source="Quelle: Mietspiegel 2026", size=PORTRAIT)


@picture("karte-deiche")
def map_of_the_dykes() -> Scene:
    coast: list[Point] = [
        (80, 640),
        (190, 600),
        (300, 560),
        (420, 570),
        (540, 520),
        (640, 470),
        (730, 478),
        (800, 430),
        (880, 446),
        (960, 400),
        (1080, 382),
        (1200, 330),
        (1330, 322),
        (1450, 270),
        (1520, 262),
    ]

    def along(first: float, last: float) -> list[Point]:
        made = []
        for step in range(61):
            place = (first + (last - first) * step / 60) * (len(coast) - 1)
            index = min(int(place), len(coast) - 2)
            part = place - index
            made.append(
                (
                    coast[index][0] + (coast[index + 1][0] - coast[index][0]) * part,
                    coast[index][1] + (coast[index + 1][1] - coast[index][1]) * part + 26,
                )
            )
        return made

    def draw(pen: Pen) -> None:
        pen.rect(80, 190, 1440, 760, "#cadde3")
        for depth in range(5):
            pen.line(
                [(x, y - 26 - depth * 30) for x, y in coast], fade("#7fa8b8", 0.5 - depth * 0.09), 2.4, smooth=True
            )
        pen.shape([*coast, (1520, 950), (80, 950)], "#e9e8d2")
        random = Random(9)
        for _ in range(46):
            x, y = random.uniform(90, 1500), random.uniform(600, 940)
            pen.line([(x, y), (x + random.uniform(60, 200), y - random.uniform(10, 44))], fade("#a8b48a", 0.6), 2)
        pen.shape([(790, 560), (1010, 520), (1120, 560), (1090, 690), (900, 720), (780, 660)], "#d8cbb4", smooth=True)
        pen.line([(900, 420), (930, 520), (900, 640), (940, 780), (900, 960)], "#cadde3", 24, smooth=True)
        pen.line(along(0, 1), "#ffffff", 24)
        pen.line(along(0, 1), "#3f7d5a", 14)
        for first, last in ((0.06, 0.30), (0.47, 0.57), (0.625, 0.685)):
            pen.line(along(first, last), PAPER, 30)
            pen.line(along(first, last), ACCENT, 22, butt=True)
        window(pen, LANDSCAPE, 190)
        for words, length, place, across in (
            ("Grodenkoog", "5,1 km", 0.18, 0.0),
            ("Fischerwiek", "2,2 km", 0.52, -60.0),
            ("Vorhafen", "1,3 km", 0.655, 30.0),
        ):
            x, y = along(place, place)[0]
            up = 150 if words != "Vorhafen" else 136
            pen.line([(x, y - 22), (x + across, y - up + 22)], INK, 2.6)
            halo(pen, length, x + across, y - up, 62, ACCENT, weight=700, paper="#cadde3")
            halo(pen, words, x + across, y - up - 62, 40, INK, weight=400, paper="#cadde3")
        halo(pen, "Brückhaven", 960, 632, 52, INK, weight=700, paper="#d8cbb4")
        halo(pen, "Nordsee", 260, 270, 52, "#4f7f93", weight=400, italic=True, paper="#cadde3")
        for row, (tone, words) in enumerate((("#3f7d5a", "22,8 km"), (ACCENT, "8,6 km"))):
            pen.rect(1130, 776 + row * 76, 110, 18, tone)
            pen.text(words, 1268, 802 + row * 76, 50, INK, weight=700)
        north(pen, 1440, 620)
        scale_bar(pen, 120, 900, 230, "5 km")

    return sheet(draw, title="Deichlinie: 31,4 Kilometer", source="Soll 8,30 m · Quelle: Deichverband Melmeniederung")


@picture("karte-faehre")
def sea_chart_to_the_island() -> Scene:
    scene = Scene(LANDSCAPE, "#dbe6e2")
    relief = sample(tile(77, 2.1), scene.x / 2400, scene.y / 2000)
    for level, tone in ((0.46, "#c9dcdc"), (0.53, "#b6d0d6"), (0.60, "#a5c4cf")):
        scene.tint(tone, smoothstep(level - 0.002, level + 0.002, relief) * 1.0)
    edge = (abs(((relief * 28) % 1) - 0.5) < 0.035).astype("float32")
    scene.tint("#6f97a5", edge * 0.35)

    def draw(pen: Pen) -> None:
        for line_ in range(7):
            pen.line([(140 + line_ * 220, 0), (140 + line_ * 220, 1067)], fade("#5d7f8c", 0.35), 1.6)
            pen.line([(0, 60 + line_ * 160), (1600, 60 + line_ * 160)], fade("#5d7f8c", 0.35), 1.6)
        mainland: list[Point] = [
            (1620, 560),
            (1500, 600),
            (1420, 660),
            (1330, 690),
            (1290, 760),
            (1200, 780),
            (1120, 850),
            (1030, 900),
            (980, 990),
            (900, 1090),
            (1640, 1090),
        ]
        island: list[Point] = [
            (180, 300),
            (230, 230),
            (330, 190),
            (420, 196),
            (470, 236),
            (440, 290),
            (350, 318),
            (260, 350),
        ]
        for points, smooth in ((mainland, True), (island, True)):
            pen.shape([(x - 12, y - 12) for x, y in points], fade("#f4efd2", 0.55), smooth=smooth)
            pen.shape(points, "#ead9a6", smooth=smooth)
            pen.line([*points, points[0]] if points is island else points, "#6b5d3a", 3, smooth=True)
        pen.shape([(120, 420), (200, 396), (270, 420), (220, 450), (140, 448)], fade("#c9d9b0", 0.9), smooth=True)
        random = Random(21)
        for _ in range(90):
            x, y = random.uniform(60, 1540), random.uniform(60, 1010)
            if (
                (x > 900 and y > 1250 - x * 0.45)
                or (x < 520 and (y < 480 or y > 600))
                or abs(y - (276 + (x - 430) * 0.58)) < 90
                or (600 < x < 1020 and y < 260)
            ):
                continue
            pen.text(str(int(4 + random.random() * 19)), x, y, 28, "#43606c", weight=400)
        route: list[Point] = [(430, 276), (560, 380), (760, 480), (980, 600), (1180, 700), (1262, 762)]
        pen.line(route, "#fbfaf5", 13, smooth=True)
        pen.line(route, ACCENT, 7, smooth=True, dash=(30, 18))
        for x, y in (route[0], route[-1]):
            pen.oval(x, y, 19, fill=PAPER)
            pen.oval(x, y, 12, fill=ACCENT)
        with pen.turned(28, 800, 500):
            halo(pen, "14 sm  ·  55 min", 800, 474, 56, ACCENT, weight=700, paper="#dbe6e2")
        halo(pen, "Sandöe", 300, 266, 60, INK, weight=700, paper="#ead9a6")
        halo(pen, "Kniep", 196, 440, 38, INK, weight=400, italic=True, paper="#c9d9b0")
        halo(pen, "Brückhaven", 1390, 830, 64, INK, weight=700, paper="#ead9a6")
        halo(pen, "Nordsee", 820, 210, 66, "#43707f", weight=300, italic=True, paper="#c9dcdc")
        pen.oval(262, 222, 12, fill="#8c2f6b")
        for ray in (30, 90, 150):
            pen.shape(
                [
                    (262, 222),
                    (262 + 60 * math.cos(math.radians(ray - 9)), 222 - 60 * math.sin(math.radians(ray - 9))),
                    (262 + 60 * math.cos(math.radians(ray + 9)), 222 - 60 * math.sin(math.radians(ray + 9))),
                ],
                fade("#8c2f6b", 0.55),
            )
        _rose(pen, 330, 790)
        for x, y in ((690, 470), (1010, 590), (1130, 720)):
            pen.shape([(x + 30, y - 40), (x + 42, y - 12), (x + 18, y - 12)], "#3f7d5a")
            pen.oval(x + 30, y - 6, 4, fill=INK)
        pen.line([(24, 24), (1576, 24), (1576, 1043), (24, 1043), (24, 24)], INK, 3)
        for mark in range(32):
            if mark % 2:
                pen.rect(36 + mark * 48, 26, 48, 10, INK)
                pen.rect(36 + mark * 48, 1031, 48, 10, INK)
        pen.rect(1030, 972, 520, 46, fade(PAPER, 0.92))
        pen.text("Sandöer Fährdienst · Bote / Vandrey", 1044, 1006, 30, SOFT)

    scene.draw(draw, rough=0, texture=0.03)
    return scene


def _rose(pen: Pen, x: float, y: float) -> None:
    for radius, width in ((150, 4), (138, 1.6), (96, 1.6)):
        pen.line([(x + radius * math.cos(t / 20), y + radius * math.sin(t / 20)) for t in range(127)], "#2f5563", width)
    for tick in range(72):
        turn, length = math.radians(tick * 5), 12 if tick % 2 else 22
        pen.line(
            [
                (x + 138 * math.cos(turn), y + 138 * math.sin(turn)),
                (x + (138 - length) * math.cos(turn), y + (138 - length) * math.sin(turn)),
            ],
            "#2f5563",
            1.6,
        )
    for point in range(16):
        turn = math.radians(point * 22.5 - 90)
        far = 130 if point % 4 == 0 else (92 if point % 2 == 0 else 58)
        for side, tone in ((1, "#2f5563"), (-1, "#f4f1e4")):
            other = turn + side * math.radians(11)
            near = far * 0.22
            pen.shape(
                [
                    (x, y),
                    (x + near * math.cos(other), y + near * math.sin(other)),
                    (x + far * math.cos(turn), y + far * math.sin(turn)),
                ],
                tone,
            )
            pen.line(
                [
                    (x, y),
                    (x + near * math.cos(other), y + near * math.sin(other)),
                    (x + far * math.cos(turn), y + far * math.sin(turn)),
                ],
                "#2f5563",
                1.2,
            )
    pen.text("N", x, y - 164, 44, "#2f5563", weight=700, align="middle")
