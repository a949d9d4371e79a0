"""The port: the closed North Quay, the crowded South Harbour, the ship that waits."""

import math
from collections.abc import Callable
from random import Random

import numpy as np

from tools.pressdraw import air, port, sky, water
from tools.pressdraw.buildings import lights, skyline
from tools.pressdraw.camera import Camera
from tools.pressdraw.colour import darker, fade, lighter, mix
from tools.pressdraw.noise import sample, smoothstep, tile
from tools.pressdraw.pen import Pen, across, down, round_
from tools.pressdraw.pictures import picture
from tools.pressdraw.scene import PORTRAIT, WIDE, Scene


@picture("nordkai-morgenrot")
def empty_quay_at_dawn() -> Scene:
    scene = Scene(seed=101)
    sky.gradient(
        scene, [(0, "#2b2f45"), (0.35, "#6d4a5c"), (0.62, "#c0564a"), (0.84, "#ee9158"), (1, "#f8c27e")], bottom=640
    )
    sky.sun(scene, 1130, 612, 20, "#fff0c8", "#ff7a3c", 0.75, 380)
    sky.clouds(
        scene, 640, light="#f4936a", shade="#4a3b50", cover=0.46, sun=(1130, 600), seed=23, height=0.8, opacity=0.85
    )
    scene.draw(
        lambda pen: skyline(pen, 640, 1700, "#5b3a45", seed=4, height=30, spires=[(240, 120), (1420, 90)]),
        haze=("#e8885c", 0.45),
        blur=1.2,
    )
    scene.band(520, 622, 646, "#f0a070", 0.45, patchy=0.6)

    def quay(pen: Pen) -> None:
        pen.shape([(0, 588), (1600, 622), (1600, 643), (0, 676)], down(588, 676, "#2c2029", "#18141b"))
        pen.line([(0, 588), (1600, 622)], "#c76b52", 2.4)
        for pile in range(46):
            x = 1600 * (1 - (1 - pile / 46) ** 1.0)
            top, foot = 588 + 34 * x / 1600, 676 - 33 * x / 1600
            pen.line([(x, top + 10), (x, foot)], "#0f0d12", 5 - 3 * x / 1600, butt=True)
        for lamp in (90, 420, 760, 1010, 1330):
            y = 588 + 34 * lamp / 1600
            pen.line([(lamp, y), (lamp, y - 62 + lamp * 0.022)], "#1c161d", 2)
        port.jib_crane(pen, 250, 594, 430, "#1b161f", facing=1, lift=0.95, hook=0.28)
        port.jib_crane(pen, 640, 602, 350, "#211a23", facing=1, lift=0.55, hook=0.4)
        port.jib_crane(pen, 930, 608, 268, "#2b2029", facing=-1, lift=0.8, hook=0.3)
        pen.rect(1230, 596, 130, 24, "#2f222a")
        pen.shape([(1226, 597), (1295, 578), (1364, 597)], "#2f222a")

    scene.draw(quay)
    water.surface(scene, 648, "#2a2434", far="#a65a50", calm=0.80, clear=0.92, seed=12)
    water.glitter(scene, 648, 1130, "#ffb074", width=70, strength=0.55)
    scene.draw(lambda pen: air.birds(pen, 560, 300, 6, spread=120, size=11, colour="#2a1d26"))
    return air.finish(scene, vignette=0.3, contrast=0.2, warm=0.3)


@picture("nordkai-pfaehle")
def piles_at_low_tide() -> Scene:
    scene = Scene(seed=102)
    camera = Camera(centre=560, horizon=560, focal=950, eye=1.4)
    sky.gradient(scene, [(0, "#cfd8d6"), (1, "#e8e6da")], bottom=600)
    sky.clouds(scene, 560, light="#f2efe4", shade="#a8b3b4", cover=0.6, seed=31)
    scene.draw(lambda pen: skyline(pen, 562, 1700, "#8f9a9b", seed=9, height=24), blur=1.5)

    def deck(pen: Pen) -> None:
        pen.shape(
            [camera.at(-7.2, 5.2, 120), camera.at(9.4, 5.2, 120), (1600, -60), (1600, -400), (-900, -400)],
            down(0, 520, "#11191b", "#2c3534"),
        )
        for beam in range(28, 1, -1):
            away = 2.4 + beam * 3.2
            pen.shape(
                [
                    camera.at(-7.2, 5.2, away),
                    camera.at(9.4, 5.2, away),
                    camera.at(9.4, 4.2, away),
                    camera.at(-7.2, 4.2, away),
                ],
                mix("#1d2524", "#84908d", min(1, beam / 24)),
            )
        pen.shape(
            [camera.at(9.4, 5.2, 120), camera.at(9.4, -2, 120), (1600, 1100), (1600, -400)],
            across(600, 1600, "#5b6361", "#141a1b"),
        )
        for course in range(7):
            up = 4.6 - course * 0.85
            pen.line([camera.at(9.4, up, 110), camera.at(9.4, up, 3)], fade("#0c1112", 0.35), 2)

    def row(pen: Pen, step: int) -> None:
        for across_, lean in ((6.6, 0.0), (2.3, 0.0), (-2.0, 0.0), (-6.2, -0.5)):
            _pile(pen, camera, across_, 3.4 + step * 3.2, lean, step * 7 + int(across_ * 3))

    def piles(pen: Pen) -> None:
        for step in range(26, 4, -1):
            row(pen, step)

    scene.draw(deck)
    scene.draw(piles, texture=0.28, rough=0.5)
    scene.band(430, 556, 620, "#dfe3da", 0.5)
    water.surface(scene, 582, "#22312f", far="#8b9a93", calm=0.66, clear=0.85, seed=15)
    water.glitter(scene, 600, 470, "#f5f3e4", width=170, strength=0.34, density=0.5)
    for step in range(4, -1, -1):
        foot = camera.at(0, 0, 3.4 + step * 3.2)[1]
        if foot < scene.height - 2:
            water.afloat(
                scene,
                lambda pen, step=step, foot=foot: _above(pen, foot, lambda: row(pen, step)),
                foot,
                mirror=0.8,
                calm=0.6,
                tint="#2c3a36",
                fade=520,
                texture=0.22,
            )
        else:
            scene.draw(lambda pen, step=step: row(pen, step), texture=0.22)
    scene.glow(430, 560, 420, "#f4efd8", 0.22, flat=1.6)
    return air.finish(scene, contrast=0.3, vignette=0.35, saturation=1.05, warm=-0.1)


def _above(pen: Pen, foot: float, draw: Callable[[], object]) -> None:
    """Draw only what rises above the water."""
    with pen.clipped([(-50, -50), (1650, -50), (1650, foot), (-50, foot)]):
        draw()


def _pile(pen: Pen, camera: Camera, across_: float, away: float, lean: float, seed: int) -> None:
    random = Random(seed)
    far = min(1.0, away / 80)
    rust = mix(random.choice(("#8a4a2c", "#7a3f28", "#99552f", "#6d3b2a")), "#9aa39e", far * 0.85)
    weed = mix(random.choice(("#3f5a31", "#4c6636", "#36502f")), "#93a097", far * 0.85)
    half = 0.42
    for low, high, tone in ((-0.6, 1.25, weed), (1.25, 1.9, mix(weed, rust, 0.55)), (1.9, 4.4, rust)):
        left, right = (
            camera.at(across_ - half + lean * (1 - low / 4), low, away),
            camera.at(across_ + half + lean * (1 - low / 4), low, away),
        )
        top_left, top_right = (
            camera.at(across_ - half + lean * (1 - high / 4), high, away),
            camera.at(across_ + half + lean * (1 - high / 4), high, away),
        )
        pen.shape(
            [top_left, top_right, right, left],
            across(left[0], right[0], lighter(tone, 0.32), darker(tone, 0.1), darker(tone, 0.55)),
        )
    scale = camera.scale(away)
    for _ in range(7):
        x, y = camera.at(across_ + random.uniform(-half, half * 0.7), random.uniform(1.9, 4), away)
        pen.line(
            [(x, y), (x + random.uniform(-1, 1), y + scale * random.uniform(0.2, 0.8))],
            fade(darker(rust, 0.5), 0.4),
            scale * 0.035,
        )
    for _ in range(9):
        x, y = camera.at(across_ + random.uniform(-half, half), random.uniform(0.2, 1.4), away)
        pen.line(
            [(x, y), (x + random.uniform(-2, 2), y + scale * random.uniform(0.1, 0.32))],
            fade(lighter(weed, 0.18), 0.5),
            scale * 0.03,
        )


@picture("nordkai-schranke")
def barrier_in_blue_dusk() -> Scene:
    scene = Scene(WIDE, seed=103)
    camera = Camera(centre=930, horizon=470, focal=1150, eye=1.5)
    sky.gradient(scene, [(0, "#16243a"), (0.5, "#3b5672"), (0.85, "#7f94a3"), (1, "#b3a99b")], bottom=480)
    sky.clouds(scene, 470, light="#7c93a6", shade="#223349", cover=0.6, seed=44, sun=(300, 460))

    def back(pen: Pen) -> None:
        skyline(pen, 470, 1700, "#2b3b4d", seed=6, height=30)
        port.gantry(pen, 1330, 470, 270, "#24344a", facing=-1, boom=48)
        port.jib_crane(pen, 500, 470, 230, "#2a3a4f", lift=0.9)
        port.stacks(pen, 980, 1290, 472, 20, seed=3, levels=(1, 2, 3), tone=("#2c3d52", 0.72))

    scene.draw(back, haze=("#71879a", 0.25))
    scene.draw(lambda pen: lights(pen, 0, 1600, 440, 468, 44, seed=3, size=(1.0, 2.2)))
    scene.band(400, 472, 500, "#93a3ad", 0.35)
    scene.light[470:] = (
        np.array([0.13, 0.18, 0.24], np.float32)
        + (sample(tile(3, 1.4), scene.x / 900, scene.y / 260)[470:] - 0.5)[..., None] * 0.08
    )
    scene.draw(lambda pen: _barrier_yard(pen, camera), rough=0.3)
    for x, y, size in ((236, 150, 6), (1480, 250, 4)):
        scene.lamp(x, y, size * 1.6, "#ffd6a0", 0.8)
    scene.lamp(800, 391, 13, "#ff3a2a", 1.0)
    scene.glow(800, 400, 170, "#ff2a1c", 0.32)
    water.wet(scene, 600, 0.62, smear=1.4)
    scene.glow(800, 690, 150, "#ff2a1c", 0.20, flat=0.7)
    air.rain(scene, amount=420, opacity=0.12, slant=0.1)
    return air.finish(scene, vignette=0.4, contrast=0.22)


def _barrier_yard(pen: Pen, camera: Camera) -> None:
    pen.shape(camera.ground(-60, -4.4, 3, 100, 0.14), down(470, 900, "#3d4c58", "#1b242d"))
    for mark in range(12):
        away = 5 + mark * 5
        pen.shape(camera.ground(-0.1, 0.1, away, away + 2.4), fade("#c7cfd3", 0.5))
    for post in range(9):
        away = 40 - post * 4
        x, foot = camera.at(7.5, 0, away)
        pen.line([(x, foot), (x, camera.at(7.5, 2.4, away)[1])], "#1d2832", camera.scale(away) * 0.07)
    for wire in (0.3, 0.9, 1.5, 2.1, 2.4):
        pen.line([camera.at(7.5, wire, 44), camera.at(7.5, wire, 6)], fade("#93a2ae", 0.5), 1.3)
    pen.rect(120, 300, 230, 300, across(120, 350, "#34424f", "#1d2731"))
    pen.rect(110, 284, 252, 20, "#1a232c")
    pen.rect(150, 350, 120, 100, down(350, 450, "#ffd98f", "#e0a860"))
    pen.line([(210, 350), (210, 450)], "#1d2731", 5)
    pen.shape([(186, 450), (188, 412), (200, 398), (214, 410), (218, 450)], "#3a2c22", smooth=True)
    pen.line([(236, 284), (236, 150)], "#1a232c", 6)
    pen.line([(1480, 480), (1480, 250)], "#1d2832", 4)
    pen.rect(384, 372, 66, 230, across(384, 450, "#c9ced0", "#6f7a83"), 6)
    pen.rect(384, 440, 66, 26, "#b02a22")
    with pen.turned(-1.2, 416, 410):
        pen.rect(330, 396, 1120, 30, "#e8e6df", 4)
        for stripe in range(12):
            left = 350 + stripe * 92
            pen.shape([(left, 396), (left + 46, 396), (left + 34, 426), (left - 12, 426)], "#b3261e")
        pen.rect(330, 416, 1120, 10, fade("#0b1220", 0.35))
        for net in range(22):
            pen.line([(440 + net * 45, 426), (440 + net * 45, 500)], fade("#c8cfd3", 0.55), 2)
        pen.line([(440, 500), (1430, 500)], fade("#c8cfd3", 0.6), 2.4)
    pen.rect(1410, 396, 26, 210, across(1410, 1436, "#aab3b8", "#5a6670"))
    pen.rect(300, 384, 60, 54, "#39434b", 4)
    pen.oval(800, 391, 15, fill="#ff5a45")
    pen.rect(786, 400, 28, 10, "#20262c")
    pen.oval(1090, 450, 52, fill="#b3261e")
    pen.oval(1090, 450, 41, fill="#eceae4")


@picture("suedhafen-stapel")
def stacks_at_noon() -> Scene:
    scene = Scene(seed=104)
    sky.gradient(scene, [(0, "#c9d0cf"), (1, "#e6e0d0")], bottom=900)
    random = Random(8)

    def far(pen: Pen) -> None:
        port.gantry(pen, 1010, 420, 420, "#7f8f98", boom=0)

    def wall(pen: Pen) -> None:
        for column in range(9):
            for level in range(3 if column == 5 else 5):
                colour = mix(random.choice(port.BOXES), "#b7ab95", 0.22)
                left = -60 + column * 186
                port.container(
                    pen,
                    left,
                    860 - (level + 1) * 146,
                    182,
                    143,
                    colour,
                    door=random.random() < 0.72,
                    light=0.05 * level,
                )

    scene.draw(far, haze=("#dcd9cd", 0.55))
    scene.band(0, 420, 900, "#e2dccb", 0.25)
    scene.draw(wall, texture=0.22, rough=0.4)
    scene.tint("#f1e4c5", np.asarray(np.clip((860 - scene.y) / 860, 0, 1) ** 2 * 0.34 * (scene.y < 860), np.float32))
    scene.light[858:] = (
        np.array([0.60, 0.57, 0.51], np.float32)
        + (sample(tile(5, 1.3), scene.x / 800, scene.y / 220)[858:] - 0.5)[..., None] * 0.14
    )

    def yard(pen: Pen) -> None:
        pen.rect(0, 856, 1600, 46, down(856, 902, fade("#1e1a18", 0.75), fade("#1e1a18", 0.0)))
        for mark in range(8):
            pen.shape(
                [(mark * 220, 968), (mark * 220 + 110, 968), (mark * 220 + 96, 976), (mark * 220 - 14, 976)],
                fade("#e9c65a", 0.75),
            )
        pen.oval(1075, 944, 170, 9, fade("#1b1715", 0.55))
        port.lorry(pen, 1080, 942, 310, box="#27516e", cab="#e4e0d6", facing=-1)
        pen.oval(520, 942, 26, 4, fade("#1b1715", 0.5))

    scene.draw(yard, rough=0.3)
    from tools.pressdraw.people import person

    scene.draw(lambda pen: person(pen, 520, 942, 66, seed=4, coat="#d8862b", helmet="#f0ead8", facing=1), rough=0.2)
    scene.band(500, 900, 1100, "#efe5cd", 0.12)
    return air.finish(scene, contrast=0.2, vignette=0.28, warm=0.25, saturation=0.9)


@picture("suedhafen-nacht")
def gantries_at_night() -> Scene:
    scene = Scene(WIDE, seed=105)
    sky.gradient(scene, [(0, "#070b14"), (0.6, "#131d2e"), (1, "#33384a")], bottom=620)
    sky.clouds(scene, 620, light="#4a4a58", shade="#0c1220", cover=0.55, seed=17, sun=(800, 900), opacity=0.7)
    lamps: list[tuple[float, float]] = []

    def cranes(pen: Pen) -> None:
        skyline(pen, 612, 1700, "#10161f", seed=14, height=26)
        lamps.extend(port.gantry(pen, 560, 640, 560, "#3b5163", facing=1, shade="#22303d"))
        lamps.extend(port.gantry(pen, 1120, 632, 430, "#34485a", facing=1, shade="#1d2a36"))
        port.stacks(pen, -40, 470, 640, 40, seed=5, levels=(2, 3, 4), tone=("#121a26", 0.6))
        port.stacks(pen, 720, 1050, 634, 30, seed=6, levels=(2, 3), tone=("#121a26", 0.6))
        port.container_ship(pen, 1330, 668, 620, seed=7, tone=("#101826", 0.55), glow="#ffdfa0", loaded=0.7, facing=-1)

    scene.draw(cranes, rough=0.3)
    scene.light[640:672, :1060] *= 0.4
    for x, y in lamps:
        scene.lamp(x, y, 4.2, "#fff0cf", 0.75)
    for x in (60, 250, 440, 760, 930, 1090):
        scene.lamp(x, 470, 6, "#ffc27a", 0.7)
        scene.glow(x, 560, 230, "#ffb870", 0.26)
    scene.glow(660, 500, 520, "#b4c4d2", 0.2)
    water.surface(scene, 668, "#060b13", calm=0.42, clear=0.85, seed=19, bottom=900)

    def kerb(pen: Pen) -> None:
        pen.shape([(0, 790), (1600, 752), (1600, 900), (0, 900)], down(752, 900, "#1d232b", "#0c0f14"))
        pen.line([(0, 790), (1600, 752)], "#5d6a74", 3)

    scene.draw(kerb, rough=0.3)
    random = Random(3)
    scene.draw(
        lambda pen: [
            port.lorry(
                pen,
                90 + i * 245,
                862 - (90 + i * 245) * 0.024,
                218,
                box=mix(random.choice(port.BOXES), "#0d1118", 0.35),
                cab="#6a747d",
            )
            for i in range(7)
        ],
        rough=0.2,
    )
    for index in range(7):
        x = 90 + index * 245
        y = 862 - x * 0.024
        scene.lamp(x + 106, y - 18, 6, "#fff2d4", 0.9)
        scene.lamp(x - 110, y - 18, 3.4, "#ff4a36", 0.9)
        scene.glow(x + 128, y + 2, 60, "#ffe6b8", 0.3, flat=2.0)
    return air.finish(scene, vignette=0.35, contrast=0.25, lift=0.02)


@picture("reede-frachter")
def freighter_in_moonlight() -> Scene:
    scene = Scene(seed=106)
    sky.gradient(scene, [(0, "#0d1a2b"), (0.55, "#23405a"), (1, "#557083")], bottom=560)
    sky.stars(scene, 400)
    sky.clouds(
        scene, 560, light="#a3b6bd", shade="#1a2c40", cover=0.42, seed=52, sun=(1080, 150), height=0.9, opacity=0.8
    )
    sky.sun(scene, 1080, 150, 34, "#f6f2dc", "#b9cbd2", 0.5, 330)
    scene.draw(
        lambda pen: skyline(pen, 562, 620, "#142638", seed=8, height=20, left=-40, spires=[(190, 62)]),
        haze=("#557083", 0.3),
    )
    scene.draw(lambda pen: lights(pen, 0, 480, 546, 562, 90, seed=7, size=(0.9, 2.0)))
    scene.glow(190, 556, 150, "#ffb870", 0.28, flat=2.4)
    water.surface(scene, 562, "#07131f", far="#3d5a6d", calm=0.35, clear=0.78, seed=23)
    water.glitter(scene, 562, 1080, "#e9ecd8", width=85, strength=0.75, density=0.46)
    water.afloat(
        scene,
        lambda pen: port.container_ship(
            pen, 1010, 640, 470, hull="#0c131c", seed=11, tone=("#0d1723", 0.72), glow="#ffd98f", facing=1
        ),
        642,
        mirror=0.6,
        calm=0.3,
        tint="#0b1824",
    )
    for x, y in ((1220, 562), (795, 500)):
        scene.lamp(x, y, 3.4, "#fff1cf", 0.8)
    scene.draw(lambda pen: pen.line([(1236, 600), (1252, 644)], "#0c131c", 1.6), rough=0)
    scene.band(520, 562, 610, "#6d8896", 0.25)
    return air.finish(scene, vignette=0.4, contrast=0.18)


@picture("gleis-nordkai")
def track_ends_in_mist() -> Scene:
    scene = Scene(seed=107)
    camera = Camera(centre=760, horizon=470, focal=1200, eye=1.35)
    sky.gradient(scene, [(0, "#a9b0ae"), (0.7, "#cfcfc6"), (1, "#dcd8cc")], bottom=480)

    def far(pen: Pen) -> None:
        port.jib_crane(pen, 1130, 470, 330, "#7d8787", facing=-1, lift=0.9)
        port.gantry(pen, 330, 470, 260, "#8d9695", boom=40)
        for x in (1270, 1350, 1430):
            pen.rect(x, 416, 66, 52, across(x, x + 66, "#a9aeab", "#8f9795"), 2)

    scene.draw(far, haze=("#d2d0c6", 0.55), blur=1.6)
    scene.band(250, 470, 560, "#d6d4ca", 0.75, patchy=0.4)
    ground = smoothstep(466, 520, scene.y)
    gravel = sample(tile(3, 0.6, 60), scene.x / 700, scene.y / 500)
    scene.tint("#5d5a53", np.asarray(ground * 0.85, np.float32))
    scene.light[470:] += ((gravel[470:] - 0.5) * 0.22)[..., None] * ground[470:, :, None]

    def track(pen: Pen) -> None:
        for sleeper in range(46, 0, -1):
            away = 2.1 + sleeper * 0.62
            tone = mix("#4a3a2e", "#b5b1a6", min(1, away / 32))
            pen.shape(camera.ground(-1.3, 1.3, away, away + 0.26, 0.02), tone)
            pen.shape(
                [
                    camera.at(-1.3, 0.02, away),
                    camera.at(1.3, 0.02, away),
                    camera.at(1.3, -0.1, away),
                    camera.at(-1.3, -0.1, away),
                ],
                darker(tone, 0.35),
            )
        for rail in (-0.75, 0.75):
            pen.shape(camera.ground(rail - 0.07, rail + 0.07, 1.4, 30.5, 0.16), down(480, 1067, "#a5a49b", "#4f3a2c"))
            pen.shape(camera.ground(rail - 0.035, rail + 0.035, 1.4, 30.5, 0.18), down(480, 1067, "#d9d6ca", "#b9b3a4"))
        _weeds(pen, camera)

    scene.draw(track, texture=0.25, rough=0.5)
    scene.band(430, 520, 760, "#d3d1c7", 0.45, patchy=0.5)
    scene.draw(lambda pen: _buffer(pen, camera), rough=0.4, haze=("#d3d1c7", 0.18))
    scene.glow(760, 400, 420, "#fff6df", 0.12, flat=1.6)
    return air.finish(scene, contrast=0.28, vignette=0.3, saturation=0.95)


def _weeds(pen: Pen, camera: Camera) -> None:
    random = Random(12)
    for _ in range(240):
        away = random.uniform(2.2, 22)
        x, y = camera.at(random.choice((-1, 1)) * random.uniform(0.95, 3.2) + 0.1, 0, away)
        size = camera.scale(away) * random.uniform(0.08, 0.22)
        tone = mix(random.choice(("#6d6a3c", "#857a48", "#566039", "#9a8a58")), "#c2beb2", min(0.9, away / 26))
        for _ in range(3):
            pen.line([(x, y), (x + random.uniform(-0.5, 0.5) * size, y - size)], tone, max(1, size * 0.05))


def _buffer(pen: Pen, camera: Camera) -> None:
    away = 9.5
    for post in (-0.75, 0.75):
        pen.shape(
            [
                camera.at(post - 0.09, 1.35, away),
                camera.at(post + 0.09, 1.35, away),
                camera.at(post + 0.09, 0, away),
                camera.at(post - 0.09, 0, away),
            ],
            "#3b2f2a",
        )
        pen.line([camera.at(post, 1.1, away), camera.at(post, 0, away + 2.2)], "#4b3d35", 10)
    pen.shape(camera.front(-1.4, 1.4, 0.78, 1.28, away), "#e4dfd2")
    for stripe in range(5):
        left = -1.4 + stripe * 0.56
        pen.shape(
            [
                camera.at(left, 1.28, away),
                camera.at(left + 0.28, 1.28, away),
                camera.at(left + 0.28, 0.78, away),
                camera.at(left, 0.78, away),
            ],
            "#a5281f",
        )
    pen.shape(camera.front(-1.4, 1.4, 0.78, 0.86, away), fade("#1d1613", 0.5))
    for round__ in (-0.75, 0.75):
        x, y = camera.at(round__, 1.03, away - 0.3)
        pen.oval(x, y, 26, fill=round_(x - 6, y - 6, 34, "#6b6259", "#241e1b"))


@picture("kran-detail")
def crane_head_from_below() -> Scene:
    scene = Scene(PORTRAIT, seed=108)
    sky.gradient(scene, [(0, "#b9c8d0"), (0.6, "#d7dcd8"), (1, "#eae2d2")])
    sky.clouds(scene, 2400, light="#f3f0e6", shade="#a9bac4", cover=0.48, seed=61, height=2.6, soft=0.25)

    def jib(pen: Pen) -> None:
        for side, tone in ((-1, "#274a5c"), (1, "#3a6377")):
            port.truss(pen, (-60, 1500 + side * 60), (900 + side * 40, 230), 190, 90, 11, tone, 15)
        for rung in range(12):
            share = rung / 11
            x, y = -60 + 960 * share, 1500 - 1270 * share
            pen.line([(x - 60, y - 60), (x + 70, y + 52)], "#1f3b4a", 7)

    def head(pen: Pen) -> None:
        pen.shape(
            [(820, 300), (900, 120), (1010, 130), (1050, 250), (960, 360), (860, 380)],
            across(820, 1050, "#3f6a7e", "#1d3542"),
        )
        for x, y, r in ((905, 250, 74), (990, 210, 52)):
            pen.oval(x, y, r, fill=round_(x - r * 0.3, y - r * 0.3, r * 1.4, "#8d9aa0", "#2b3338"))
            pen.oval(x, y, r * 0.78, fill="#39444b")
            for spoke in range(6):
                turn = spoke * math.pi / 3 + 0.2
                pen.line([(x, y), (x + r * 0.74 * math.cos(turn), y + r * 0.74 * math.sin(turn))], "#7e8a90", 7)
            pen.oval(x, y, r * 0.2, fill="#b5702f")
        for offset in (0, 22, 130, 152):
            pen.line([(872 + offset, 260), (880 + offset * 0.72, 1010)], "#14202a", 4.6)
        pen.line([(905, 176), (-40, 900)], "#1c2b36", 5)
        pen.line([(930, 178), (-40, 960)], "#1c2b36", 5)

    def block(pen: Pen) -> None:
        pen.shape(
            [(856, 1000), (1012, 1000), (1030, 1080), (990, 1170), (878, 1170), (838, 1080)],
            across(838, 1030, "#e0b23d", "#8f6a1c"),
        )
        for stripe in range(4):
            pen.shape(
                [
                    (850 + stripe * 48, 1050),
                    (874 + stripe * 48, 1050),
                    (854 + stripe * 48, 1110),
                    (830 + stripe * 48, 1110),
                ],
                "#20242a",
            )
        for x in (895, 972):
            pen.oval(x, 1022, 34, fill="#3a4046")
            pen.oval(x, 1022, 12, fill="#9aa3a6")
        pen.rect(916, 1165, 36, 70, "#2c3237")
        pen.line(
            [(934, 1230), (934, 1262), (980, 1296), (976, 1352), (928, 1376), (884, 1346), (886, 1318)],
            "#2c3237",
            34,
            smooth=True,
        )
        pen.line([(928, 1240), (930, 1266), (968, 1298), (964, 1344), (928, 1360)], "#5d666b", 6, smooth=True)

    scene.draw(jib, texture=0.2)
    scene.draw(head, texture=0.2)
    scene.draw(block, texture=0.2)
    scene.draw(lambda pen: air.birds(pen, 330, 420, 3, spread=120, size=26, colour="#3b4a54"))
    scene.glow(1200, -60, 700, "#fff3d6", 0.2)
    return air.finish(scene, contrast=0.3, vignette=0.22, warm=0.1)


@picture("turmsegmente")
def tower_segments() -> Scene:
    scene = Scene(seed=109)
    camera = Camera(centre=930, horizon=430, focal=1150, eye=2.3)
    sky.gradient(scene, [(0, "#8f9aa0"), (0.7, "#b9bfbf"), (1, "#c9cac4")], bottom=440)
    sky.clouds(scene, 430, light="#cdd0cd", shade="#7f8b93", cover=0.75, seed=71, soft=0.3)
    scene.draw(
        lambda pen: (
            skyline(pen, 432, 1700, "#88939a", seed=21, height=22),
            port.jib_crane(pen, 1180, 432, 300, "#65727b", facing=-1, lift=0.95),
        ),
        haze=("#b9bfbf", 0.35),
    )
    scene.draw(lambda pen: pen.rect(0, 430, 1600, 640, down(430, 1067, "#a3a39d", "#63656a")), texture=0.10)

    def joints(pen: Pen) -> None:
        for away in (3, 4.4, 6.4, 9, 13, 19, 28, 42):
            pen.line([camera.at(-60, 0, away), camera.at(60, 0, away)], fade("#3b3f41", 0.35), max(1, 9 / away * 1.4))
        for line in range(-12, 13):
            pen.line([camera.at(line * 4, 0, 60), camera.at(line * 4, 0, 1.4)], fade("#3b3f41", 0.28), 2)

    scene.draw(joints, rough=0.3)

    def rows(pen: Pen) -> None:
        for away, lanes in ((46, range(-9, 6)), (30, range(-6, 4)), (20, range(-4, 3)), (12.5, range(-2, 2))):
            for lane in lanes:
                _segment(pen, camera, lane * 5.2 + 1.0, away, away + 9, 2.15)

    scene.draw(rows, rough=0.4, texture=0.1)
    from tools.pressdraw.people import person

    x, foot = camera.at(2.9, 0, 10.5)
    scene.draw(
        lambda pen: (
            pen.oval(x, foot, 40, 6, fade("#24282a", 0.5)),
            person(
                pen,
                x,
                foot,
                camera.scale(10.5) * 1.8,
                seed=3,
                coat="#d9772a",
                helmet="#f3efe2",
                facing=-1,
                back=True,
                stride=0.2,
            ),
        ),
        rough=0.2,
    )
    scene.band(300, 430, 520, "#c3c6c3", 0.35)
    return air.finish(scene, contrast=0.22, vignette=0.3, saturation=0.9)


def _segment(pen: Pen, camera: Camera, across_: float, near: float, far: float, radius: float) -> None:
    """A steel tube that points at the camera: its open end, and the side that shows."""
    (nx, ny), (fx, fy) = camera.at(across_, radius + 0.3, near), camera.at(across_, radius + 0.3, far)
    rn, rf = camera.scale(near) * radius, camera.scale(far) * radius
    fog = min(0.75, near / 70)
    pale, dark = mix("#e9e8e2", "#b9bfbf", fog), mix("#6f777a", "#aab1b2", fog)
    pen.oval(nx, ny + rn * 1.06, rn * 1.1, rn * 0.12, fade("#1f2426", 0.5))
    for share in range(18, -1, -1):
        part = share / 18
        cx, cy, radius_ = nx + (fx - nx) * part, ny + (fy - ny) * part, rn + (rf - rn) * part
        pen.oval(cx, cy, radius_, fill=down(cy - radius_, cy + radius_, pale, mix(pale, dark, 0.35), darker(dark, 0.1)))
    pen.oval(nx, ny, rn, fill=mix("#d9d8d0", "#b9bfbf", fog))
    pen.oval(
        nx, ny, rn * 0.94, fill=down(ny - rn, ny + rn, mix("#1d2427", "#9aa2a4", fog), mix("#6d7577", "#a6adae", fog))
    )
    rim = [
        (nx + rn * 0.94 * math.cos(i * math.tau / 60), ny + rn * 0.94 * math.sin(i * math.tau / 60)) for i in range(60)
    ]
    with pen.clipped(rim):
        for ring in range(12):
            part = ring / 11
            tone = mix(mix("#59636a", "#20272b", part), "#a1a8a9", fog)
            pen.oval(
                nx + (fx - nx) * part,
                ny + (fy - ny) * part,
                (rn + (rf - rn) * part) * 0.93,
                fill=down(ny - rn, ny + rn, darker(tone, 0.2), lighter(tone, 0.16)),
            )
        pen.oval(fx, fy, rf * 0.9, fill=mix("#b9c2c4", "#b9bfbf", fog))
    for bolt in range(28):
        turn = bolt * math.tau / 28
        pen.oval(
            nx + rn * 0.97 * math.cos(turn),
            ny + rn * 0.97 * math.sin(turn),
            max(0.7, rn * 0.013),
            fill=mix("#555d60", "#a0a8a9", fog),
        )
    for block in (-0.55, 0.55):
        pen.rect(nx + rn * block - rn * 0.16, ny + rn * 0.86, rn * 0.32, rn * 0.26, mix("#6a4f36", "#a6a79f", fog))


@picture("nordkai-luft")
def quay_from_straight_above() -> Scene:
    scene = Scene(seed=110, base="#122a33")
    drift = sample(tile(4, 1.7), scene.x / 1500, scene.y / 1100)
    ripple = sample(tile(14, 1.0, 30), np.asarray(scene.x / 900 + scene.y / 3000, np.float32), scene.y / 420)
    scene.light += ((drift - 0.5) * 0.20)[..., None] * np.array([0.5, 1, 1], np.float32) + ((ripple - 0.5) * 0.14)[
        ..., None
    ]
    random = Random(5)

    def ground(pen: Pen) -> None:
        pen.shape([(-40, -40), (1640, -40), (1640, 520), (-40, 760)], across(0, 1600, "#8f8a80", "#a39d90"))
        pen.shape([(-40, 716), (1640, 476), (1640, 520), (-40, 760)], "#c0b9a9")
        pen.line([(-40, 762), (1640, 522)], "#2a2723", 9)

    def marks(pen: Pen) -> None:
        with pen.turned(-8.13, 0, 757):
            for rail in (500, 520, 706, 716):
                pen.line([(-100, rail + 30), (1800, rail + 30)], "#57524b" if rail < 600 else "#46423d", 4)
            for sleeper in range(160):
                pen.line([(-100 + sleeper * 12, 527), (-100 + sleeper * 12, 553)], fade("#4b4239", 0.7), 4)
            for bay in range(19):
                pen.line([(-60 + bay * 100, 590), (-60 + bay * 100, 800)], fade("#5b554c", 0.5), 2)
            for bollard in range(20):
                pen.oval(-30 + bollard * 100, 778, 6, fill="#2b2825")
            for dash in range(30):
                pen.line([(-60 + dash * 70, 470), (-25 + dash * 70, 470)], "#d9c46c", 4, butt=True)
            for _ in range(26):
                pen.rect(
                    random.uniform(-50, 1600),
                    random.uniform(-150, 700),
                    random.uniform(40, 170),
                    random.uniform(20, 90),
                    fade(random.choice(("#7b766d", "#aaa498", "#6d685f")), 0.35),
                )

    def cylinders(pen: Pen, shadow: bool) -> None:
        with pen.turned(-8.13, 0, 757):
            for column in range(12):
                for row in range(3):
                    x, y = 170 + column * 108, 40 + row * 152
                    if shadow:
                        pen.rect(x + 16, y + 18, 58, 132, "#1d1a17b0", 5)
                    else:
                        pen.rect(x, y, 58, 132, across(x, x + 58, "#c9c8c2", "#f6f4ec", "#dcdad2", "#8f9190"), 4)
                        pen.rect(x, y, 58, 5, "#a9aaa6")
                        pen.rect(x, y + 127, 58, 5, "#83868a")
                        pen.line([(x, y + 44), (x + 58, y + 44)], fade("#7a7d7e", 0.5), 1.6)
                        pen.line([(x, y + 88), (x + 58, y + 88)], fade("#7a7d7e", 0.5), 1.6)

    scene.draw(ground, texture=0.12)
    scene.draw(marks, rough=0.4)
    scene.draw(lambda pen: pen.shape([(-40, 762), (1640, 522), (1640, 566), (-40, 806)], fade("#030a0d", 0.7)), blur=9)
    scene.draw(lambda pen: cylinders(pen, True), blur=4, rough=0, mode="normal")
    scene.draw(lambda pen: cylinders(pen, False), rough=0.3, texture=0.08)

    def crane(pen: Pen) -> None:
        with pen.turned(-8.13, 0, 757):
            pen.rect(1420, 560, 150, 170, "#b7483a")
            pen.rect(1436, 576, 118, 138, "#8d8a82")
            pen.rect(1464, 610, 62, 70, "#c95a45")
            port.truss(pen, (1495, 640), (1400, 980), 26, 12, 12, "#d86b50", 4)

    scene.draw(lambda pen: pen.canvas.translate(26, 30) or crane_shadow(pen), blur=6, rough=0)
    scene.draw(crane, rough=0.3)
    scene.draw(lambda pen: [pen.oval(620 + i * 9, 800 - i * 2, 3, fill="#e9e6dc") for i in range(2)], rough=0)
    return air.finish(scene, contrast=0.25, vignette=0.3)


def crane_shadow(pen: Pen) -> None:
    with pen.turned(-8.13, 0, 757):
        pen.rect(1420, 560, 150, 170, "#0d0c0b90")
        pen.line([(1495, 640), (1400, 980)], "#0d0c0b90", 22)
