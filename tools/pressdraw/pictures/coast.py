"""Sea, dykes and island: the storm, the morning after, the quiet days."""

import math
from random import Random

import numpy as np

from tools.pressdraw import air, nature, port, sky, water
from tools.pressdraw.buildings import skyline
from tools.pressdraw.colour import darker, fade, lighter, mix
from tools.pressdraw.noise import sample, smoothstep, tile
from tools.pressdraw.pen import Pen, across, down
from tools.pressdraw.people import person
from tools.pressdraw.pictures import picture
from tools.pressdraw.scene import PORTRAIT, WIDE, Scene


@picture("deich-sturm")
def waves_at_the_dyke() -> Scene:
    scene = Scene(seed=201)
    sky.gradient(scene, [(0, "#141d1e"), (0.55, "#33423f"), (1, "#6f7a66")], bottom=430)
    sky.clouds(scene, 430, light="#7d8870", shade="#161f21", cover=0.7, seed=83, soft=0.3, sun=(300, 420))
    scene.light[425:] = np.array([0.13, 0.18, 0.17], np.float32)
    for index, (row, tone) in enumerate(
        ((430, "#4b5a52"), (462, "#3c4c47"), (512, "#31423f"), (580, "#283936"), (670, "#1f302f"))
    ):
        _swell(scene, row, 16 + index * 20, 300 + index * 190, tone, seed=index * 3 + 4, foam=0.25 + 0.12 * index)
    for x, y, wide, high, seed in ((980, 640, 190, 330, 5), (620, 660, 150, 250, 8), (1330, 700, 210, 300, 12)):
        nature.spray(scene, x, y, wide, high, "#c9d2c8", strength=0.85, seed=seed, lean=0.35)
    top = nature.line(scene, [(0, 560), (300, 640), (700, 740), (1100, 830), (1600, 905)])
    nature.slope(scene, top, "#4a5233", foot="#171d13", grain=0.3, seed=7, stretch=1.4, depth=420)
    field = sample(tile(31, 1.2, 8), scene.x / 700, scene.y / 240)
    wash = smoothstep(0.42, 0.75, np.asarray(field + 0.55 - (scene.y - top) / 130, np.float32)) * (scene.y > top - 6)
    scene.tint("#b9c4ba", np.asarray(wash * 0.7, np.float32))
    scene.draw(
        lambda pen: nature.grass(
            pen, -40, 1640, 1090, 60, 900, ("#2b331d", "#3f4726", "#1b2114", "#5a5f35"), lean=0.8, depth=230, seed=3
        )
    )
    scene.draw(lambda pen: nature.droplets(pen, 960, 640, 330, 420, 420, "#dde4da", seed=9), rough=0)

    def keeper(pen: Pen) -> None:
        person(
            pen,
            356,
            812,
            176,
            seed=9,
            coat="#c9a227",
            helmet="#c9a227",
            facing=1,
            shade=0.35,
            arms="forward",
            back=True,
            rim="#e9d9a0",
        )
        pen.line([(382, 703), (382, 722)], "#15120c", 3)
        pen.rect(374, 722, 17, 24, "#ffdf9c", 3)

    scene.draw(keeper, rough=0.3)
    scene.lamp(382, 733, 15, "#ffcb70", 0.95)
    scene.glow(382, 733, 210, "#ffb95c", 0.42)
    air.rain(scene, amount=1300, slant=1.6, opacity=0.20, length=60, colour="#cfd8cf")
    return air.finish(scene, contrast=0.3, vignette=0.45, saturation=0.95)


def _swell(scene: Scene, row: float, height: float, length: float, tone: str, *, seed: int, foam: float) -> None:
    """One range of waves with a lit crest, sloping backs and foam."""
    columns = np.arange(scene.width, dtype=np.float32)
    long = sample(tile(seed, 2.2), np.asarray(columns / (length * 9), np.float32), np.full_like(columns, 0.31)) - 0.5
    short = (
        sample(tile(seed + 1, 1.5), np.asarray(columns / (length * 6), np.float32), np.full_like(columns, 0.77)) - 0.5
    )
    top = (
        row
        - (1 - np.abs(np.sin(columns / length * 2.4 + seed + long * 6)) ** 0.75) * height * 1.5
        - short * height * 0.8
    )[None, :]
    depth = scene.y - top
    mask = np.clip(depth / 1.5, 0, 1)
    shade = np.clip(depth / (height * 2.6), 0, 1)
    grain = sample(tile(seed + 2, 1.1, 10), np.asarray(scene.x / 900 + depth / 2000, np.float32), depth / 190) - 0.5
    base = np.array([int(tone[i : i + 2], 16) / 255 for i in (1, 3, 5)], np.float32)
    crest = base * 1.55 + np.array([0.02, 0.045, 0.03], np.float32)
    body = crest * (1 - shade[..., None]) + base * 0.62 * shade[..., None]
    body = body * (1 + grain[..., None] * 0.9)
    scene.light = scene.light * (1 - mask[..., None]) + body * mask[..., None]
    web = sample(tile(seed + 3, 1.25, 12), np.asarray(scene.x / 760, np.float32), depth / 240)
    white = smoothstep(
        0.66 - foam * 0.35,
        0.76 - foam * 0.2,
        np.asarray(web - 0.05 - shade * 0.22 + np.exp(-np.maximum(depth, 0) / (height * 0.22)) * 0.24, np.float32),
    )
    scene.tint("#c2ccc2", np.asarray(white * mask * np.clip(1.1 - shade, 0, 1) * 0.8, np.float32))


@picture("siel-brandung")
def water_over_the_sluice() -> Scene:
    scene = Scene(WIDE, seed=202)
    sky.gradient(scene, [(0, "#05080c"), (1, "#141b22")], bottom=520)
    air.beams(scene, 1420, 70, 158, 13, "#ffe9bd", 0.55, 1300)

    def gate(pen: Pen) -> None:
        for left in (-40, 430, 940, 1420):
            pen.rect(left, 190, 130, 720, across(left, left + 130, "#6a4b3c", "#8a6a52", "#3c2b25"))
            for course in range(40):
                pen.line([(left, 200 + course * 18), (left + 130, 200 + course * 18)], fade("#1c1310", 0.5), 2)
            pen.rect(left - 14, 170, 158, 30, "#a59a86")
            pen.rect(left + 40, 90, 50, 84, "#2b2725")
        for left in (90, 560, 1070):
            pen.rect(left, 330, 380 if left != 1070 else 350, 420, down(330, 750, "#4a5148", "#22271f"))
            for beam in range(6):
                pen.rect(left, 350 + beam * 70, 380, 12, "#5f665a")
        pen.rect(-20, 128, 1640, 24, "#2d3234")
        for rail in range(40):
            pen.line([(rail * 42, 128), (rail * 42, 78)], "#3b4143", 3)
        pen.line([(0, 78), (1600, 78)], "#4a5153", 4)
        pen.line([(1420, 128), (1420, 40)], "#20252a", 8)

    scene.draw(gate, texture=0.22)
    scene.light *= (0.35 + 0.9 * np.clip(scene.x / 1500, 0, 1) ** 1.1)[..., None]
    rows = scene.y
    for left, right in ((85, 430), (555, 942), (1066, 1424)):
        fall = sample(tile(left, 1.2, 8), scene.x / 420, np.asarray(rows / 2600, np.float32))
        fine = sample(tile(left + 1, 0.8, 30), scene.x / 380, np.asarray(rows / 1300, np.float32))
        lip = 352 + (sample(tile(left + 2, 1.8), scene.x / 800, np.full_like(rows, 0.4)) - 0.5) * 46
        inside = (
            np.clip((scene.x - left) / 6, 0, 1)
            * np.clip((right - scene.x) / 6, 0, 1)
            * smoothstep(0, 26, np.asarray(rows - lip, np.float32))
        )
        tone = np.clip(0.30 + (fall - 0.5) * 1.5 + (fine - 0.5) * 0.9, 0, 1)
        scene.tint("#2d3f44", np.asarray(inside * 0.8, np.float32))
        lit = 0.35 + 0.65 * np.clip(scene.x / 1500, 0, 1)
        scene.tint("#eef0e4", np.asarray(np.clip(inside * tone * lit * 1.15, 0, 1), np.float32))
    for x, wide, high, seed in ((250, 260, 300, 3), (740, 290, 340, 6), (1240, 300, 380, 9)):
        nature.spray(
            scene, x, 860, wide, high, mix("#7f8c8e", "#f3f0e2", x / 1400), strength=0.9, seed=seed, ragged=1.1
        )
    scene.light[760:] = scene.light[760:] * 0.75
    water.crests(scene, 640, "#cfd6d0", amount=0.9, strength=0.6, seed=15)
    scene.draw(lambda pen: nature.droplets(pen, 900, 800, 620, 620, 700, "#f4efdf", seed=4, size=3.4), rough=0)
    scene.lamp(1420, 44, 22, "#fff4d8", 1.0)
    scene.glow(1420, 44, 330, "#ffe7b8", 0.6)
    air.rain(scene, amount=700, slant=-0.9, opacity=0.22, length=52)
    return air.finish(scene, contrast=0.3, vignette=0.4, warm=0.15)


@picture("leuchtturm-gischt")
def lighthouse_in_spray() -> Scene:
    scene = Scene(PORTRAIT, seed=203)
    sky.gradient(scene, [(0, "#1c2733"), (0.5, "#3f5060"), (1, "#8a8f88")], bottom=1150)
    sky.clouds(
        scene, 1150, light="#8d979a", shade="#1b2530", cover=0.62, seed=91, soft=0.25, sun=(400, 200), height=1.3
    )
    air.beams(scene, 760, 372, 186, 5.5, "#ffdf8e", 0.85, 900)
    air.beams(scene, 760, 372, -9, 4.0, "#ffdf8e", 0.5, 520)
    for index, (row, tone) in enumerate(((1150, "#50616a"), (1190, "#42545e"))):
        _swell(scene, row, 26 + index * 20, 320 + index * 160, tone, seed=index * 5 + 21, foam=0.4)
    tips: list[tuple[float, float]] = []
    scene.draw(
        lambda pen: tips.append(port.lighthouse(pen, 760, 1220, 920, shade=("#2a3540", 0.22), lamp="#fff0b8")),
        texture=0.14,
    )
    x, y = tips[0]
    scene.lamp(x, y, 22, "#ffe39a", 0.95)
    scene.glow(x, y, 300, "#ffd982", 0.4)
    random = Random(6)

    def rocks(pen: Pen) -> None:
        for _ in range(34):
            cx, size = random.uniform(360, 1240), random.uniform(50, 150)
            cy = 1290 + random.uniform(-60, 90) - (1 - abs(cx - 780) / 520) * 70
            points = [
                (
                    cx + math.cos(t) * size * random.uniform(0.7, 1.1),
                    cy + math.sin(t) * size * random.uniform(0.45, 0.75),
                )
                for t in [i * math.tau / 8 for i in range(8)]
            ]
            tone = random.choice(("#262c30", "#30373b", "#1d2327", "#3a4145"))
            pen.shape(points, down(cy - size * 0.6, cy + size * 0.6, lighter(tone, 0.18), darker(tone, 0.35)))

    nature.spray(scene, 400, 1300, 270, 820, "#dfe5e4", strength=0.95, seed=33, lean=0.22, ragged=0.9)
    scene.draw(rocks, texture=0.3)
    nature.spray(scene, 560, 1340, 300, 520, "#eef1ee", strength=0.95, seed=41, lean=0.4, ragged=1.2)
    nature.spray(scene, 1080, 1340, 170, 300, "#d6dddd", strength=0.8, seed=45, lean=0.3)
    for index, (row, tone) in enumerate(((1330, "#3a4d57"), (1430, "#2d404a"), (1530, "#22343e"))):
        _swell(scene, row, 40 + index * 16, 420 + index * 160, tone, seed=index * 4 + 51, foam=0.62)
    scene.draw(lambda pen: nature.droplets(pen, 480, 1260, 360, 900, 700, "#f2f5f2", seed=2, size=4), rough=0)
    air.rain(scene, amount=500, slant=1.4, opacity=0.14, length=60)
    return air.finish(scene, contrast=0.28, vignette=0.3, saturation=0.95)


@picture("morgen-danach")
def flotsam_on_the_dyke() -> Scene:
    scene = Scene(seed=204)
    sky.gradient(scene, [(0, "#aebfca"), (0.5, "#d5d3cb"), (0.85, "#f0dcc0"), (1, "#f6dfba")], bottom=400)
    sky.streaks(scene, 400, "#c6b8ae", cover=0.45, seed=5, opacity=0.5)
    sky.sun(scene, 420, 372, 24, "#fffbe9", "#ffdca6", 0.5, 330)
    scene.draw(lambda pen: skyline(pen, 402, 1700, "#a8a49c", seed=31, height=16, spires=[(1240, 70)]), blur=1)
    scene.draw(
        lambda pen: [
            nature.bare_tree(pen, x, 404, h, "#9a948c", seed=int(x))
            for x, h in ((700, 60), (760, 44), (1010, 70), (190, 50), (1480, 62))
        ],
        rough=0,
    )
    water.surface(scene, 404, "#a3a99f", far="#d9cdb6", calm=0.95, clear=0.95, seed=31, bottom=760)

    def posts(pen: Pen) -> None:
        for post in range(15):
            part = post / 14
            x, y, tall = 640 + 960 * part**1.7, 452 + 180 * part**1.7, 12 + 66 * part**1.7
            pen.line([(x, y), (x, y - tall)], mix("#8a8076", "#4c4138", part), 2 + 6 * part, butt=True)
        pen.line([(640 + 960 * (p / 20) ** 1.7, 443 + 130 * (p / 20) ** 1.7) for p in range(21)], "#6d635a", 1.5)

    water.afloat(scene, posts, 640, mirror=0.0, calm=0.9)
    top = nature.line(scene, [(-10, 640), (300, 668), (700, 720), (1100, 752), (1610, 760)])
    nature.slope(scene, top, "#a09a68", foot="#5c5f36", grain=0.14, seed=12, stretch=1.5, depth=420)
    scene.glow(420, 640, 500, "#ffe7b8", 0.2, flat=1.6)
    scene.draw(
        lambda pen: nature.grass(
            pen,
            -40,
            1640,
            1085,
            40,
            1300,
            ("#767a48", "#8b8c58", "#5d6338", "#a39f6c"),
            lean=0.3,
            depth=330,
            seed=8,
            width=1.8,
        ),
        opacity=0.7,
    )
    scene.draw(_flotsam, rough=0.3)
    scene.glow(420, 700, 620, "#ffe2b0", 0.16, flat=1.8)
    scene.draw(lambda pen: air.birds(pen, 980, 240, 9, spread=150, size=10, colour="#7b7a77"))
    return air.finish(scene, contrast=0.14, vignette=0.22, warm=0.2)


def _flotsam(pen: Pen) -> None:
    random = Random(14)
    for _ in range(3800):
        part = random.random()
        x = part * 1640 - 20
        y = 800 + 70 * part + random.gauss(0, 15 + 16 * (1 - part)) + 18 * math.sin(part * 9)
        size = random.uniform(6, 26)
        turn = random.gauss(0.05, 0.5)
        pen.line(
            [(x, y), (x + math.cos(turn) * size, y + math.sin(turn) * size * 0.5)],
            random.choice(("#4a3a28", "#6b5639", "#2f2619", "#8a744e", "#5d5a3c", "#3b3b2b")),
            random.uniform(1, 3),
        )
    for x, y, tone in ((330, 808, "#c8642f"), (1190, 862, "#2f6a86"), (1236, 872, "#2f6a86")):
        pen.oval(x, y + 12, 26, 7, fade("#20200f", 0.5))
        pen.oval(x, y - 6, 20, fill=down(y - 26, y + 14, lighter(tone, 0.25), darker(tone, 0.35)))
    pen.shape([(700, 842), (905, 822), (910, 838), (704, 862)], down(822, 862, "#b09468", "#6c5636"))
    pen.line([(708, 850), (906, 831)], fade("#4a3a22", 0.6), 2)
    pen.shape([(830, 862), (960, 850), (962, 861), (832, 875)], "#7c6645")


@picture("pegelhaus")
def gauge_house() -> Scene:
    scene = Scene(seed=205)
    sky.gradient(scene, [(0, "#b7c2c8"), (0.6, "#d3d8d6"), (1, "#e9e6da")], bottom=600)
    sky.clouds(scene, 600, light="#eceae2", shade="#b3bec4", cover=0.5, seed=96, soft=0.3, opacity=0.8)
    sky.sun(scene, 1180, 300, 26, "#ffffff", "#fff6e0", 0.22, 330)
    scene.draw(lambda pen: skyline(pen, 602, 760, "#b3babb", seed=37, height=18, left=900), blur=1.4)
    scene.draw(
        lambda pen: [
            port.turbine(pen, x, 602, h, "#b9c0c1", turn=t, base="#b3babb")
            for x, h, t in ((1390, 170, 10), (1480, 150, 50), (1550, 135, 85))
        ],
        rough=0,
    )
    water.surface(scene, 602, "#7d8d93", far="#cfd4d1", calm=0.93, clear=0.97, seed=33)
    water.glitter(scene, 602, 1180, "#ffffff", width=120, strength=0.22)

    def tower(pen: Pen) -> None:
        for x, lean in ((480, -26), (560, -8), (690, 8), (770, 26)):
            pen.line(
                [(x - lean * 0.2, 560), (x + lean, 786)], across(x - 10, x + 10, "#8b7d6d", "#3d352d"), 13, butt=True
            )
        pen.line([(474, 700), (780, 640)], "#5d5247", 6)
        pen.line([(474, 640), (780, 700)], "#5d5247", 6)
        pen.rect(446, 548, 360, 18, across(446, 806, "#a39a8a", "#5a5148"))
        pen.rect(500, 318, 250, 232, across(500, 750, "#e9e6dc", "#d2cfc5", "#8f918e"))
        for board in range(13):
            pen.line([(500, 336 + board * 17), (750, 336 + board * 17)], fade("#7f817e", 0.5), 1.6)
        pen.shape([(476, 322), (625, 214), (774, 322)], across(476, 774, "#b5503e", "#7a3028"))
        pen.shape([(625, 214), (774, 322), (640, 322)], fade("#3c1512", 0.35))
        pen.rect(596, 176, 58, 52, "#d9d6cb")
        pen.shape([(588, 178), (625, 140), (662, 178)], "#7a3028")
        pen.line([(625, 142), (625, 96)], "#4a4a48", 3)
        pen.shape([(625, 98), (668, 106), (625, 116)], "#9c3c2f")
        pen.rect(528, 372, 62, 76, "#3c4a50")
        pen.line([(559, 372), (559, 448)], "#e4e1d7", 4)
        pen.line([(528, 408), (590, 408)], "#e4e1d7", 4)
        pen.rect(652, 384, 66, 166, across(652, 718, "#38574f", "#243b36"))
        pen.oval(625, 282, 22, fill="#e9e6dc")
        pen.line([(625, 282), (625, 268)], "#2a2a28", 3)
        pen.line([(625, 282), (636, 288)], "#2a2a28", 3)
        for rail in range(10):
            pen.line([(452 + rail * 39, 548), (452 + rail * 39, 508)], "#6f6a62", 2.4)
        pen.line([(450, 508), (804, 508)], "#6f6a62", 3)
        pen.line([(806, 556), (1010, 690)], "#6b6258", 5)
        for step in range(8):
            pen.line([(806 + step * 26, 556 + step * 17), (806 + step * 26, 590 + step * 22)], "#6b6258", 3)

    def staff(pen: Pen) -> None:
        pen.rect(868, 470, 46, 400, across(868, 914, "#f1eee4", "#c9c6bc"))
        for mark in range(20):
            y = 480 + mark * 19
            pen.rect(868 if mark % 2 else 888, y, 26, 9.5, "#23282b")
        for number in range(4):
            pen.text(str(7 - number), 872, 500 + number * 95, 34, "#b02a22", weight=700)

    water.afloat(scene, tower, 786, mirror=0.72, calm=0.92, tint="#8a979b", seed=5, fade=420)
    water.afloat(
        scene, lambda pen: _cut(pen, 838, staff), 838, mirror=0.72, calm=0.92, tint="#8a979b", seed=6, fade=420
    )
    scene.draw(lambda pen: air.birds(pen, 300, 250, 4, spread=90, size=16, colour="#6b7478"))
    scene.band(540, 602, 680, "#e6e5dc", 0.4, patchy=0.5)
    return air.finish(scene, contrast=0.2, vignette=0.2, saturation=0.85)


def _cut(pen: Pen, foot: float, draw: object) -> None:
    with pen.clipped([(-50, -50), (1650, -50), (1650, foot), (-50, foot)]):
        draw(pen)  # type: ignore[operator]


@picture("seehunde")
def seals_on_the_bank() -> Scene:
    scene = Scene(WIDE, seed=206)
    sky.gradient(scene, [(0, "#c3d6d6"), (1, "#e8ebe2")], bottom=250)
    scene.draw(
        lambda pen: (
            skyline(pen, 252, 420, "#b0c2c0", seed=41, height=9, left=60),
            port.lighthouse(pen, 260, 252, 96, shade=("#c3d2cf", 0.45), lamp="#dfe3da"),
        ),
        blur=0.8,
    )
    water.surface(scene, 252, "#6fb0ad", far="#b9d6d0", calm=0.75, clear=0.6, seed=37, bottom=900)
    water.crests(scene, 252, "#eef5ee", amount=0.35, strength=0.4, seed=43)
    far = nature.line(scene, [(-10, 470), (240, 452), (640, 424), (900, 430), (1250, 418), (1610, 440)])
    nature.slope(scene, far, "#d8cdb0", foot="#c2b48f", grain=0.08, seed=15, stretch=5, depth=80)
    channel = np.asarray(np.clip((scene.y - far - 62) / 10, 0, 1), np.float32)
    scene.tint("#93c2bd", np.asarray(channel * 0.85, np.float32))
    near = nature.line(scene, [(-10, 640), (300, 600), (760, 560), (1200, 548), (1610, 590)])
    nature.slope(scene, near, "#dccfae", foot="#a8946c", grain=0.10, seed=16, stretch=4, depth=420, edge=6)
    puddle = smoothstep(0.60, 0.68, sample(tile(44, 1.6), scene.x / 2600, scene.y / 600)) * (scene.y > near + 30)
    scene.tint("#b5d0cb", np.asarray(puddle * 0.7, np.float32))
    random = Random(22)

    def far_seals(pen: Pen) -> None:
        for _ in range(30):
            x = random.uniform(420, 1500)
            _seal(
                pen,
                x,
                float(far[0, int(x)]) + 22 + random.uniform(-6, 18),
                random.uniform(34, 54),
                random.choice((1, -1)),
                random.choice(("#6b675f", "#7d766a", "#57554f", "#8a8172")),
                random.random(),
            )

    def near_seals(pen: Pen) -> None:
        for x, y, size, side, tone, lift in (
            (260, 742, 250, 1, "#6f6a60", 0.9),
            (560, 690, 200, -1, "#857b6a", 0.3),
            (820, 780, 300, -1, "#57544e", 0.75),
            (1130, 700, 230, 1, "#7c7567", 0.15),
            (1390, 770, 280, -1, "#68645b", 1.0),
            (930, 652, 150, 1, "#8d8370", 0.5),
            (1300, 648, 140, 1, "#716b60", 0.4),
        ):
            _seal(pen, x, y, size, side, tone, lift)

    scene.draw(far_seals, rough=0.3)
    scene.draw(near_seals, texture=0.25, rough=0.4)
    scene.draw(lambda pen: air.birds(pen, 1150, 150, 12, spread=220, size=9, colour="#8fa3a4"))
    scene.glow(1200, 120, 900, "#fffbe6", 0.12)
    return air.finish(scene, contrast=0.16, vignette=0.15, saturation=1.05)


def _seal(pen: Pen, x: float, y: float, size: float, side: int, tone: str, lift: float) -> None:
    """A seal at rest on its belly, like a banana: head and tail lifted."""
    with pen.placed(x, y, size / 100 * side, size / 100):
        pen.oval(0, 1, 46, 4, fade("#4a3f2a", 0.45))
        head, tail = -10 - 14 * lift, -4 - 12 * lift
        body = [
            (50, head - 2),
            (46, head - 9),
            (38, head - 10),
            (30, head - 4),
            (16, -20),
            (-6, -23),
            (-28, -15),
            (-42, tail - 3),
            (-56, tail - 12),
            (-58, tail - 5),
            (-52, tail + 1),
            (-58, tail + 6),
            (-46, tail + 4),
            (-32, -1),
            (0, 2),
            (24, 0),
            (36, head + 6),
            (45, head + 4),
        ]
        pen.shape(body, down(-24, 3, lighter(tone, 0.42), lighter(tone, 0.08), darker(tone, 0.42)), smooth=True)
        pen.shape([(22, -7), (14, 2), (6, 4), (10, -4)], darker(tone, 0.3), smooth=True)
        pen.line([(-30, -13), (-8, -20.5), (12, -18)], fade(lighter(tone, 0.75), 0.55), 1.6, smooth=True)
        pen.oval(43, head - 4, 1.3, fill="#17181a")
        pen.oval(50, head - 2, 1.2, fill="#1d1c1b")
        for spot in range(16):
            sx, sy = -34 + (spot * 37) % 62, -16 + (spot * 23) % 13
            pen.oval(sx, sy, 1.3, 0.9, fade(darker(tone, 0.5), 0.35))


@picture("sandoe-duenen")
def boardwalk_in_the_dunes() -> Scene:
    scene = Scene(seed=207)
    sky.gradient(scene, [(0, "#4e8ab0"), (0.6, "#8fb8cd"), (1, "#cfdfe0")], bottom=520)
    sky.clouds(
        scene,
        560,
        light="#ffffff",
        shade="#9db6c4",
        cover=0.42,
        seed=63,
        soft=0.12,
        sun=(500, 100),
        height=0.75,
        opacity=0.95,
    )
    sea = np.s_[500:]
    scene.light[sea] = np.array([0.30, 0.50, 0.57], np.float32)
    water.crests(scene, 498, "#eef4f0", amount=0.5, strength=0.5, seed=47, scale=0.5)
    dunes = (
        [(-10, 520), (260, 450), (520, 520), (800, 560), (1100, 500), (1400, 440), (1610, 490)],
        [(-10, 600), (200, 560), (480, 610), (760, 640), (1000, 600), (1300, 560), (1610, 610)],
        [(-10, 690), (300, 720), (600, 760), (900, 740), (1200, 690), (1610, 730)],
        [(-10, 860), (240, 810), (520, 880), (900, 900), (1280, 800), (1610, 780)],
    )
    for index, points in enumerate(dunes):
        top = nature.line(scene, points)
        nature.slope(
            scene,
            top,
            mix("#efe2bd", "#d8dfd6", 0.3 - index * 0.1),
            foot="#c9b484",
            grain=0.05,
            seed=50 + index,
            stretch=3,
            depth=150,
        )
        heights = top[0]
        scene.draw(
            lambda pen, heights=heights, index=index: _marram(pen, heights, index),
            rough=0.2,
            haze=("#d5dfd8", max(0.0, 0.32 - index * 0.12)),
        )
    scene.draw(_planks, rough=0.4, texture=0.14)
    scene.draw(
        lambda pen: nature.grass(
            pen,
            -60,
            380,
            1090,
            210,
            380,
            ("#6b7a3a", "#8a9650", "#a9ad68", "#55652f"),
            lean=0.45,
            depth=90,
            seed=4,
            width=4,
        )
    )
    scene.draw(
        lambda pen: nature.grass(
            pen,
            1220,
            1680,
            1090,
            240,
            420,
            ("#6b7a3a", "#8a9650", "#b5b674", "#4d5d2b"),
            lean=0.35,
            depth=90,
            seed=5,
            width=4,
        )
    )
    return air.finish(scene, contrast=0.18, vignette=0.15, warm=0.15)


def _marram(pen: Pen, heights: object, index: int) -> None:
    random = Random(70 + index)
    tall = 16 + index * 15
    for _ in range(520 - index * 60):
        x = random.uniform(0, 1599)
        if math.sin(x / (170 + index * 40) + index * 2.1) < -0.25:
            continue
        if index == 3 and 380 < x < 1180:
            continue
        y = float(heights[int(x)]) + random.random() ** 2 * (26 + index * 22)  # type: ignore[index]
        for _ in range(4):
            tip = random.gauss(0.4, 0.35)
            pen.line(
                [(x, y), (x + tall * tip * 0.3, y - tall * 0.7), (x + tall * tip, y - tall * random.uniform(0.8, 1.1))],
                random.choice(("#7d8a4a", "#98a05c", "#5f6f38", "#b3b277")),
                1 + index * 0.5,
                smooth=True,
            )


def _planks(pen: Pen) -> None:
    count = 60
    for plank in range(count):
        part = (plank / count) ** 2.2
        after = ((plank + 0.86) / count) ** 2.2
        middle, later = _path(part), _path(after)
        y0, y1 = 566 + 540 * part, 566 + 540 * after
        half0, half1 = 7 + 285 * part, 7 + 285 * after
        tone = mix("#cabfa6", random_tone(plank), 0.5 + 0.5 * part)
        pen.shape(
            [(middle - half0, y0), (middle + half0, y0), (later + half1, y1), (later - half1, y1)],
            across(middle - half0, middle + half0, lighter(tone, 0.12), darker(tone, 0.1)),
        )
        pen.shape(
            [
                (later - half1, y1),
                (later + half1, y1),
                (later + half1, y1 + 1 + 7 * part),
                (later - half1, y1 + 1 + 7 * part),
            ],
            "#5b4d39",
        )
    for side in (-1, 1):
        tops = []
        for post in range(11):
            part = (post / 10) ** 2.2
            x, y = _path(part) + side * (9 + 300 * part), 566 + 540 * part
            tall = 8 + 230 * part
            pen.line([(x, y), (x, y - tall)], across(x - 6, x + 6, "#b9ab90", "#6f6149"), 1.5 + 17 * part, butt=True)
            tops.append((x, y - tall * 0.86))
        pen.line(tops, "#e4dcc6", 4, smooth=True)


def _path(part: float) -> float:
    return 905 - 60 * math.sin(part * 4.6) - 150 * part


def random_tone(number: int) -> str:
    return Random(number).choice(("#a39579", "#b3a68b", "#948669", "#beb198"))


@picture("windraeder")
def turbines_at_sunset() -> Scene:
    scene = Scene(WIDE, seed=208)
    sky.gradient(scene, [(0, "#6a6f8e"), (0.4, "#c98a73"), (0.75, "#f2a65a"), (1, "#fbd08a")], bottom=610)
    sky.streaks(scene, 610, "#9c6a72", cover=0.42, seed=15, opacity=0.55)
    sky.sun(scene, 520, 566, 44, "#fff3cf", "#ffb45a", 0.6, 420)
    scene.band(520, 600, 616, "#fcd39a", 0.5)
    random = Random(4)

    def row(pen: Pen) -> None:
        for number in range(11, 0, -1):
            part = 1 / (1 + number * 0.62)
            x, water_, tall = 400 + 1180 * part * 1.35, 612 + 40 * part, 40 + 900 * part
            pen.canvas.save()
            port.turbine(
                pen,
                x,
                water_,
                tall,
                mix("#43415a", "#e2a078", 0.72 * (1 - part) ** 1.5),
                turn=random.uniform(0, 120),
                base=mix("#5a4a42", "#e2a078", 0.6 * (1 - part)),
            )
            pen.canvas.restore()
        for number in range(7):
            x = 60 + number * 62
            port.turbine(pen, x, 612, 74 - number * 4, "#c98f76", turn=number * 33, base="#c98f76")

    scene.draw(row, rough=0.1)
    water.surface(scene, 614, "#3c3f58", far="#d89a72", calm=0.35, clear=0.9, seed=39)
    water.glitter(scene, 614, 520, "#ffd591", width=90, strength=0.75)
    water.afloat(
        scene,
        lambda pen: port.turbine(pen, 1330, 690, 840, "#34344a", turn=28, base="#6b4f3a"),
        690,
        mirror=0.5,
        calm=0.4,
        tint="#4a4660",
    )

    def boat(pen: Pen) -> None:
        pen.shape([(940, 668), (1060, 668), (1052, 690), (952, 690)], "#2b2c3e")
        pen.rect(962, 640, 46, 30, "#3b3c50")
        pen.rect(968, 646, 34, 9, "#ffd99a")
        pen.line([(990, 640), (990, 612)], "#2b2c3e", 2)

    water.afloat(scene, boat, 690, mirror=0.5, calm=0.4, tint="#4a4660")
    return air.finish(scene, contrast=0.18, vignette=0.28, warm=0.2)
