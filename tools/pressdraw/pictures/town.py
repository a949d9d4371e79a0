"""Streets and squares: the town hall, the warehouses, the Neustadt, the quarter by the quay."""

import math
from random import Random

import numpy as np

from tools.pressdraw import air, nature, port, sky, water
from tools.pressdraw.buildings import BRICKS, Glow, bricks, house, row, skyline, warehouse, windows
from tools.pressdraw.camera import Camera
from tools.pressdraw.colour import darker, fade, lighter, mix
from tools.pressdraw.noise import sample, tile
from tools.pressdraw.pen import Fade, Pen, across, down, round_
from tools.pressdraw.people import crowd, person
from tools.pressdraw.pictures import picture
from tools.pressdraw.scene import PORTRAIT, WIDE, Scene

SANDSTONE = "#b79f78"


def town_hall(
    pen: Pen, x: float, ground: float, width: float, *, wall: str, stone: str, roof: str, glow: Glow, clock: str
) -> tuple[float, float]:
    """The town hall of 1907: wings, a stepped middle gable, a clock tower; answers where the clock is."""
    height = width * 0.34
    left, right, top = x - width / 2, x + width / 2, ground - height
    pen.shape(
        [
            (left - 12, top + 4),
            (left + width * 0.06, top - width * 0.12),
            (right - width * 0.06, top - width * 0.12),
            (right + 12, top + 4),
        ],
        down(top - width * 0.12, top, lighter(roof, 0.08), roof),
    )
    for dormer in range(7):
        place = left + width * (0.09 + dormer * 0.137)
        pen.shape([(place - 15, top - 20), (place, top - 50), (place + 15, top - 20)], darker(roof, 0.25))
        pen.rect(place - 9, top - 26, 18, 22, mix(glow.colour, wall, 0.4) if glow.share else glow.pane)
    pen.rect(left, top, width, height, across(left, right, lighter(wall, 0.08), wall, darker(wall, 0.22)))
    bricks(pen, left, top, width, height, wall, course=7, strength=0.16)
    for level in (0.0, 0.36, 0.70):
        pen.rect(left - 6, top + height * level - 5, width + 12, 9, stone)
    for side in (left + width * 0.02, left + width * 0.63):
        windows(
            pen,
            side,
            top + height * 0.03,
            width * 0.35,
            height * 0.32,
            6,
            1,
            glow=glow,
            frame=stone,
            arched=True,
            seed=int(side),
            share=(0.52, 0.8),
        )
        windows(
            pen,
            side,
            top + height * 0.39,
            width * 0.35,
            height * 0.30,
            6,
            1,
            glow=glow,
            frame=stone,
            seed=int(side) + 3,
            share=(0.5, 0.72),
        )
        windows(
            pen,
            side,
            top + height * 0.73,
            width * 0.35,
            height * 0.25,
            6,
            1,
            glow=glow,
            frame=stone,
            arched=True,
            seed=int(side) + 5,
            share=(0.62, 0.8),
        )
    _middle(pen, x, ground, width, height, wall, stone, glow)
    return _tower(pen, x, top - width * 0.10, width, wall, stone, roof, glow, clock)


def _middle(pen: Pen, x: float, ground: float, width: float, height: float, wall: str, stone: str, glow: Glow) -> None:
    half = width * 0.125
    top = ground - height * 1.06
    steps = [(x - half, ground), (x - half, top)]
    for step in range(5):
        steps += [(x - half * (1 - step * 0.2), top - step * 22), (x - half * (1 - step * 0.2), top - (step + 1) * 22)]
    outline = steps + [(2 * x - px, py) for px, py in reversed(steps)]
    pen.shape(outline, across(x - half, x + half, lighter(wall, 0.14), darker(wall, 0.12)))
    with pen.clipped(outline):
        bricks(pen, x - half, top - 110, 2 * half, height + 140, wall, course=7, strength=0.16, seed=5)
    pen.line(outline[1:-1], stone, 6)
    windows(
        pen,
        x - half * 0.86,
        ground - height * 1.0,
        half * 1.72,
        height * 0.42,
        3,
        1,
        glow=Glow(1.0 if glow.share else 0.0, glow.colour, glow.pane),
        frame=stone,
        arched=True,
        share=(0.66, 0.86),
    )
    pen.rect(x - half * 0.9, ground - height * 0.56, half * 1.8, 10, stone)
    for post in range(13):
        pen.rect(x - half * 0.88 + post * half * 0.145, ground - height * 0.56 - 20, 4, 20, stone)
    pen.rect(x - half * 0.92, ground - height * 0.56 - 24, half * 1.84, 5, stone)
    for arch in (-0.58, 0.0, 0.58):
        wide = half * 0.42
        pen.rect(x + half * arch - wide / 2 - 5, ground - height * 0.46, wide + 10, height * 0.46, stone, wide / 2)
        lit = glow.share > 0
        pen.rect(
            x + half * arch - wide / 2,
            ground - height * 0.44,
            wide,
            height * 0.44,
            down(ground - height * 0.44, ground, "#ffd894" if lit else "#2b2520", "#b5702f" if lit else "#14110f"),
            wide / 2,
        )
        pen.rect(x + half * arch - wide / 2 - 5, ground - 8, wide + 10, 8, darker(stone, 0.2))


def _tower(
    pen: Pen, x: float, base: float, width: float, wall: str, stone: str, roof: str, glow: Glow, clock: str
) -> tuple[float, float]:
    half, tall = width * 0.056, width * 0.26
    top = base - tall
    pen.rect(x - half, top, 2 * half, tall + 30, across(x - half, x + half, lighter(wall, 0.16), darker(wall, 0.3)))
    bricks(pen, x - half, top, 2 * half, tall, wall, course=7, strength=0.16, seed=9)
    for level in (0.0, 0.5):
        pen.rect(x - half - 5, top + tall * level - 4, 2 * half + 10, 9, stone)
    centre = (x, top + tall * 0.26)
    radius = half * 0.66
    pen.oval(*centre, radius * 1.16, fill=stone)
    pen.oval(*centre, radius, fill=clock)
    for hour in range(12):
        turn = hour * math.pi / 6
        pen.line(
            [
                (x + math.sin(turn) * radius * 0.8, centre[1] - math.cos(turn) * radius * 0.8),
                (x + math.sin(turn) * radius * 0.94, centre[1] - math.cos(turn) * radius * 0.94),
            ],
            "#2b241c",
            2.4,
        )
    pen.line([centre, (x + radius * 0.5, centre[1] - radius * 0.1)], "#1d1915", 4)
    pen.line([centre, (x + radius * 0.26, centre[1] - radius * 0.72)], "#1d1915", 3)
    windows(
        pen,
        x - half * 0.85,
        top + tall * 0.56,
        half * 1.7,
        tall * 0.4,
        2,
        1,
        glow=glow,
        frame=stone,
        arched=True,
        share=(0.5, 0.85),
    )
    pen.shape(
        [
            (x - half * 1.2, top),
            (x - half * 0.66, top - tall * 0.26),
            (x - half * 0.6, top - tall * 0.42),
            (x + half * 0.6, top - tall * 0.42),
            (x + half * 0.66, top - tall * 0.26),
            (x + half * 1.2, top),
        ],
        across(x - half, x + half, lighter(roof, 0.22), darker(roof, 0.2)),
    )
    for column in (-0.5, -0.17, 0.17, 0.5):
        pen.rect(x + half * column - 2.5, top - tall * 0.60, 5, tall * 0.18, stone)
    pen.shape(
        [(x - half * 0.74, top - tall * 0.59), (x, top - tall * 1.02), (x + half * 0.74, top - tall * 0.59)],
        across(x - half * 0.7, x + half * 0.7, lighter(roof, 0.26), darker(roof, 0.2)),
    )
    pen.line([(x, top - tall), (x, top - tall * 1.18)], stone, 3)
    pen.oval(x, top - tall * 1.05, 5, fill="#d8b25a")
    return centre


@picture("rathaus-nacht")
def town_hall_by_night() -> Scene:
    scene = Scene(seed=301)
    sky.gradient(scene, [(0, "#0a1220"), (0.7, "#1b2a40"), (1, "#3a4354")], bottom=700)
    sky.clouds(scene, 720, light="#3f4a5c", shade="#0e1727", cover=0.55, seed=111, sun=(800, 900), opacity=0.8)
    clock: list[tuple[float, float]] = []

    def hall(pen: Pen) -> None:
        row(pen, -60, 420, 770, seed=4, height=(170, 240), glow=Glow(0.24), tone=("#0f1724", 0.62))
        row(pen, 1180, 1680, 770, seed=9, height=(170, 240), glow=Glow(0.24), tone=("#0f1724", 0.62))
        clock.append(
            town_hall(
                pen,
                800,
                770,
                760,
                wall="#4a2f2a",
                stone="#8a7a62",
                roof="#1f3a38",
                glow=Glow(0.74, "#ffcf80", "#141c28"),
                clock="#fff1c8",
            )
        )
        for side in (400, 1126):
            for level in range(6):
                pen.line([(side, 770 - level * 62), (side + 74, 770 - level * 62)], "#7b8690", 3)
            for pole in range(3):
                pen.line([(side + pole * 37, 770), (side + pole * 37, 460)], "#7b8690", 3)
            pen.line([(side, 770), (side + 74, 646)], "#59636c", 2)
            pen.line([(side + 74, 646), (side, 522)], "#59636c", 2)

    scene.draw(hall, texture=0.16, rough=0.4)
    x, y = clock[0]
    scene.lamp(x, y, 17, "#ffe6ae", 0.5)
    scene.glow(800, 610, 480, "#ffb85e", 0.24, flat=1.5)
    scene.light[768:] = np.array([0.085, 0.095, 0.115], np.float32)

    def lamps(pen: Pen) -> None:
        for lamp in (250, 560, 1040, 1350):
            pen.line([(lamp, 812), (lamp, 642)], "#10151c", 6)
            pen.shape([(lamp - 13, 642), (lamp + 13, 642), (lamp + 9, 610), (lamp - 9, 610)], "#ffe2a6")
            pen.shape([(lamp - 14, 610), (lamp, 596), (lamp + 14, 610)], "#10151c")

    scene.draw(lamps, rough=0.2)
    for lamp in (250, 560, 1040, 1350):
        scene.lamp(lamp, 626, 11, "#ffd08a", 0.8)
    water.wet(scene, 770, 0.85, smear=1.6)
    cobbles = sample(
        tile(55, 0.9, 40),
        np.asarray((scene.x - 800) / np.maximum(scene.y - 694, 30) / 3.2, np.float32),
        np.asarray(90 / np.maximum(scene.y - 714, 20), np.float32),
    )
    scene.light[770:] *= (0.75 + cobbles[770:] * 0.5)[..., None]
    scene.draw(
        lambda pen: (
            crowd(pen, 620, 1000, 800, 66, 9, seed=3, shade=0.7, umbrellas=0.2, rim="#d99a55"),
            person(pen, 440, 960, 190, seed=6, shade=0.8, umbrella="#2a3140", stride=0.8, rim="#d99a55"),
            person(pen, 1180, 900, 132, seed=8, shade=0.78, stride=0.9, facing=-1, bag=True),
        ),
        rough=0.2,
    )
    return air.finish(scene, contrast=0.25, vignette=0.4, warm=0.1)


@picture("rathaus-geruest")
def town_hall_in_scaffolding() -> Scene:
    scene = Scene(PORTRAIT, seed=302)
    sky.gradient(scene, [(0, "#3f7fb5"), (0.7, "#8db9d6"), (1, "#c5dbe2")], bottom=1300)
    sky.streaks(scene, 1300, "#e4eef2", cover=0.36, seed=18, opacity=0.5, slant=0.25)

    def hall(pen: Pen) -> None:
        with pen.placed(640, 1340, 1.32):
            town_hall(
                pen,
                0,
                0,
                1000,
                wall="#96604a",
                stone="#cdb88f",
                roof="#4f7a70",
                glow=Glow(0.0, pane="#4a6070"),
                clock="#f3ecd8",
            )

    scene.draw(hall, texture=0.2, rough=0.5)
    scene.light *= (1 + 0.18 * (0.5 - scene.x / 1280))[..., None]

    def net(pen: Pen) -> None:
        for left, right, top in ((60, 470, 790), (830, 1240, 700)):
            pen.rect(left, top, right - left, 1340 - top, fade("#dfe6e0", 0.72))
            for bay in range(6):
                x = left + (right - left) * bay / 5
                pen.rect(x, top, (right - left) / 10, 1340 - top, fade("#8aa39a", 0.16))
            for fold in range(22):
                x = left + (right - left) * fold / 21
                pen.line(
                    [(x, top), (x + 5 * math.sin(fold), (top + 1340) / 2), (x, 1340)],
                    fade("#5d746c", 0.20),
                    3,
                    smooth=True,
                )
        pen.rect(548, 330, 184, 620, fade("#dfe6e0", 0.35))

    def scaffold(pen: Pen) -> None:
        for level in range(16):
            y = 1340 - level * 66
            wide = 1200 if y > 830 else 300
            left = 640 - wide / 2
            pen.rect(left, y - 4, wide, 8, "#a98b58")
            pen.line([(left, y - 26), (left + wide, y - 26)], "#a9b3ba", 4)
            pen.line([(left, y - 46), (left + wide, y - 46)], "#a9b3ba", 4)
        for pole in range(17):
            x = 40 + pole * 75
            top = 330 if 490 <= x <= 790 else 800
            pen.line([(x, 1350), (x, top)], across(x - 4, x + 4, "#dfe5e8", "#7d8890"), 7)
        for brace in range(7):
            x = 40 + brace * 150
            pen.line([(x, 1340), (x + 150, 1208)], "#87929a", 4)
            pen.line([(x + 150, 1208), (x, 1076)], "#87929a", 4)
            pen.line([(x, 1076), (x + 150, 944)], "#87929a", 4)
        for rung in range(12):
            pen.line([(520, 1340 - rung * 66), (560, 1274 - rung * 66)], "#c8a94e", 5)

    scene.draw(net, rough=0.5)
    scene.draw(scaffold, rough=0.35)
    for x, level, seed in ((330, 5, 2), (700, 11, 4), (980, 3, 7), (610, 8, 9)):
        scene.draw(
            lambda pen, x=x, level=level, seed=seed: person(
                pen, x, 1336 - level * 66, 58, seed=seed, coat="#e07b2a", helmet="#f4f0e4", arms="forward"
            ),
            rough=0.1,
        )
    scene.draw(lambda pen: pen.rect(0, 1344, 1280, 260, down(1344, 1600, "#a69b88", "#7d7364")), texture=0.2)
    camera = Camera(centre=640, horizon=1250, focal=900, eye=1.6)
    scene.draw(
        lambda pen: (
            [
                pen.line([camera.at(i * 0.6, 0, 15), camera.at(i * 0.6, 0, 3)], fade("#5d5548", 0.35), 2)
                for i in range(-30, 31)
            ]
            + [
                pen.line([camera.at(-40, 0, z), camera.at(40, 0, z)], fade("#5d5548", 0.4), 2)
                for z in (5, 5.6, 6.3, 7.2, 8.3, 9.8, 12)
            ]
        ),
        rough=0.4,
    )
    scene.draw(
        lambda pen: [
            _pigeon(pen, x, y, s, f)
            for x, y, s, f in (
                (260, 1480, 1.2, 1),
                (330, 1500, 1.25, -1),
                (410, 1462, 1.05, 1),
                (900, 1510, 1.35, -1),
                (1010, 1475, 1.1, 1),
                (180, 1530, 1.5, 1),
                (700, 1450, 0.95, -1),
            )
        ],
        rough=0.3,
    )
    scene.draw(lambda pen: air.birds(pen, 980, 320, 11, spread=130, size=20, colour="#3f4a55"), rough=0.1)
    scene.draw(
        lambda pen: (
            person(pen, 1080, 1420, 180, seed=12, stride=0.7, bag=True),
            person(pen, 560, 1404, 150, seed=14, stride=0.5, facing=-1),
        ),
        rough=0.2,
    )
    return air.finish(scene, contrast=0.2, vignette=0.2, warm=0.15)


def _pigeon(pen: Pen, x: float, y: float, scale: float, facing: int) -> None:
    with pen.placed(x, y, scale * facing, scale):
        pen.oval(0, 1, 24, 4, fade("#2c261d", 0.4))
        pen.shape(
            [
                (24, -34),
                (18, -38),
                (12, -34),
                (10, -26),
                (-6, -24),
                (-34, -8),
                (-30, -4),
                (-8, -6),
                (8, -6),
                (18, -14),
                (20, -26),
            ],
            down(-38, -4, "#6b7886", "#3d454f"),
            smooth=True,
        )
        pen.shape([(2, -22), (-26, -10), (-6, -9), (6, -14)], "#8d98a3", smooth=True)
        pen.shape([(12, -32), (20, -28), (18, -20), (10, -24)], "#54716a", smooth=True)
        pen.line([(24, -33), (29, -31)], "#4a3c34", 2.4)
        pen.oval(20, -34, 1.3, fill="#d8752f")
        for leg in (0, 6):
            pen.line([(leg, -6), (leg + 1, 1)], "#a5584a", 2)


@picture("neustadt-fenster")
def gables_at_dusk() -> Scene:
    scene = Scene(seed=303)
    sky.gradient(scene, [(0, "#2b3c5e"), (0.5, "#77799a"), (0.85, "#d8a392"), (1, "#ecc09a")], bottom=640)
    sky.streaks(scene, 640, "#8a6f86", cover=0.4, seed=25, opacity=0.45)

    def back(pen: Pen) -> None:
        row(pen, -80, 1700, 560, seed=31, height=(150, 230), width=(90, 140), tone=("#6a6480", 0.66), glow=Glow(0.06))

    def front(pen: Pen) -> None:
        x = -50.0
        random = Random(17)
        styles = ("stepped", "bell", "pointed", "stepped", "pointed", "bell", "stepped", "pointed", "bell")
        for number in range(9):
            wide = random.choice((178, 196, 214, 186))
            wall = mix(
                ("#8a5240", "#c9bda6", "#7b4635", "#94604a", "#a8a89e", "#6b3f35", "#b89b86", "#8a5240", "#7b4635")[
                    number
                ],
                "#262a44",
                0.44,
            )
            house(
                pen,
                x,
                900,
                wide,
                random.uniform(400, 520),
                wall=wall,
                style=styles[number],
                glow=Glow(0.42, "#ffc873", "#27304a"),
                floors=5,
                columns=3,
                seed=40 + number,
                roof="#2c2836",
                brick=number not in (1, 4, 6),
                frame="#a59f9f",
                shop=number in (2, 5),
                light=-0.6,
            )
            x += wide - 1

    scene.draw(back, blur=1, haze=("#c79a92", 0.3))
    scene.band(380, 520, 640, "#d8a893", 0.35, patchy=0.4)
    scene.draw(front, texture=0.16, rough=0.45)
    scene.light[898:] = np.array([0.13, 0.125, 0.165], np.float32)
    scene.draw(lambda pen: (pen.rect(0, 896, 1600, 20, "#4d4a58"), pen.rect(0, 914, 1600, 8, "#24232e")), rough=0.3)

    def cars(pen: Pen) -> None:
        for x, tone in ((90, "#33405a"), (420, "#5a2f2c"), (1110, "#2d3a36"), (1390, "#4b4a52")):
            pen.shape(
                [
                    (x, 944),
                    (x + 6, 910),
                    (x + 44, 904),
                    (x + 70, 876),
                    (x + 150, 876),
                    (x + 186, 906),
                    (x + 216, 914),
                    (x + 220, 944),
                ],
                down(876, 944, lighter(tone, 0.25), darker(tone, 0.3)),
            )
            pen.shape([(x + 54, 904), (x + 76, 882), (x + 108, 882), (x + 108, 904)], "#8a8694")
            pen.shape([(x + 116, 904), (x + 116, 882), (x + 146, 882), (x + 170, 904)], "#6d6a7c")
            for wheel in (44, 172):
                pen.oval(x + wheel, 944, 20, fill="#101117")
                pen.oval(x + wheel, 944, 9, fill="#6d6f78")

    scene.draw(cars, rough=0.3)

    def lamps(pen: Pen) -> None:
        for lamp in (350, 800, 1300):
            pen.line([(lamp, 960), (lamp, 660), (lamp + 10, 640), (lamp + 46, 632)], "#1a1c26", 7, smooth=False)
            pen.shape([(lamp + 34, 632), (lamp + 76, 628), (lamp + 72, 640), (lamp + 38, 642)], "#1a1c26")

    scene.draw(lamps, rough=0.2)
    for lamp in (350, 800, 1300):
        scene.lamp(lamp + 55, 644, 9, "#ffdca2", 0.9)
        scene.glow(lamp + 55, 700, 170, "#ffc47a", 0.16)
    scene.draw(
        lambda pen: (
            person(pen, 860, 974, 150, seed=21, stride=0.8, shade=0.5, bag=True, rim="#e0a876"),
            person(pen, 250, 986, 160, seed=23, stride=0.9, shade=0.55, facing=-1),
        ),
        rough=0.2,
    )
    scene.draw(lambda pen: _cyclist(pen, 620, 1004, 1.5), rough=0.2)
    scene.glow(800, 1000, 500, "#ffbf80", 0.06, flat=2)
    return air.finish(scene, contrast=0.2, vignette=0.3, warm=0.05)


def _cyclist(pen: Pen, x: float, y: float, scale: float) -> None:
    with pen.placed(x, y, scale):
        for wheel in (-34, 34):
            pen.oval(wheel, -22, 22, fill="#0f1118")
            pen.oval(wheel, -22, 20, fill="#30313c")
            for spoke in range(6):
                turn = spoke * math.pi / 6
                pen.line(
                    [
                        (wheel - 20 * math.cos(turn), -22 - 20 * math.sin(turn)),
                        (wheel + 20 * math.cos(turn), -22 + 20 * math.sin(turn)),
                    ],
                    "#12131a",
                    0.8,
                )
        pen.line([(-34, -22), (-6, -22), (20, -52), (-12, -50), (-34, -22)], "#6b2f2a", 3)
        pen.line([(-6, -22), (-14, -58)], "#6b2f2a", 3)
        pen.line([(34, -22), (18, -62)], "#6b2f2a", 3)
        pen.line([(18, -62), (8, -64)], "#12131a", 3)
        pen.line([(-14, -60), (4, -44), (-4, -20)], "#1d202c", 9, smooth=True)
        pen.shape([(-20, -58), (-10, -98), (8, -96), (2, -62)], "#3c4a5c")
        pen.line([(4, -90), (16, -74), (14, -64)], "#3c4a5c", 7, smooth=True)
        pen.oval(4, -108, 8.5, 10, "#c6946c")
        pen.shape([(-7, -106), (-5, -118), (6, -121), (14, -113), (6, -112)], "#23262e", smooth=True)
        pen.oval(36, -50, 3, fill="#ffe9b0")


@picture("speicherviertel")
def warehouses_on_the_canal() -> Scene:
    scene = Scene(seed=304)
    sky.gradient(scene, [(0, "#6d92ad"), (0.5, "#b7c0b5"), (1, "#f4d59a")], bottom=620)
    sky.clouds(scene, 640, light="#ffe4b4", shade="#8c97a3", cover=0.4, seed=131, sun=(1500, 500), opacity=0.8)
    camera = Camera(centre=1010, horizon=610, focal=900, eye=4.0)
    scene.draw(
        lambda pen: (skyline(pen, 612, 700, "#b99f80", seed=61, height=40, left=800, spires=[(1040, 210)]),),
        haze=("#f4d9a4", 0.45),
        blur=1,
    )

    def side(pen: Pen, across_: float, walls: tuple[str, ...], seed: int) -> None:
        away = 118.0
        number = 0
        while away > 9:
            deep = 15.0 if away > 24 else away - 8.5
            corners = camera.side(across_, away - deep, away, -0.4, 24 + (number * 7 % 5))
            fog = min(0.6, away / 190)
            wall = mix(walls[number % len(walls)], "#f0cf95", fog)
            facing = [corners[1], corners[0], corners[3], corners[2]] if across_ < 0 else corners
            with pen.on(400, 560, facing):
                warehouse(
                    pen,
                    4,
                    560,
                    392,
                    460,
                    wall=wall,
                    floors=6,
                    seed=seed + number,
                    glow=Glow(0.06, "#ffd890", mix("#3a4248", "#f0cf95", fog)),
                    roof=mix("#3b4542", "#f0cf95", fog),
                    columns=5,
                )
                pen.rect(0, 538, 400, 22, mix("#8d7a60", "#f0cf95", fog))
            away -= deep
            number += 1

    scene.draw(lambda pen: side(pen, 13.5, ("#a85f3e", "#b56b45", "#9c5638", "#ad6844"), 5), texture=0.14, rough=0.35)
    scene.draw(lambda pen: side(pen, -13.5, ("#5c3730", "#513029", "#674034", "#4b2d28"), 25), texture=0.14, rough=0.35)
    scene.glow(1500, 380, 900, "#ffd08a", 0.20)
    scene.band(480, 610, 640, "#fbdca4", 0.4)

    def bridge(pen: Pen) -> None:
        left, right, y = camera.at(-13.5, 3.2, 70), camera.at(13.5, 3.2, 70), camera.at(0, 3.2, 70)[1]
        pen.line([(left[0], y), ((left[0] + right[0]) / 2, y - 22), (right[0], y)], "#6d5a48", 9, smooth=True)
        pen.line([(left[0], y - 16), ((left[0] + right[0]) / 2, y - 38), (right[0], y - 16)], "#6d5a48", 3, smooth=True)
        for post in range(15):
            x = left[0] + (right[0] - left[0]) * post / 14
            lift = 22 * (1 - (2 * post / 14 - 1) ** 2)
            pen.line([(x, y - lift), (x, y - 16 - lift)], "#6d5a48", 2)
        crowd(pen, left[0] + 60, right[0] - 60, y - 18, 28, 3, seed=5, shade=0.3)

    scene.draw(bridge, rough=0.2)
    water.surface(scene, 664, "#2f3a38", far="#b08a5c", calm=0.74, clear=0.94, seed=43)
    water.glitter(scene, 664, 1180, "#ffdfa0", width=120, strength=0.3)

    def barge(pen: Pen) -> None:
        pen.shape([(300, 800), (720, 792), (748, 806), (720, 842), (330, 846)], down(792, 846, "#3f4f4a", "#1c2624"))
        pen.line([(300, 800), (720, 792), (748, 806)], "#d9c69a", 4)
        pen.rect(360, 748, 150, 52, across(360, 510, "#8a4a33", "#a9603f"))
        pen.rect(352, 740, 166, 10, "#d9c69a")
        for pane in range(4):
            pen.rect(372 + pane * 35, 760, 22, 20, "#ffe0a0")
        pen.rect(560, 772, 110, 22, "#6b5a3d")
        pen.line([(440, 740), (440, 640)], "#3b3229", 4)

    water.afloat(scene, barge, 845, mirror=0.6, calm=0.7, tint="#3a3a30")
    return air.finish(scene, contrast=0.22, vignette=0.3, warm=0.3)


@picture("seemannsheim-abend")
def seamens_home() -> Scene:
    scene = Scene(PORTRAIT, seed=305)
    sky.gradient(scene, [(0, "#141b33"), (0.6, "#33395e"), (1, "#7a6478")], bottom=1150)
    sky.clouds(scene, 1200, light="#5d5a7c", shade="#181d36", cover=0.5, seed=141, sun=(200, 1100), height=1.5)
    camera = Camera(centre=520, horizon=1010, focal=1150, eye=1.7)
    glow = Glow(0.62, "#ffc55e", "#1c2236")
    scene.draw(
        lambda pen: (
            skyline(pen, 1150, 1300, "#2a2a48", seed=71, height=90),
            port.jib_crane(pen, 150, 1130, 260, "#262844"),
        ),
        haze=("#6a5a74", 0.25),
    )

    def corner(pen: Pen) -> None:
        pen.rect(0, 1098, 1280, 502, "#232438")
        left = [camera.at(-9.5, 12.2, 19), camera.at(0.4, 12.2, 9.2), camera.at(0.4, 0, 9.2), camera.at(-9.5, 0, 19)]
        right = [
            camera.at(0.4, 12.2, 9.2),
            camera.at(10.5, 12.2, 15.5),
            camera.at(10.5, 0, 15.5),
            camera.at(0.4, 0, 9.2),
        ]
        for corners, wall, seed, columns in ((left, "#4a3a44", 3, 5), (right, "#5d4239", 8, 5)):
            with pen.on(900, 900, corners):
                pen.rect(0, 0, 900, 900, across(0, 900, darker(wall, 0.1), wall))
                bricks(pen, 0, 0, 900, 900, wall, course=11, seed=seed, strength=0.2)
                windows(pen, 20, 70, 860, 560, columns, 3, glow=glow, seed=seed, frame="#9a8d84", share=(0.44, 0.62))
                pen.rect(0, 640, 900, 18, "#8d7f72")
                pen.rect(0, 30, 900, 26, "#6d625c")
                pen.rect(0, -6, 900, 40, "#2a2836")
                windows(
                    pen,
                    20,
                    670,
                    860,
                    200,
                    4,
                    1,
                    glow=Glow(1.0, "#ffcd70", "#1c2236"),
                    seed=seed + 2,
                    frame="#3a4a52",
                    share=(0.72, 0.8),
                )
                pen.rect(0, 876, 900, 24, "#3a3038")
        x = camera.at(0.4, 12.2, 9.2)[0]
        door_l, door_r = camera.at(-0.6, 0, 10.2), camera.at(1.4, 0, 9.9)
        foot = camera.at(0.4, 0, 9.1)[1]
        pen.shape(
            [(door_l[0], door_l[1] - 330), (door_r[0], door_r[1] - 330), (door_r[0], foot), (door_l[0], foot)],
            "#3a2f36",
        )
        pen.rect(x - 66, foot - 270, 132, 270, down(foot - 270, foot, "#ffdf9a", "#d98f44"))
        pen.line([(x, foot - 270), (x, foot)], "#3a2a26", 8)
        pen.line([(x - 66, foot - 200), (x + 66, foot - 200)], "#3a2a26", 6)
        pen.rect(x - 86, foot - 292, 172, 26, "#22384d")
        pen.shape([(x - 92, foot + 8), (x + 92, foot + 8), (x + 106, foot + 26), (x - 106, foot + 26)], "#8d8078")

    def anchor(pen: Pen, colour: str, width: float) -> None:
        x, y = 570, 660
        pen.line([(x, y - 84), (x, y + 92)], colour, width)
        pen.line([(x - 44, y - 46), (x + 44, y - 46)], colour, width)
        pen.line(
            [(x + 22 * math.cos(t), y - 106 + 22 * math.sin(t)) for t in [i * math.tau / 20 for i in range(21)]],
            colour,
            width,
        )
        pen.line(
            [(x - 84, y + 30), (x - 66, y + 74), (x, y + 96), (x + 66, y + 74), (x + 84, y + 30)],
            colour,
            width,
            smooth=True,
        )
        pen.line([(x - 100, y + 52), (x - 84, y + 28), (x - 60, y + 44)], colour, width)
        pen.line([(x + 100, y + 52), (x + 84, y + 28), (x + 60, y + 44)], colour, width)

    scene.draw(corner, texture=0.18, rough=0.5)
    below = np.asarray(np.clip((scene.y - 1200) / 2, 0, 1), np.float32)
    scene.tint("#171a2a", np.asarray(below, np.float32))
    scene.draw(lambda pen: anchor(pen, "#2f7dff", 15), blur=16, mode="screen", opacity=0.9, rough=0, texture=0)
    scene.draw(lambda pen: anchor(pen, "#4aa2ff", 13), rough=0, texture=0)
    scene.draw(lambda pen: anchor(pen, "#dff2ff", 5), rough=0, texture=0)
    scene.glow(570, 660, 330, "#2b6cff", 0.34)
    scene.glow(570, 1080, 300, "#ffb45c", 0.22)
    water.wet(scene, 1200, 0.9, smear=1.5)
    cobble = sample(
        tile(65, 0.8, 40),
        np.asarray((scene.x - 520) / np.maximum(scene.y - 1040, 40) / 2.6, np.float32),
        np.asarray(150 / np.maximum(scene.y - 1080, 30), np.float32),
    )
    scene.light[1200:] *= (0.62 + cobble[1200:] * 0.8)[..., None]
    scene.draw(
        lambda pen: (
            person(pen, 690, 1222, 205, seed=31, shade=0.5, rim="#ffb869", hat="#20242e"),
            person(pen, 752, 1226, 198, seed=33, shade=0.55, facing=-1),
            person(pen, 300, 1380, 330, seed=36, shade=0.72, stride=0.8, bag=True, hat="#1b2233", rim="#6fa4ff"),
        ),
        rough=0.2,
    )
    return air.finish(scene, contrast=0.24, vignette=0.35)


@picture("werftsiedlung")
def shipyard_estate() -> Scene:
    scene = Scene(seed=306)
    sky.gradient(scene, [(0, "#9dbccc"), (0.6, "#d3dbd3"), (1, "#f0e2c4")], bottom=520)
    sky.clouds(scene, 540, light="#f8efdc", shade="#b5c2c8", cover=0.35, seed=151, soft=0.2, opacity=0.8)
    scene.draw(
        lambda pen: (port.jib_crane(pen, 1110, 560, 520, "#7f94a0", facing=-1, lift=0.75, hook=0.2),),
        haze=("#dfe0d4", 0.4),
    )
    scene.band(250, 540, 600, "#f2e6ca", 0.45)
    camera = Camera(centre=860, horizon=560, focal=1000, eye=6.4)

    def estate(pen: Pen) -> None:
        pen.shape([(0, 566), (1600, 566), (1600, 1067), (0, 1067)], down(566, 1067, "#b5b37c", "#5f7038"))
        for near in (92, 66, 47, 33):
            fog = min(0.55, near / 150)
            for side, step in ((-1, 5), (1, 5)):
                for number in range(step):
                    left = side * (6.5 + number * 12.2) - (0 if side > 0 else 12)
                    _cottage(pen, camera, left, near, fog, int(near) * 10 + number + side)
        pen.shape(camera.ground(-3.0, 3.0, 9, 140), down(566, 1067, "#d8cfb8", "#b9ab8c"))

    scene.draw(estate, texture=0.14, rough=0.4)
    scene.band(540, 640, 800, "#f4e3bd", 0.35, patchy=0.6)
    scene.draw(_washing, rough=0.35)
    scene.glow(200, 420, 900, "#ffe3b0", 0.2)
    return air.finish(scene, contrast=0.18, vignette=0.2, warm=0.25)


def _cottage(pen: Pen, camera: Camera, left: float, near: float, fog: float, seed: int) -> None:
    random = Random(seed)
    wall = mix(random.choice(BRICKS[:4]), "#efe0c0", fog)
    roof = mix(random.choice(("#8a4636", "#7b4034", "#94523f")), "#efe0c0", fog)
    right, far = left + 10.4, near + 8
    front = camera.front(left, right, 0, 5.2, near)
    top_l, top_r = camera.at(left - 0.3, 5.1, near - 0.3), camera.at(right + 0.3, 5.1, near - 0.3)
    ridge_l, ridge_r = camera.at(left, 9.2, (near + far) / 2), camera.at(right, 9.2, (near + far) / 2)
    side = right if right < 0 else left
    pen.shape(
        [
            camera.at(side, 5.2, near),
            camera.at(side, 9.1, (near + far) / 2),
            camera.at(side, 5.2, far),
            camera.at(side, 0, far),
            camera.at(side, 0, near),
        ],
        mix(darker(wall, 0.3), "#efe0c0", fog * 0.5),
    )
    pen.shape([top_l, ridge_l, ridge_r, top_r], across(top_l[0], top_r[0], lighter(roof, 0.16), darker(roof, 0.12)))
    with pen.on(400, 200, front):
        pen.rect(0, 0, 400, 200, across(0, 400, lighter(wall, 0.12), darker(wall, 0.12)))
        bricks(pen, 0, 0, 400, 200, wall, course=8, seed=seed, strength=0.16)
        windows(
            pen,
            10,
            6,
            380,
            90,
            4,
            1,
            glow=Glow(0.1, "#ffe2a8", mix("#43525c", "#efe0c0", fog)),
            seed=seed,
            frame=mix("#efe9da", "#efe0c0", fog),
            share=(0.42, 0.62),
        )
        windows(
            pen,
            10,
            100,
            280,
            90,
            3,
            1,
            glow=Glow(0.1, "#ffe2a8", mix("#43525c", "#efe0c0", fog)),
            seed=seed + 1,
            frame=mix("#efe9da", "#efe0c0", fog),
            share=(0.42, 0.66),
        )
        pen.rect(318, 112, 44, 88, mix(random.choice(("#38574f", "#6b3a30", "#39506b")), "#efe0c0", fog))
    chimney = camera.at((left + right) / 2 + random.uniform(-3, 3), 9.2, (near + far) / 2)
    size = camera.scale(near)
    pen.rect(chimney[0] - size * 0.35, chimney[1] - size * 1.0, size * 0.7, size * 1.5, mix("#6b3a30", "#efe0c0", fog))


def _washing(pen: Pen) -> None:
    random = Random(44)
    for x0, y0, x1, y1, scale in ((60, 742, 690, 700, 1.0), (1010, 690, 1560, 752, 1.05), (-20, 880, 560, 812, 1.5)):
        for x, y in ((x0, y0), (x1, y1)):
            pen.line([(x, y - 8 * scale), (x, y + 150 * scale)], "#6d5c48", 8 * scale, butt=True)
            pen.line([(x - 24 * scale, y), (x + 24 * scale, y)], "#6d5c48", 6 * scale)
        pen.line([(x0, y0), ((x0 + x1) / 2, (y0 + y1) / 2 + 16 * scale), (x1, y1)], "#efeadd", 2, smooth=True)
        part = 0.06
        while part < 0.9:
            wide = random.uniform(34, 92) * scale
            share = wide / (x1 - x0)
            tone = random.choice(("#f1ece0", "#c4553f", "#6f93ad", "#e5c77a", "#f5f1e6", "#7d9a86", "#d8d3c8"))
            x, y = x0 + (x1 - x0) * part, y0 + (y1 - y0) * part + 16 * scale * (1 - (2 * part - 1) ** 2)
            y2 = y0 + (y1 - y0) * (part + share) + 16 * scale * (1 - (2 * (part + share) - 1) ** 2)
            tall, sway = random.uniform(60, 112) * scale, random.uniform(6, 20) * scale
            pen.shape(
                [
                    (x, y),
                    (x + wide, y2),
                    (x + wide + sway, y2 + tall),
                    (x + wide * 0.5 + sway, y2 + tall - 9 * scale),
                    (x + sway * 0.8, y + tall + 3),
                ],
                across(x, x + wide + sway, lighter(tone, 0.12), tone, darker(tone, 0.2)),
            )
            pen.line(
                [(x + wide * 0.4, y + 4), (x + wide * 0.45 + sway * 0.8, y + tall * 0.9)],
                fade(darker(tone, 0.4), 0.35),
                3 * scale,
            )
            part += share + random.uniform(0.015, 0.05)


@picture("gericht")
def court_building() -> Scene:
    scene = Scene(seed=307)
    sky.gradient(scene, [(0, "#9aa7b0"), (1, "#d5d8d4")], bottom=760)
    sky.clouds(scene, 780, light="#dcdedb", shade="#939fa9", cover=0.7, seed=161, soft=0.35, opacity=0.8)
    stone, shade = "#c4c1b6", "#6d7279"

    def house_(pen: Pen) -> None:
        for left, right in ((60, 470), (1130, 1540)):
            pen.rect(left, 330, right - left, 430, across(left, right, lighter(stone, 0.04), darker(stone, 0.1)))
            for course in range(18):
                pen.line([(left, 342 + course * 24), (right, 342 + course * 24)], fade("#82827e", 0.25), 1.6)
            windows(
                pen,
                left + 10,
                350,
                right - left - 20,
                200,
                4,
                1,
                glow=Glow(0.2, "#f3dcae", "#4a565f"),
                frame="#dedbd0",
                seed=left,
                share=(0.42, 0.76),
            )
            windows(
                pen,
                left + 10,
                560,
                right - left - 20,
                180,
                4,
                1,
                glow=Glow(0.2, "#f3dcae", "#4a565f"),
                frame="#dedbd0",
                seed=left + 4,
                share=(0.42, 0.72),
            )
            pen.rect(left - 12, 312, right - left + 24, 22, lighter(stone, 0.12))
            pen.rect(left - 10, 756, right - left + 20, 176, down(756, 932, "#aeaca2", "#7f807c"))
            for course in range(5):
                pen.line([(left - 10, 790 + course * 34), (right + 10, 790 + course * 34)], fade("#5b5c5a", 0.4), 3)
            pen.rect(left - 16, 748, right - left + 32, 14, lighter(stone, 0.1))
        pen.rect(440, 330, 720, 430, "#7e8388")
        pen.rect(440, 330, 720, 430, down(330, 760, "#5a6067", "#8d9092"))
        for door in (560, 760, 960):
            pen.rect(door, 470, 100, 290, "#b3b0a5")
            pen.rect(door + 10, 482, 80, 278, down(482, 760, "#3b2d24", "#5a4334"))
            pen.line([(door + 50, 482), (door + 50, 760)], "#221812", 4)
            pen.rect(door + 10, 470, 80, 70, "#f0d9a4" if door == 760 else "#4a565f")
        for column in range(6):
            x = 452 + column * 124
            pen.rect(x - 6, 334, 88, 26, lighter(stone, 0.1))
            pen.shape(
                [(x + 4, 360), (x + 72, 360), (x + 78, 744), (x - 2, 744)],
                across(x - 2, x + 78, lighter(stone, 0.22), stone, darker(stone, 0.38)),
            )
            for flute in range(6):
                pen.line([(x + 13 + flute * 10.4, 366), (x + 11 + flute * 11, 738)], fade(shade, 0.36), 3)
            pen.rect(x - 10, 740, 96, 22, lighter(stone, 0.05))
        pen.rect(418, 290, 764, 46, down(290, 336, lighter(stone, 0.15), darker(stone, 0.05)))
        pen.shape([(396, 292), (800, 150), (1204, 292)], down(150, 292, lighter(stone, 0.15), stone))
        pen.shape([(470, 282), (800, 168), (1130, 282)], down(168, 282, "#8f9297", "#adaca6"))
        _scales(pen, 800, 262, 0.9)
        pen.shape([(396, 292), (800, 150), (1204, 292), (1204, 280), (800, 134), (396, 280)], lighter(stone, 0.2))
        for step in range(9):
            y, wide = 760 + step * 19, 760 + step * 56
            pen.rect(800 - wide / 2, y, wide, 20, down(y, y + 19, "#d6d3c8", "#9a9990"))
        for side in (384, 1140):
            pen.rect(
                side - 90 if side < 800 else side, 750, 166, 184, across(side - 90, side + 166, "#bdbab0", "#96968f")
            )

    scene.draw(house_, texture=0.06, rough=0.35)
    scene.light *= (1.07 - 0.22 * scene.x / 1600)[..., None]
    scene.draw(lambda pen: pen.rect(0, 930, 1600, 140, down(930, 1067, "#8a8c8a", "#63666a")), texture=0.1)
    scene.draw(lambda pen: nature.bare_tree(pen, 1390, 1010, 1060, "#2e2c2b", seed=12, lean=-0.05, width=40), rough=0.3)
    scene.draw(
        lambda pen: (
            pen.oval(1390, 1012, 90, 10, fade("#2a2c2e", 0.5)),
            person(pen, 700, 868, 104, seed=51, coat="#1c1d22", bag=True, stride=0.7),
            person(pen, 760, 872, 102, seed=54, coat="#3b3f49", stride=0.6),
            person(pen, 1010, 1000, 150, seed=57, coat="#59636b", stride=0.9, facing=-1),
            person(pen, 180, 1010, 160, seed=58, stride=0.6, umbrella=None),
        ),
        rough=0.2,
    )
    random = Random(3)
    scene.draw(
        lambda pen: [
            pen.oval(
                random.uniform(1080, 1600),
                random.uniform(960, 1050),
                random.uniform(3, 7),
                2.5,
                random.choice(("#8a5a2c", "#a5752f", "#6b4526")),
            )
            for _ in range(90)
        ],
        rough=0.2,
    )
    return air.finish(scene, contrast=0.24, vignette=0.25, saturation=0.85, warm=-0.2)


def _scales(pen: Pen, x: float, y: float, scale: float) -> None:
    with pen.placed(x, y, scale):
        pen.line([(0, 10), (0, -70)], "#4d5258", 6)
        pen.line([(-56, -60), (56, -60)], "#4d5258", 5)
        for side in (-56, 56):
            pen.line([(side, -60), (side - 20, -22)], "#4d5258", 2)
            pen.line([(side, -60), (side + 20, -22)], "#4d5258", 2)
            pen.shape([(side - 24, -22), (side + 24, -22), (side + 12, -10), (side - 12, -10)], "#4d5258", smooth=False)
        pen.rect(-22, 8, 44, 8, "#4d5258")


@picture("fischmarkt")
def fish_market_before_dawn() -> Scene:
    scene = Scene(seed=308)
    sky.gradient(scene, [(0, "#0f1a30"), (0.7, "#2b456a"), (1, "#6f83a0")], bottom=520)
    sky.clouds(scene, 540, light="#4f6485", shade="#142036", cover=0.45, seed=171, sun=(1400, 520))
    scene.draw(
        lambda pen: (
            row(pen, -40, 1650, 530, seed=81, height=(120, 190), tone=("#17233a", 0.7), glow=Glow(0.12)),
            [pen.line([(x, 530), (x, 330 - x % 70)], "#141d2e", 5) for x in (1120, 1210, 1300)],
        ),
        haze=("#3a5070", 0.2),
    )
    scene.light[528:] = np.array([0.10, 0.11, 0.14], np.float32)
    camera = Camera(centre=830, horizon=470, focal=1050, eye=1.75)
    lamps: list[tuple[float, float]] = []

    def stalls(pen: Pen) -> None:
        for away, fog in ((22, 0.5), (15.5, 0.34), (10.6, 0.16), (7.2, 0.0)):
            for side in (-1, 1):
                for number in (2, 1, 0):
                    near = 1.75 + number * 4.2
                    _stall(pen, camera, side * near, away, fog, int(away * 3) + number * 7 + side, lamps, side)

    scene.draw(stalls, texture=0.14, rough=0.4)
    random = Random(7)
    for x, y in lamps:
        if -40 < x < 1640:
            scene.lamp(x, y, 8, "#ffce85", 0.8)
            scene.glow(x, y + 60, 130, "#ffb35c", 0.11)

    def garlands(pen: Pen) -> None:
        for away in (26, 18, 13, 9, 6.4):
            start, end = camera.at(-8, 4.2, away), camera.at(8, 4.2, away)
            sag = camera.scale(away) * 0.55
            points = [
                (start[0] + (end[0] - start[0]) * i / 24, start[1] + sag * (1 - (i / 12 - 1) ** 2)) for i in range(25)
            ]
            pen.line(points, "#101624", 1.6)

    scene.draw(garlands, rough=0.1)
    for away in (26, 18, 13, 9, 6.4):
        start, end = camera.at(-8, 4.2, away), camera.at(8, 4.2, away)
        sag = camera.scale(away) * 0.55
        for i in range(25):
            scene.lamp(
                start[0] + (end[0] - start[0]) * i / 24,
                start[1] + sag * (1 - (i / 12 - 1) ** 2) + 4,
                camera.scale(away) * 0.028,
                "#ffd796",
                0.8,
            )
    water.wet(scene, 690, 0.6, smear=1.5)
    scene.draw(
        lambda pen: [
            person(
                pen,
                *camera.at(x, 0, z),
                camera.scale(z) * 1.72,
                seed=s,
                shade=0.45 if z > 9 else 0.55,
                stride=0.5,
                facing=random.choice((1, -1)),
                rim="#f0b060",
                bag=s % 3 == 0,
            )
            for x, z, s in (
                (-0.8, 24, 61),
                (0.6, 21, 62),
                (0.2, 17, 63),
                (-0.7, 14, 64),
                (0.9, 12.4, 65),
                (-0.3, 9.4, 66),
            )
        ],
        rough=0.2,
    )
    scene.draw(lambda pen: _crates(pen), rough=0.4, texture=0.12)
    scene.glow(800, 900, 620, "#ffb968", 0.13, flat=1.8)
    return air.finish(scene, contrast=0.2, vignette=0.35, warm=0.15)


def _stall(
    pen: Pen,
    camera: Camera,
    across_: float,
    away: float,
    fog: float,
    seed: int,
    lamps: list[tuple[float, float]],
    side: int,
) -> None:
    random = Random(seed)
    inner, outer = (across_, across_ + 3.9 * side)
    left, right = min(inner, outer), max(inner, outer)
    tone, pale = random.choice(
        (("#a8372c", "#efe6d2"), ("#2d5f7d", "#efe6d2"), ("#3d6b4b", "#efe6d2"), ("#c78a2f", "#efe6d2"))
    )
    night = "#1b2740"
    pen.shape(camera.front(left + 0.1, right - 0.1, 0, 2.3, away + 1.6), mix("#3a2b20", night, fog))
    pen.shape(
        camera.front(left + 0.15, right - 0.15, 1.0, 2.3, away + 1.55),
        down(
            camera.at(0, 2.3, away)[1], camera.at(0, 1, away)[1], mix("#f0b45e", night, fog), mix("#8a5a2e", night, fog)
        ),
    )
    seller = camera.at((left + right) / 2 + random.uniform(-0.8, 0.8), 0.0, away + 1.0)
    person(
        pen,
        seller[0],
        seller[1],
        camera.scale(away + 1.0) * 1.75,
        seed=seed,
        shade=0.25 + fog * 0.6,
        coat="#dcd8cc" if seed % 2 else "#35507a",
        hat="#27303f",
        arms="forward" if seed % 3 else "down",
    )
    pen.shape(
        camera.front(left, right, 0, 0.95, away),
        down(
            camera.at(0, 0.95, away)[1],
            camera.at(0, 0, away)[1],
            mix("#6b5138", night, fog),
            mix("#2a1f16", night, fog),
        ),
    )
    top = [
        camera.at(left, 0.95, away + 1.0),
        camera.at(right, 0.95, away + 1.0),
        camera.at(right, 0.9, away),
        camera.at(left, 0.9, away),
    ]
    pen.shape(top, mix("#cfdbe0", night, fog))
    for _ in range(34):
        x, y = camera.at(random.uniform(left + 0.2, right - 0.2), 0.95, away + random.uniform(0.1, 0.9))
        size = camera.scale(away) * 0.10
        pen.oval(x, y, size, size * 0.28, mix(random.choice(("#8fa4b0", "#b9c7cc", "#6f8694", "#d39a86")), night, fog))
    stripes = 8
    for stripe in range(stripes):
        start, end = (
            left - 0.15 + (right - left + 0.3) * stripe / stripes,
            left - 0.15 + (right - left + 0.3) * (stripe + 1) / stripes,
        )
        colour = mix(tone if stripe % 2 else pale, night, 0.12 + fog)
        pen.shape(
            [
                camera.at(start, 2.95, away + 1.7),
                camera.at(end, 2.95, away + 1.7),
                camera.at(end, 2.4, away - 0.3),
                camera.at(start, 2.4, away - 0.3),
            ],
            colour,
        )
        low_l, low_r = camera.at(start, 2.4, away - 0.3), camera.at(end, 2.4, away - 0.3)
        drop = camera.scale(away) * 0.2
        pen.shape(
            [
                low_l,
                low_r,
                (low_r[0], low_r[1] + drop),
                ((low_l[0] + low_r[0]) / 2, low_r[1] + drop * 1.35),
                (low_l[0], low_l[1] + drop),
            ],
            darker(colour, 0.18),
        )
    for post in (left, right):
        pen.line(
            [camera.at(post, 2.4, away), camera.at(post, 0, away)],
            mix("#2a1f16", night, fog),
            max(2, camera.scale(away) * 0.05),
        )
    lamps.append(camera.at((left + right) / 2, 2.15, away + 0.4))


def _crates(pen: Pen) -> None:
    random = Random(19)
    for x, y, wide in ((80, 960, 330), (1190, 975, 350), (1110, 900, 230), (400, 900, 210)):
        tall, lean = wide * 0.34, wide * 0.14
        pen.shape([(x + lean, y - tall * 0.5), (x + wide - lean, y - tall * 0.5), (x + wide, y), (x, y)], "#b9cdd6")
        for _ in range(26):
            fx, fy = x + wide * random.uniform(0.12, 0.88), y - tall * random.uniform(0.05, 0.45)
            size = wide * random.uniform(0.07, 0.10)
            tone = random.choice(("#8ba0ae", "#b4c3ca", "#6a808f", "#9fb0b9"))
            with pen.turned(random.uniform(-35, 35), fx, fy):
                pen.shape(
                    [
                        (fx - size, fy),
                        (fx - size * 0.3, fy - size * 0.3),
                        (fx + size * 0.6, fy - size * 0.12),
                        (fx + size, fy - size * 0.3),
                        (fx + size, fy + size * 0.3),
                        (fx + size * 0.6, fy + size * 0.12),
                        (fx - size * 0.3, fy + size * 0.3),
                    ],
                    down(fy - size * 0.3, fy + size * 0.3, darker(tone, 0.3), lighter(tone, 0.45)),
                    smooth=True,
                )
                pen.oval(fx - size * 0.7, fy - size * 0.04, size * 0.07, fill="#101418")
        pen.shape(
            [(x, y), (x + wide, y), (x + wide * 0.97, y + tall * 0.8), (x + wide * 0.03, y + tall * 0.8)],
            down(y, y + tall, "#c98a4a", "#6d4524"),
        )
        pen.rect(x + wide * 0.4, y + tall * 0.22, wide * 0.2, tall * 0.18, "#3a2614", 5)
        pen.line([(x, y), (x + wide, y)], "#e8b878", 4)


@picture("sandsaecke")
def sandbags_before_a_house() -> Scene:
    scene = Scene(WIDE, seed=309)
    sky.gradient(scene, [(0, "#0d1420"), (1, "#27303f")], bottom=520)
    scene.draw(
        lambda pen: row(pen, -30, 520, 560, seed=91, height=(150, 200), tone=("#131b29", 0.75), glow=Glow(0.1)),
        haze=("#27303f", 0.3),
    )

    def home(pen: Pen) -> None:
        pen.shape([(520, 330), (640, 160), (1500, 160), (1620, 330)], down(160, 330, "#3a2b2e", "#221a20"))
        pen.rect(560, 326, 1060, 330, across(560, 1620, "#6b4036", "#3f2a29"))
        bricks(pen, 560, 326, 1060, 330, "#5d3a32", course=10, seed=4, strength=0.25)
        windows(
            pen, 590, 372, 360, 170, 2, 1, glow=Glow(0.0, "#ffcf87", "#2a3442"), frame="#b9b2a4", share=(0.55, 0.86)
        )
        windows(
            pen,
            1130,
            372,
            400,
            170,
            2,
            1,
            glow=Glow(1.0, "#ffc670", "#2a3442"),
            frame="#b9b2a4",
            share=(0.5, 0.86),
            seed=3,
        )
        pen.rect(985, 380, 110, 276, "#b9b2a4")
        pen.rect(996, 392, 88, 264, down(392, 656, "#33514a", "#1c302c"))
        pen.rect(1180, 96, 60, 90, "#4a322e")
        pen.rect(540, 318, 1080, 14, "#15161b")

    def van(pen: Pen) -> None:
        pen.shape(
            [(-60, 700), (-60, 440), (250, 440), (330, 540), (400, 560), (404, 700)],
            across(-60, 404, "#8c2620", "#5a1a18"),
        )
        pen.shape([(246, 456), (312, 540), (220, 540), (220, 456)], "#2b3846")
        pen.rect(-60, 590, 464, 26, "#d9d3c4")
        for wheel in (30, 310):
            pen.oval(wheel, 706, 52, fill="#0d0e12")
            pen.oval(wheel, 706, 22, fill="#4b4f55")
        pen.rect(60, 414, 120, 28, "#2f6bff", 6)

    scene.draw(home, texture=0.2, rough=0.5)
    scene.draw(van, rough=0.3)
    scene.light[650:] = scene.light[650:] * 0.25 + np.array([0.05, 0.065, 0.085], np.float32)
    scene.draw(van, rough=0.3)
    scene.lamp(120, 426, 20, "#3f7bff", 1.0)
    scene.glow(120, 420, 620, "#2557ff", 0.42)
    scene.glow(1330, 470, 260, "#ffb45c", 0.2)
    water.wet(scene, 706, 0.9, smear=1.4)
    random = Random(6)

    def bags(pen: Pen) -> None:
        for course in range(6):
            for number in range(16):
                x = 430 + number * 82 + (41 if course % 2 else 0) + random.uniform(-6, 6)
                y = 772 - course * 34 + random.uniform(-3, 3) + (x - 430) * 0.02
                tone = mix(random.choice(("#b59d74", "#a48c66", "#c2ac84", "#958060")), "#18202e", 0.34)
                pen.shape(
                    [
                        (x - 44, y - 4),
                        (x - 38, y - 17),
                        (x, y - 20),
                        (x + 38, y - 17),
                        (x + 45, y - 2),
                        (x + 38, y + 15),
                        (x, y + 18),
                        (x - 38, y + 14),
                    ],
                    _sack(x, y, tone),
                    smooth=True,
                )
                pen.line(
                    [(x - 30, y - 6), (x - 6, y - 10), (x + 22, y - 7)], fade(lighter(tone, 0.4), 0.35), 2, smooth=True
                )
                pen.shape([(x + 40, y - 6), (x + 54, y - 12), (x + 52, y + 6), (x + 41, y + 4)], darker(tone, 0.2))

    scene.draw(bags, texture=0.2, rough=0.3)
    scene.draw(
        lambda pen: (
            person(
                pen,
                560,
                842,
                300,
                seed=71,
                coat="#2a3f5c",
                helmet="#e6e0d0",
                shade=0.35,
                arms="forward",
                rim="#6f9dff",
                stride=0.4,
            ),
            person(
                pen,
                730,
                850,
                296,
                seed=74,
                coat="#c8862b",
                shade=0.4,
                facing=-1,
                arms="forward",
                rim="#6f9dff",
                stride=0.3,
            ),
            pen.shape(
                [(602, 660), (612, 642), (650, 636), (688, 644), (696, 662), (680, 682), (640, 688), (608, 678)],
                _sack(648, 662, "#a48c66"),
                smooth=True,
            ),
        ),
        rough=0.2,
    )
    air.rain(scene, amount=1500, slant=0.35, opacity=0.3, length=58, colour="#cfdcf5")
    return air.finish(scene, contrast=0.24, vignette=0.4, saturation=0.95)


def _sack(x: float, y: float, tone: str) -> Fade:
    return down(y - 20, y + 18, mix(lighter(tone, 0.2), "#7f9ddf", 0.25), darker(tone, 0.45))


@picture("schulhof")
def school_yard_from_above() -> Scene:
    scene = Scene(seed=310, base="#b5ab92")
    soft = sample(tile(14, 1.5), scene.x / 1800, scene.y / 1800)
    scene.light += ((soft - 0.5) * 0.12)[..., None]

    def ground(pen: Pen) -> None:
        pen.shape([(-20, -20), (1620, -20), (1620, 150), (-20, 210)], "#8d4f3b")
        for tile_ in range(60):
            pen.line([(-20 + tile_ * 28, -20), (-20 + tile_ * 28, 205)], fade("#5a2d20", 0.4), 2)
        pen.shape([(-20, 196), (1620, 138), (1620, 152), (-20, 212)], "#d9d0bb")
        pen.shape([(-20, 640), (300, 560), (560, 720), (640, 1090), (-20, 1090)], "#8aa552", smooth=True)
        pen.shape([(1120, 1090), (1180, 820), (1420, 640), (1640, 600), (1640, 1090)], "#97b05c", smooth=True)
        pen.shape([(900, 250), (1250, 230), (1640, 260), (1640, 420), (1300, 400), (980, 380)], "#a1b765", smooth=True)
        for line_ in range(7):
            pen.line([(330 + line_ * 58, 300), (330 + line_ * 58, 360)], fade("#f5f1e6", 0.8), 4)
        for square in range(8):
            pen.line(
                [
                    (170 + square * 44, 470),
                    (214 + square * 44, 470),
                    (214 + square * 44, 514),
                    (170 + square * 44, 514),
                    (170 + square * 44, 470),
                ],
                fade(("#f2efe6", "#e7a9a0", "#a8c4d8")[square % 3], 0.85),
                4,
            )
        pen.line([(980 + 50 * math.cos(t / 6), 640 + 50 * math.sin(t / 6)) for t in range(36)], fade("#f0d98a", 0.8), 5)

    def shell(pen: Pen) -> None:
        cx, cy = 800, 880
        ribs = 15
        rim = []
        for rib in range(ribs + 1):
            turn = math.pi * (1.06 - 1.12 * rib / ribs)
            rim.append((cx + 345 * math.cos(turn) * 1.02, cy - 330 * math.sin(turn) - 8))
        outline = [
            (cx - 60, cy + 90),
            *[
                p
                for i in range(ribs)
                for p in (
                    rim[i],
                    (
                        (rim[i][0] + rim[i + 1][0]) / 2 + (rim[i][0] + rim[i + 1][0] - 2 * cx) * 0.035,
                        (rim[i][1] + rim[i + 1][1]) / 2 - 16,
                    ),
                )
            ],
            rim[-1],
            (cx + 60, cy + 90),
        ]
        pen.shape([(x + 14, y + 18) for x, y in outline], fade("#3c3420", 0.4), smooth=True)
        pen.shape(outline, round_(cx, cy + 60, 460, "#e9dcc0", "#d3c2a0", "#b8a27c"), smooth=True)
        pen.shape(
            [(cx + (x - cx) * 0.83, cy + 60 + (y - cy - 60) * 0.83) for x, y in outline],
            round_(cx, cy - 60, 330, "#7fb0b5", "#5d959e", "#86a89a"),
            smooth=True,
        )
        for rib in range(ribs + 1):
            x, y = rim[rib]
            pen.line(
                [(cx, cy + 82), (cx + (x - cx) * 0.5, cy + 60 + (y - cy - 60) * 0.52), (x, y)],
                "#e2d3b2",
                7,
                smooth=True,
            )
            pen.line(
                [(cx + 3, cy + 84), (cx + 3 + (x - cx) * 0.5, cy + 62 + (y - cy - 60) * 0.52), (x + 3, y + 2)],
                fade("#7d6a48", 0.5),
                2,
                smooth=True,
            )
        for ring in (0.42, 0.63):
            pen.line(
                [(cx + (x - cx) * ring, cy + 60 + (y - cy - 60) * ring) for x, y in rim],
                fade("#e6f2ee", 0.5),
                3,
                smooth=True,
            )

    def trees(pen: Pen, shadow: bool) -> None:
        for number, (x, y, r) in enumerate(
            (
                (160, 690, 62),
                (320, 640, 54),
                (110, 860, 70),
                (300, 900, 60),
                (470, 850, 48),
                (480, 1000, 58),
                (1260, 820, 56),
                (1420, 720, 66),
                (1540, 820, 60),
                (1350, 960, 70),
                (1520, 1010, 62),
                (1060, 310, 50),
                (1250, 320, 58),
                (1450, 330, 52),
            )
        ):
            if shadow:
                pen.oval(x + 34, y + 42, r, r * 0.9, fade("#2f331c", 0.42))
            else:
                nature.bush(pen, x, y, r, ("#7da33f", "#8fb04a", "#6b9338")[number % 3], seed=number, light="#e4efa0")

    scene.draw(ground, texture=0.12)
    scene.draw(shell, texture=0.1, rough=0.4)
    scene.draw(lambda pen: trees(pen, True), blur=5, rough=0)
    scene.draw(lambda pen: trees(pen, False), rough=0.6)

    def children(pen: Pen) -> None:
        random = Random(5)
        for x, y in (
            (230, 492),
            (330, 430),
            (600, 420),
            (660, 470),
            (720, 500),
            (1010, 560),
            (1090, 600),
            (1130, 520),
            (520, 620),
            (1150, 760),
            (440, 330),
            (860, 470),
            (900, 500),
            (560, 560),
        ):
            tone = random.choice(("#c4443a", "#2f6a9a", "#e0a93a", "#6b4a8a", "#e8e3d6", "#3d8a6b", "#d9733a"))
            pen.line([(x + 4, y + 5), (x + 38, y + 46)], fade("#2f2c1c", 0.45), 11)
            pen.oval(x, y, 12, 9, tone)
            pen.oval(x + 1, y - 1, 6, fill=random.choice(("#2b1d14", "#5a3b22", "#b08a4f", "#1c1613")))

    scene.draw(children, rough=0.2)
    scene.glow(200, 0, 1500, "#fff2cf", 0.10)
    return air.finish(scene, contrast=0.2, vignette=0.22, warm=0.15)
