"""The ferry to Sandöe: on the water, at the charging arm, on the bridge, at the snowy pier."""

from random import Random

import numpy as np

from tools.pressdraw import air, nature, port, sky, water
from tools.pressdraw.buildings import lights, skyline
from tools.pressdraw.camera import Camera
from tools.pressdraw.colour import fade, mix
from tools.pressdraw.noise import sample, smoothstep, tile
from tools.pressdraw.pen import Pen, across, down, round_
from tools.pressdraw.people import crowd, person
from tools.pressdraw.pictures import picture
from tools.pressdraw.scene import WIDE, Scene


@picture("sturmmoewe-ausfahrt")
def ferry_leaves_the_harbour() -> Scene:
    scene = Scene(seed=401)
    sky.gradient(scene, [(0, "#2f75ad"), (0.6, "#7fb2d2"), (1, "#c9dfe6")], bottom=520)
    sky.clouds(
        scene, 540, light="#ffffff", shade="#a3bccb", cover=0.36, seed=181, soft=0.12, sun=(300, 80), opacity=0.95
    )
    scene.draw(
        lambda pen: (
            skyline(pen, 522, 760, "#7f97a3", seed=101, height=34, spires=[(220, 120), (470, 84)]),
            port.jib_crane(pen, 90, 522, 150, "#7f97a3"),
            port.gantry(pen, 620, 522, 130, "#7f97a3", boom=40),
        ),
        haze=("#bcd5de", 0.35),
        blur=0.8,
    )
    water.surface(scene, 522, "#1b5470", far="#7faabd", calm=0.2, clear=0.62, seed=61)
    water.crests(scene, 522, "#e9f4f4", amount=0.3, strength=0.6, seed=63, scale=0.8)
    scene.draw(_ferry_wake, blur=5, opacity=0.85, texture=0.5, rough=2)
    water.afloat(scene, _ferry, 792, mirror=0.4, calm=0.3, tint="#1f5872", fade=150)
    nature.spray(scene, 452, 812, 120, 90, "#f4fafa", strength=0.9, seed=13, lean=-0.2)
    nature.spray(scene, 560, 818, 170, 50, "#f4fafa", strength=0.8, seed=17)
    field = sample(tile(61, 1.1, 12), scene.x / 700, scene.y / 160)
    wash = (
        smoothstep(0.5, 0.72, np.asarray(field + 0.28 * np.exp(-(((scene.y - 806) / 22) ** 2)) - 0.06, np.float32))
        * np.exp(-(((scene.y - 806) / 26) ** 2))
        * (scene.x > 420)
        * (scene.x < 1420)
    )
    scene.tint("#f4fafa", np.asarray(wash * 0.9, np.float32))
    scene.draw(
        lambda pen: (
            air.birds(pen, 620, 230, 9, spread=240, size=24, colour="#f7f7f2"),
            air.birds(pen, 980, 160, 7, spread=260, size=15, colour="#44525c"),
        ),
        rough=0.1,
    )
    return air.finish(scene, contrast=0.2, vignette=0.18, saturation=1.05, warm=0.1)


def _ferry_wake(pen: Pen) -> None:
    pen.shape([(1330, 770), (1640, 730), (1640, 830), (1400, 830)], fade("#f2f8f8", 0.6))
    pen.shape([(440, 806), (300, 880), (60, 960), (90, 985), (380, 905), (520, 830)], fade("#f2f8f8", 0.55))
    pen.shape([(700, 820), (900, 900), (1300, 1000), (1320, 975), (980, 880), (800, 816)], fade("#f2f8f8", 0.35))


def _ferry(pen: Pen) -> None:
    """Three-quarter view from the bow: the narrow front to the left, the long side running to the right."""
    white, shade, blue = "#f6f6f1", "#aebcc4", "#12466b"
    pen.shape(
        [(468, 600), (650, 596), (1432, 646), (1420, 792), (600, 792), (520, 770)],
        across(600, 1432, "#f3f3ee", "#cdd6da"),
    )
    pen.shape([(468, 600), (650, 596), (632, 792), (600, 792), (520, 770)], across(468, 650, "#93a5b0", "#c3ced3"))
    pen.shape(
        [(497, 694), (640, 700), (1426, 724), (1420, 792), (600, 792), (520, 770)],
        across(497, 1426, blue, "#1d5f8c", "#174f78"),
    )
    pen.shape([(497, 694), (641, 700), (632, 792), (600, 792), (520, 770)], fade("#06233a", 0.45))
    pen.line([(497, 694), (641, 700), (1426, 724)], "#e2b93f", 6)
    for bay in range(13):
        x = 700 + bay * 54
        y = 622 + (x - 650) * 0.064
        pen.rect(x, y + 14, 34, 22, "#27333c", 3)
    for level, (left, right, y0, y1) in enumerate(((560, 1380, 596, 516), (600, 1300, 516, 446))):
        tilt = 42 - level * 8
        pen.shape(
            [
                (left, y0 + 2),
                (left + 90, y0),
                (right, y0 + tilt),
                (right - 10, y1 + tilt - 8),
                (left + 84, y1),
                (left + 20, y1 + 6),
            ],
            across(left, right, white, "#dde3e5"),
        )
        pen.shape(
            [(left, y0 + 2), (left + 90, y0), (left + 84, y1), (left + 20, y1 + 6)],
            across(left, left + 90, "#8fa1ac", shade),
        )
        for pane in range(17 - level * 3):
            x = left + 112 + pane * 42
            slope = (x - left - 90) / (right - left - 90) * tilt
            if x < right - 50:
                pen.shape(
                    [
                        (x, y1 + 24 + slope * 0.9),
                        (x + 32, y1 + 26 + slope * 0.9),
                        (x + 32, y1 + 50 + slope),
                        (x, y1 + 48 + slope),
                    ],
                    "#2c3d4a",
                )
        for pane in range(2):
            pen.shape(
                [
                    (left + 24 + pane * 30, y1 + 28),
                    (left + 46 + pane * 30, y1 + 26),
                    (left + 46 + pane * 30, y1 + 50),
                    (left + 22 + pane * 30, y1 + 52),
                ],
                "#24333e",
            )
        pen.line([(left + 84, y1 - 3), (right - 10, y1 + tilt - 12)], "#ffffff", 5)
    pen.shape(
        [(618, 446), (720, 440), (960, 456), (956, 396), (716, 384), (640, 394)], across(618, 960, white, "#e2e7e8")
    )
    pen.shape([(618, 446), (720, 440), (716, 384), (640, 394)], across(618, 720, "#8c9eaa", "#bac6cc"))
    pen.shape([(634, 420), (718, 412), (717, 392), (640, 400)], "#1e2c37")
    pen.shape([(724, 413), (950, 424), (950, 406), (724, 394)], "#2c3d4a")
    pen.shape([(612, 390), (716, 376), (980, 390), (980, 400), (716, 388), (614, 400)], "#ffffff")
    pen.line([(820, 384), (820, 270)], "#e8ebea", 8)
    pen.line([(780, 316), (860, 318)], "#e8ebea", 5)
    pen.rect(800, 292, 40, 10, "#dfe3e3")
    pen.oval(820, 266, 12, fill="#ffffff")
    pen.shape([(1010, 462), (1130, 470), (1124, 384), (1030, 376)], across(1010, 1130, blue, "#1d5f8c"))
    pen.shape([(1036, 410), (1122, 417), (1122, 433), (1038, 426)], "#e2b93f")
    _gull_mark(pen, 1082, 452)
    for rail in range(34):
        x = 690 + rail * 18
        y = 444 + (x - 690) * 0.055
        pen.line([(x, y), (x, y - 16)], "#dfe5e6", 1.6)
    pen.line([(690, 428), (1290, 461)], "#eef1f1", 2.4)
    crowd(pen, 760, 1270, 466, 44, 26, seed=12, shade=0.05, arms="down")
    crowd(pen, 1000, 1270, 470, 44, 6, seed=15, shade=0.05, arms="raised")
    for boat in (1160, 1250):
        pen.shape([(boat, 528), (boat + 64, 532), (boat + 56, 552), (boat + 8, 548)], "#e0702b")
    pen.line([(500, 600), (500, 540)], "#dfe5e6", 4)
    pen.shape([(500, 542), (546, 550), (500, 562)], "#b8362b")
    with pen.turned(2.2, 700, 760):
        pen.text("STURMMÖWE", 700, 760, 40, "#f4f4ee", weight=700)


def _gull_mark(pen: Pen, x: float, y: float) -> None:
    pen.line(
        [(x - 26, y - 10), (x - 10, y - 18), (x, y - 8), (x + 10, y - 18), (x + 26, y - 10)], "#ffffff", 5, smooth=True
    )


@picture("anleger-schnee")
def first_snow_on_the_pier() -> Scene:
    scene = Scene(seed=402)
    sky.gradient(scene, [(0, "#34465c"), (0.6, "#667a8c"), (1, "#9aa5ad")], bottom=470)
    sky.clouds(scene, 480, light="#8f9daa", shade="#3a4b60", cover=0.7, seed=191, soft=0.35)
    water.surface(scene, 470, "#2a3d50", far="#7d8d99", calm=0.6, clear=0.75, seed=71)
    camera = Camera(centre=610, horizon=462, focal=1150, eye=2.0)
    scene.draw(lambda pen: lights(pen, 980, 1500, 460, 468, 12, seed=5, size=(1, 1.8)), rough=0)

    def pier(pen: Pen) -> None:
        for pile in range(22, -1, -1):
            away = 6 + pile * 4.4
            for side in (-2.6, 2.6):
                x, y = camera.at(side, -0.2, away)
                pen.rect(
                    x - camera.scale(away) * 0.14,
                    y,
                    camera.scale(away) * 0.28,
                    camera.scale(away) * 1.6,
                    mix("#1c2530", "#74838f", min(0.8, away / 110)),
                )
        pen.shape([*camera.ground(-2.7, 2.7, 1.4, 105)], down(470, 1067, "#aab6bf", "#dfe6ec"))
        pen.shape(
            [camera.at(-2.7, 0, 105), camera.at(-2.7, 0, 1.4), camera.at(-2.7, -0.5, 1.4), camera.at(-2.7, -0.5, 105)],
            "#33414e",
        )
        pen.shape(
            [camera.at(2.7, 0, 105), camera.at(2.7, 0, 1.4), camera.at(2.7, -0.5, 1.4), camera.at(2.7, -0.5, 105)],
            "#2a3743",
        )
        random = Random(4)
        for plank in range(90):
            away = 1.6 + (plank / 90) ** 1.6 * 60
            start = random.uniform(-2.5, 1.4)
            pen.line(
                [camera.at(start, 0.01, away), camera.at(start + random.uniform(0.5, 2), 0.01, away)],
                fade("#7f8f9d", 0.35),
                max(1, 8 / away),
            )

    water.afloat(scene, pier, 1066, mirror=0, calm=0.6)
    places = [(side, 6.2 + step * 7.2) for step in range(11, -1, -1) for side in (1,)]

    def lamps(pen: Pen) -> None:
        for side, away in places:
            fog = min(0.8, away / 100)
            x, foot = camera.at(2.35 * side, 0, away)
            top = camera.at(2.35 * side, 4.3, away)[1]
            size = camera.scale(away)
            tone = mix("#18212b", "#77868f", fog)
            pen.line([(x, foot), (x, top)], tone, max(2, size * 0.085))
            pen.line([(x, top), (x - size * 0.42, top - size * 0.12)], tone, max(1.6, size * 0.06))
            pen.shape(
                [
                    (x - size * 0.62, top - size * 0.06),
                    (x - size * 0.30, top - size * 0.06),
                    (x - size * 0.36, top - size * 0.24),
                    (x - size * 0.56, top - size * 0.24),
                ],
                tone,
            )
            pen.line(
                [(x - size * 0.58, top - size * 0.26), (x - size * 0.33, top - size * 0.26)],
                "#eef3f7",
                max(1.6, size * 0.06),
            )
        for away in [4 + n * 2.4 for n in range(36, -1, -1)]:
            for side in (-2.6, 2.6):
                x, foot = camera.at(side, 0, away)
                high = camera.at(side, 1.05, away)[1]
                pen.line(
                    [(x, foot), (x, high)],
                    mix("#26323e", "#77868f", min(0.8, away / 100)),
                    max(1.3, camera.scale(away) * 0.06),
                )
        for side in (-2.6, 2.6):
            for up in (0.55, 1.05):
                pen.line([camera.at(side, up, 92), camera.at(side, up, 3.2)], "#2f3c48", 3)
            pen.line([camera.at(side, 1.1, 92), camera.at(side, 1.1, 3.2)], fade("#f0f5f8", 0.85), 3)

    scene.draw(lamps, rough=0.2)
    for side, away in places:
        size = camera.scale(away)
        x, top = camera.at(2.35 * side, 4.3, away)
        scene.lamp(x - size * 0.46, top - size * 0.02, max(2.6, size * 0.07), "#ffd9a0", 0.85)
        gx, gy = camera.at(1.3 * side, 0, away)
        scene.glow(gx, gy, size * 1.4, "#ffc683", 0.20, flat=2.2)
        scene.glow(x - size * 0.46, top, size * 1.5, "#ffc683", 0.10)

    def prints(pen: Pen) -> None:
        for step in range(34):
            away = 2.2 + step * 0.62
            x, y = camera.at(-0.55 + (0.13 if step % 2 else -0.13) + step * 0.014, 0.02, away)
            size = camera.scale(away) * 0.10
            pen.oval(x, y, size, size * 0.55, fade("#6f8296", 0.6))

    scene.draw(prints, rough=0.2)

    def bench(pen: Pen) -> None:
        pen.shape(
            [
                camera.at(-2.3, 0.55, 9.6),
                camera.at(-1.7, 0.55, 9.6),
                camera.at(-1.7, 0.55, 7.6),
                camera.at(-2.3, 0.55, 7.6),
            ],
            "#f2f6f9",
        )
        pen.shape(
            [
                camera.at(-1.7, 0.55, 9.6),
                camera.at(-1.7, 0.55, 7.6),
                camera.at(-1.7, 0.42, 7.6),
                camera.at(-1.7, 0.42, 9.6),
            ],
            "#3a2f28",
        )
        for away in (7.8, 9.3):
            pen.line([camera.at(-1.75, 0.45, away), camera.at(-1.75, 0, away)], "#20262d", 6)

    scene.draw(bench, rough=0.3)
    scene.band(380, 470, 560, "#a3b0ba", 0.35, patchy=0.5)
    air.snow(scene, amount=900, size=3.4)
    return air.finish(scene, contrast=0.2, vignette=0.3, saturation=0.95)


@picture("faehre-bruecke")
def on_the_bridge() -> Scene:
    scene = Scene(WIDE, seed=403)
    sky.gradient(scene, [(0, "#9db6c4"), (1, "#e3e6de")], bottom=400)
    sky.clouds(scene, 420, light="#f4f2e8", shade="#a5b8c2", cover=0.5, seed=201, soft=0.25)
    water.surface(scene, 400, "#3b6275", far="#a7bcc2", calm=0.4, clear=0.7, seed=81)
    water.glitter(scene, 400, 940, "#ffffff", width=150, strength=0.4)

    def bow(pen: Pen) -> None:
        port.lighthouse(pen, 1130, 402, 60, shade=("#c3cfd0", 0.4))
        pen.shape([(1030, 402), (1090, 396), (1200, 396), (1270, 402)], "#9fb0ac")
        pen.shape([(420, 600), (760, 470), (800, 462), (840, 470), (1180, 600)], down(460, 600, "#c8cfd0", "#93a0a6"))
        pen.line([(420, 592), (790, 452), (1180, 592)], "#eef1ef", 5)
        for post in range(9):
            x = 470 + post * 82
            y = 572 - (1 - abs(x - 800) / 380) * 118
            pen.line([(x, y), (x, y - 26)], "#eef1ef", 3)
        pen.line([(790, 470), (790, 360)], "#dfe4e3", 7)

    scene.draw(bow, rough=0.3)
    window = "#10161b"

    def cabin(pen: Pen) -> None:
        pen.rect(-10, -10, 1620, 96, down(-10, 86, "#07090c", "#161c22"))
        for left, right in ((-40, 24), (348, 392), (766, 806), (1190, 1232), (1560, 1640)):
            pen.shape(
                [(left + (800 - left) * 0.02, 60), (right + (800 - right) * 0.02, 60), (right, 560), (left, 560)],
                window,
            )
        pen.rect(-10, 548, 1620, 40, "#0c1115")
        pen.shape([(-10, 586), (1610, 586), (1610, 910), (-10, 910)], down(586, 900, "#28313a", "#0d1116"))
        pen.shape([(70, 640), (1530, 640), (1640, 790), (-40, 790)], down(640, 790, "#3a444d", "#20272d"))
        pen.shape([(-40, 790), (1640, 790), (1640, 900), (-40, 900)], "#0b0e12")
        pen.line([(70, 641), (1530, 641)], fade("#b8c8d2", 0.5), 3)
        for left, label in ((150, "radar"), (470, "chart"), (800, "battery"), (1120, "engine")):
            pen.shape([(left, 586), (left + 270, 586), (left + 278, 716), (left - 8, 716)], "#0a0d10")
            _screen(pen, left + 12, 596, 246, 108, label)
        for knob in range(20):
            x = 130 + knob * 68
            pen.oval(
                x, 756, 9, fill=("#c8413a", "#d9a93c", "#4fae6b", "#8fa3b0")[knob % 4] if knob % 3 == 0 else "#59666f"
            )
            pen.oval(x - 2, 753, 4, fill=fade("#ffffff", 0.35))
        for lever in (700, 748):
            pen.line([(lever, 770), (lever + 12, 716)], "#aeb7bc", 8)
            pen.oval(lever + 13, 712, 13, fill="#1a1f24")
        for strip in (300, 800, 1300):
            pen.rect(strip - 60, 40, 120, 6, fade("#ffb46b", 0.5))
        pen.rect(560, 84, 180, 46, "#0a0d10", 4)
        pen.text("076.4°", 596, 118, 32, "#ff8a5a", weight=600)

    scene.draw(cabin, rough=0.3, texture=0.08)
    for left, tone in ((150, "#4fd08a"), (470, "#7fc4e8"), (800, "#5fe07f"), (1120, "#ffc46b")):
        scene.glow(left + 135, 655, 150, tone, 0.14, flat=1.3)
        scene.glow(left + 135, 750, 130, tone, 0.07, flat=1.5)
    scene.draw(
        lambda pen: person(
            pen,
            330,
            1010,
            640,
            seed=81,
            coat="#1d2c3f",
            back=True,
            shade=0.35,
            hat="#10161f",
            stride=0.0,
            arms="forward",
        ),
        rough=0.3,
    )
    return air.finish(scene, contrast=0.22, vignette=0.35, warm=0.05)


def _screen(pen: Pen, x: float, y: float, wide: float, high: float, kind: str) -> None:
    back = {"radar": "#0b2a1c", "chart": "#123246", "battery": "#0d2417", "engine": "#2a2112"}[kind]
    pen.rect(x, y, wide, high, back, 4)
    random = Random(kind)
    if kind == "radar":
        for ring in (14, 30, 46):
            pen.line(
                [(x + wide / 2 + ring * np.cos(t / 5), y + high / 2 + ring * np.sin(t / 5)) for t in range(33)],
                "#3fae72",
                1.6,
            )
        with pen.clipped([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]):
            pen.shape(
                [(x + wide / 2, y + high / 2), (x + wide / 2 + 52, y + 12), (x + wide / 2 + 66, y + 40)],
                fade("#7dffb4", 0.5),
            )
        for _ in range(9):
            pen.oval(x + random.uniform(60, wide - 60), y + random.uniform(14, high - 14), 2.6, fill="#b7ffd6")
    elif kind == "chart":
        pen.shape(
            [(x, y + 64), (x + 60, y + 50), (x + 96, y + 80), (x + 80, y + high), (x, y + high)],
            "#c9b67c",
            smooth=False,
        )
        pen.oval(x + 196, y + 30, 24, 12, "#c9b67c")
        pen.line([(x + 96, y + 76), (x + 140, y + 60), (x + 178, y + 36)], "#ff7a6b", 2.6, dash=(7, 5))
        pen.shape([(x + 134, y + 66), (x + 142, y + 52), (x + 148, y + 66)], "#ffffff")
    elif kind == "battery":
        for cell in range(10):
            pen.rect(x + 20 + cell * 17, y + 20, 13, 34, "#58e080" if cell < 8 else "#24482f", 2)
        pen.rect(x + 192, y + 28, 7, 18, "#58e080", 2)
        pen.text("78 %", x + 20, y + 94, 36, "#b9ffcf", weight=700)
        pen.text("5,3 MWh", x + 120, y + 93, 24, "#7fd99a", weight=400)
    else:
        for bar in range(12):
            tall = random.uniform(16, 60)
            pen.rect(x + 18 + bar * 18, y + high - 16 - tall, 11, tall, "#ffbe5c" if bar % 4 else "#ff7f4f")
        pen.line([(x + 12, y + high - 14), (x + wide - 12, y + high - 14)], "#ffdca8", 1.6)


@picture("ladearm")
def charging_arm_at_dusk() -> Scene:
    scene = Scene(seed=404)
    sky.gradient(scene, [(0, "#23344f"), (0.5, "#4f6a82"), (0.85, "#a7a59a"), (1, "#d9b48c")], bottom=690)
    sky.streaks(scene, 690, "#8d7f86", cover=0.45, seed=35, opacity=0.5)
    scene.draw(
        lambda pen: (
            skyline(pen, 690, 700, "#31455a", seed=111, height=26, left=-40),
            lights(pen, 0, 620, 674, 690, 60, seed=9),
        ),
        haze=("#8f9794", 0.3),
    )
    water.surface(scene, 692, "#14263a", far="#8d8e8c", calm=0.6, clear=0.9, seed=91)

    def hull(pen: Pen) -> None:
        pen.shape(
            [(860, -20), (1620, -20), (1620, 900), (930, 900), (900, 640)],
            across(860, 1620, "#9fb0bd", "#cfd8dc", "#8796a3"),
        )
        pen.shape(
            [(893, 560), (1620, 600), (1620, 900), (930, 900), (900, 640)], across(880, 1620, "#0d2f4a", "#1a4f78")
        )
        pen.line([(890, 556), (1620, 596)], "#e2b93f", 9)
        for deck in (90, 270):
            for pane in range(6):
                x = 960 + pane * 110
                pen.shape(
                    [
                        (x, deck + pane * 5),
                        (x + 78, deck + 4 + pane * 5),
                        (x + 78, deck + 74 + pane * 5),
                        (x, deck + 70 + pane * 5),
                    ],
                    down(deck, deck + 80, "#ffe2a4", "#e0a65c"),
                )
            pen.line([(876, deck + 110), (1620, deck + 146)], "#eef1f0", 6)
        for plate in range(7):
            pen.line([(900 + plate * 105, 400), (906 + plate * 105, 880)], fade("#2b3d4d", 0.25), 2)
        pen.rect(1010, 410, 150, 118, "#1b2228", 8)
        pen.rect(1022, 422, 126, 94, "#2e3840", 6)
        pen.oval(1085, 470, 34, fill="#0e1317")
        for pin in range(5):
            pen.oval(1085 + 18 * np.cos(pin * 1.256), 470 + 18 * np.sin(pin * 1.256), 5, fill="#c8a34a")

    water.afloat(scene, hull, 900, mirror=0.35, calm=0.6, tint="#12263a", texture=0.08)

    def quay(pen: Pen) -> None:
        pen.shape([(-20, 880), (720, 858), (760, 880), (760, 1080), (-20, 1080)], down(858, 1067, "#3c444b", "#191d22"))
        pen.line([(-20, 880), (720, 858), (760, 880)], "#7b858c", 4)
        pen.rect(250, 330, 150, 560, across(250, 400, "#dfe4e4", "#8d9aa2"), 8)
        pen.rect(250, 600, 150, 60, "#1f7a4a")
        pen.rect(236, 850, 178, 40, "#4c565d")
        pen.text("6,8 MWh", 268, 641, 30, "#ffffff", weight=700)

    def arm(pen: Pen) -> None:
        pen.line([(325, 360), (560, 210), (860, 330), (1000, 452)], "#252d34", 54, smooth=False)
        pen.line([(325, 352), (560, 202), (860, 322), (1000, 444)], "#e8eceb", 40, smooth=False)
        pen.line([(325, 366), (560, 216), (860, 336), (1000, 458)], "#9aa8b0", 12, smooth=False)
        for x, y in ((325, 356), (560, 206), (860, 326)):
            pen.oval(x, y, 40, fill=round_(x - 10, y - 12, 50, "#8b98a0", "#2b343b"))
            pen.oval(x, y, 14, fill="#d9b23f")
        pen.shape([(970, 410), (1060, 430), (1070, 506), (990, 512)], "#1c2329")
        pen.line([(340, 420), (500, 380), (700, 470), (860, 440), (1000, 500)], "#14191e", 18, smooth=True)
        pen.line([(340, 440), (520, 420), (720, 520), (900, 480), (1000, 510)], "#14191e", 14, smooth=True)

    scene.draw(quay, rough=0.3)
    scene.draw(arm, rough=0.25, texture=0.08)
    leds = (
        [(325 + (560 - 325) * i / 9, 334 + (184 - 334) * i / 9) for i in range(10)]
        + [(560 + 300 * i / 11, 184 + 120 * i / 11) for i in range(12)]
        + [(860 + 120 * i / 5, 304 + 104 * i / 5) for i in range(5)]
    )
    for x, y in leds:
        scene.lamp(x, y, 4.4, "#4dff94", 0.85)
    for x, y in ((1020, 420), (1150, 420), (1020, 518), (1150, 518)):
        scene.lamp(x, y, 5, "#4dff94", 0.9)
    scene.glow(1060, 470, 240, "#2cff84", 0.22)
    scene.glow(600, 240, 330, "#2cff84", 0.08)
    scene.glow(1320, 200, 420, "#ffcb80", 0.10)
    random = Random(2)
    scene.draw(
        lambda pen: [
            pen.oval(
                1060 + random.gauss(0, 46),
                470 + random.gauss(0, 36),
                random.uniform(1, 2.6),
                fill=fade("#c9ffe0", random.uniform(0.3, 0.9)),
            )
            for _ in range(70)
        ],
        rough=0,
    )
    water.wet(scene, 890, 0.3, smear=1.0, mask=np.asarray((scene.x < 740).astype(np.float32)))
    scene.draw(
        lambda pen: person(
            pen,
            560,
            960,
            250,
            seed=91,
            coat="#d9d23a",
            helmet="#f0ece0",
            shade=0.3,
            facing=1,
            arms="forward",
            rim="#7dffb4",
        ),
        rough=0.2,
    )
    return air.finish(scene, contrast=0.22, vignette=0.32)
