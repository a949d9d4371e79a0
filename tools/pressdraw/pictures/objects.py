"""Things seen close: files, ballots, bollards, a teapot; and one poster."""

import math
from random import Random

import numpy as np
import skia
from PIL import Image, ImageDraw, ImageFilter, ImageFont, features

from tools.pressdraw import air, nature, port, sky, water
from tools.pressdraw.buildings import skyline
from tools.pressdraw.colour import darker, fade, lighter, rgb
from tools.pressdraw.noise import sample, smoothstep, tile
from tools.pressdraw.pen import Pen, across, down, round_
from tools.pressdraw.pictures import picture
from tools.pressdraw.scene import PORTRAIT, WIDE, Draw, Scene


def wood(scene: Scene, colour: str, *, top: float = 0, seed: int = 3, strength: float = 0.5, boards: float = 0) -> None:
    """A table top: long grain that bends round knots."""
    bend = sample(tile(seed, 2.0), scene.x / 3800, scene.y / 1500)
    rings = np.sin((scene.y / 13 + bend * 60) * 1.0) * 0.5
    fine = sample(tile(seed + 1, 0.9, 30), scene.x / 3000, scene.y / 260) - 0.5
    tone = 1 + (rings * 0.14 + fine * 0.9) * strength
    mask = (scene.y >= top)[..., None]
    scene.light = np.where(mask, rgb(colour) * tone[..., None], scene.light).astype(np.float32)
    if boards:
        scene.draw(
            lambda pen: [
                pen.line([(0, top + boards * i), (scene.width, top + boards * i)], fade("#0c0704", 0.6), 4)
                for i in range(int((scene.height - top) / boards) + 1)
            ],
            rough=0.4,
        )


def pool(
    scene: Scene, x: float, y: float, reach: float, dark: float = 0.12, *, flat: float = 1.3, bright: float = 1.15
) -> None:
    """Light that falls from a lamp on a surface: bright in the middle, dark beyond."""
    far = np.hypot((scene.x - x) / flat, scene.y - y) / reach
    scene.light *= (dark + (bright - dark) * np.exp(-(far**2)))[..., None]


def thing(
    scene: Scene,
    draw: Draw,
    *,
    shadow: tuple[float, float] = (18, 22),
    blur: float = 14,
    depth: float = 0.55,
    texture: float = 0.1,
) -> None:
    """Draw an object with its soft shadow."""
    layer = scene.render(draw)
    shade = np.roll(layer[..., 3], (int(shadow[1]), int(shadow[0])), axis=(0, 1))
    soft = (
        np.asarray(Image.fromarray((shade * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(blur)), np.float32)
        / 255
    )
    scene.light *= (1 - soft * depth)[..., None]
    scene.draw(draw, texture=texture, rough=0.35)


@picture("poller-frost")
def bollard_in_hoarfrost() -> Scene:
    scene = Scene(seed=601)
    sky.gradient(scene, [(0, "#8fb0c9"), (0.6, "#d8cfc4"), (1, "#f6cf9c")], bottom=470)
    scene.draw(
        lambda pen: (
            port.jib_crane(pen, 1340, 470, 250, "#8d8f96", facing=-1, lift=0.8),
            skyline(pen, 470, 1700, "#a9a09c", seed=131, height=26),
        ),
        blur=5,
        haze=("#ecc9a0", 0.35),
    )
    sky.sun(scene, 1160, 430, 24, "#fff6dc", "#ffbe74", 0.6, 420)
    water.surface(scene, 470, "#5a7488", far="#dcb890", calm=0.7, clear=0.9, seed=101, bottom=660)
    top = nature.line(scene, [(-10, 640), (800, 626), (1610, 650)])
    nature.slope(scene, top, "#a3a9b0", foot="#5d646e", grain=0.10, seed=71, stretch=2, depth=460)
    frost = smoothstep(0.52, 0.68, sample(tile(72, 0.9, 30), scene.x / 600, scene.y / 380)) * (scene.y > top)
    scene.tint("#f2f5f8", np.asarray(frost * 0.55, np.float32))
    scene.draw(
        lambda pen: pen.shape([(560, 902), (300, 990), (-40, 1100), (300, 1100), (980, 960)], fade("#2a3550", 0.5)),
        blur=18,
    )

    def bollard(pen: Pen) -> None:
        pen.oval(790, 912, 250, 52, "#2b2f36")
        pen.shape(
            [(640, 900), (668, 560), (650, 470), (960, 470), (930, 560), (945, 900), (790, 950)],
            across(640, 960, "#23272e", "#4b5058", "#7d6d60", "#c59a70"),
        )
        pen.shape(
            [(560, 440), (600, 360), (800, 326), (1010, 356), (1052, 432), (1000, 498), (800, 530), (610, 502)],
            across(560, 1052, "#2b2f36", "#5a5f66", "#8a7a6c", "#e0b07c"),
            smooth=True,
        )
        pen.shape(
            [(590, 402), (640, 352), (800, 332), (980, 350), (1022, 396), (930, 428), (800, 438), (660, 428)],
            "#dfe6ec",
            smooth=True,
        )
        for rust in range(40):
            random = Random(rust)
            x, y = random.uniform(660, 940), random.uniform(540, 900)
            pen.oval(x, y, random.uniform(4, 18), random.uniform(6, 26), fade("#8a4a2a", 0.28))
        pen.line([(1052, 432), (1010, 492), (930, 520)], "#ffe0b0", 5, smooth=True)
        pen.line([(936, 566), (944, 880)], "#ffdba6", 5)

    def rope(pen: Pen, colours: tuple[str, str], width: float) -> None:
        lines = (
            [(660, 690), (800, 740), (940, 690)],
            [(656, 740), (800, 792), (944, 736)],
            [(940, 720), (1060, 820), (1010, 960), (760, 1010), (520, 950), (330, 980), (180, 1080)],
        )
        for points in lines:
            pen.line(points, colours[0], width, smooth=True)
            pen.line([(x - 3, y - 7) for x, y in points], colours[1], width * 0.45, smooth=True)

    scene.draw(bollard, texture=0.3, rough=0.6)
    scene.draw(lambda pen: rope(pen, ("#1d2330", "#1d2330"), 54), blur=10, opacity=0.45)
    scene.draw(lambda pen: rope(pen, ("#9a8560", "#d9c59a"), 46), texture=0.35, rough=0.8)
    random = Random(12)

    def crystals(pen: Pen) -> None:
        for _ in range(1500):
            part = random.random()
            if part < 0.55:
                turn, far = random.uniform(0, math.tau), random.random() ** 0.5
                x, y = 806 + 225 * far * math.cos(turn), 384 + 50 * far * math.sin(turn)
            elif part < 0.8:
                x, y = random.uniform(650, 950), random.choice((690, 740)) + random.gauss(20, 16)
            else:
                x = random.uniform(180, 1040)
                y = 985 + random.gauss(0, 22)
            size, turn = random.uniform(3, 10), random.uniform(0, math.pi)
            pen.line(
                [(x, y), (x + math.cos(turn) * size, y - abs(math.sin(turn)) * size)],
                fade("#ffffff", random.uniform(0.4, 0.95)),
                random.uniform(0.8, 1.8),
            )

    scene.draw(crystals, rough=0)
    scene.glow(1160, 430, 520, "#ffc987", 0.16)
    return air.finish(scene, contrast=0.22, vignette=0.25, warm=0.1)


@picture("bohrkerne")
def core_samples() -> Scene:
    scene = Scene(seed=602, base="#d9d8d2")
    folds = sample(tile(81, 2.0), np.asarray(scene.x / 2200 + scene.y / 3600, np.float32), scene.y / 2400)
    fine = sample(tile(82, 0.8, 60), scene.x / 500, scene.y / 500)
    scene.light *= (0.82 + (folds - 0.5) * 0.6 + (fine - 0.5) * 0.10 + 0.16 * (1 - scene.x / 1600))[..., None]
    random = Random(3)
    xs = (130, 330, 530, 740, 950, 1160, 1370)

    def cores(pen: Pen) -> None:
        for number, x in enumerate(xs):
            steel = number % 3 == 1
            top, tall, half = 250 + (number * 53) % 90, 520 - (number * 71) % 150, 74 if not steel else 50
            tone = "#7d7f80" if steel else ("#a8a396", "#97938a", "#b3ad9f")[number % 3]
            pen.rect(
                x - half,
                top,
                2 * half,
                tall,
                across(x - half, x + half, darker(tone, 0.35), lighter(tone, 0.30), tone, darker(tone, 0.5)),
            )
            if steel:
                for line_ in range(26):
                    y = top + 14 + line_ * tall / 26
                    pen.line([(x - half, y), (x + half, y)], fade("#3a3d40", 0.22), 2)
                pen.rect(
                    x - half,
                    top + tall * 0.62,
                    2 * half,
                    tall * 0.2,
                    across(x - half, x + half, "#5d3320", "#a5673a", "#6b3d24"),
                )
                for _ in range(40):
                    pen.oval(
                        random.uniform(x - half, x + half),
                        top + tall * random.uniform(0.58, 0.86),
                        random.uniform(2, 9),
                        fill=fade("#8a4a26", 0.5),
                    )
            else:
                for _ in range(90):
                    px = x + half * math.sin(random.uniform(-1.4, 1.4))
                    pen.oval(
                        px,
                        random.uniform(top + 10, top + tall - 8),
                        random.uniform(3, 13) * (1.1 - abs(px - x) / half * 0.6),
                        random.uniform(4, 12),
                        fade(random.choice(("#6d675c", "#c9c3b4", "#8b7d68", "#5a5650", "#d8d2c4")), 0.75),
                    )
            pen.oval(x, top, half, half * 0.22, lighter(tone, 0.35))
            pen.oval(x, top + 1, half * 0.86, half * 0.17, lighter(tone, 0.18))
            pen.oval(x, top + tall, half, half * 0.20, darker(tone, 0.3))

    def labels(pen: Pen) -> None:
        for number, x in enumerate(xs):
            with pen.turned((number * 5) % 7 - 3, x, 900):
                pen.rect(x - 72, 870, 144, 82, "#f7f1de", 3)
                pen.oval(x - 56, 884, 5, fill="#8a7a5a")
                pen.text(
                    f"7–{number + 1}" if number < 3 else (f"8–{number - 2}" if number < 5 else f"9–{number - 4}"),
                    x - 34,
                    912,
                    36,
                    "#2a3a5a",
                    weight=600,
                )
                pen.line([(x - 40, 930), (x + 52, 930)], fade("#2a3a5a", 0.6), 3)
            pen.line([(x - 56, 884), (x - 40, 820), (x - 20, 780)], "#a89a78", 2.4, smooth=True)

    thing(scene, cores, shadow=(70, 34), blur=26, depth=0.5, texture=0.16)
    thing(scene, labels, shadow=(6, 8), blur=6, depth=0.4, texture=0.05)

    def rule(pen: Pen) -> None:
        pen.rect(60, 1000, 1300, 46, across(60, 1360, "#e2b93f", "#c99a2c"))
        for mark in range(66):
            pen.line(
                [(70 + mark * 19.6, 1000), (70 + mark * 19.6, 1024 if mark % 5 == 0 else 1014)],
                "#2a2418",
                2.4 if mark % 5 == 0 else 1.4,
            )

    thing(scene, rule, shadow=(8, 10), blur=6, depth=0.4)
    scene.glow(-100, 0, 1300, "#fff6e0", 0.16)
    return air.finish(scene, contrast=0.24, vignette=0.28, saturation=0.9)


@picture("ball-linie")
def ball_on_the_line() -> Scene:
    scene = Scene(WIDE, seed=603, base="#15110e")
    scene.draw(
        lambda pen: (
            pen.rect(0, 0, 1600, 430, down(0, 430, "#0b0c10", "#2b2520")),
            [
                pen.shape(
                    [(i * 118 - 60, 120), (i * 118 + 20, 120), (i * 118 + 20, 400), (i * 118 - 60, 400)],
                    fade("#5a4a3a", 0.3),
                )
                for i in range(15)
            ],
            pen.line([(1090, 420), (1090, 130), (1480, 130), (1480, 420)], "#c9c2b4", 12, butt=True),
            pen.line([(1090, 420), (1090, 130), (1480, 130), (1480, 420)], "#a3271f", 12, butt=True, dash=(46, 46)),
        ),
        blur=9,
    )
    floor = np.asarray(np.clip((scene.y - 420) / 3, 0, 1), np.float32)
    scene.tint("#a8692f", floor)
    depth = np.maximum(scene.y - 300, 1)
    plank = (scene.x - 800) / depth * 2.6 + 40
    joint = np.abs((plank % 1) - 0.5) * 2
    grain = (
        sample(tile(7, 1.0, 20), np.asarray(plank / 30 + 0.3, np.float32), np.asarray(220 / depth, np.float32)) - 0.5
    )
    boards = (
        sample(
            tile(8, 0.3, 100),
            np.asarray(np.floor(plank) / 97, np.float32),
            np.asarray(np.floor(300 / depth + np.floor(plank) * 0.37) / 53, np.float32),
        )
        - 0.5
    )
    tone = 1 + grain * 0.8 + boards * 0.45 - (joint > 0.965) * 0.35
    scene.light = np.where(floor[..., None] > 0.5, scene.light * tone[..., None], scene.light).astype(np.float32)
    scene.draw(
        lambda pen: pen.shape([(-20, 700), (1620, 596), (1620, 640), (-20, 772)], "#efe9dc"), texture=0.16, rough=0.4
    )
    light = np.exp(-(((scene.x - 330) / 900) ** 2)) * 0.9 + 0.12
    scene.light[420:] *= light[420:][..., None] * 1.15
    scene.draw(
        lambda pen: pen.shape([(700, 770), (900, 700), (1640, 730), (1640, 850), (900, 820)], fade("#120a05", 0.85)),
        blur=20,
        rough=0,
    )
    scene.draw(lambda pen: pen.oval(770, 764, 150, 26, fade("#0b0604", 0.8)), blur=8, rough=0)
    cx, cy, r = 760.0, 566.0, 205.0
    nx, ny = (scene.x - cx) / r, (scene.y - cy) / r
    inside = nx**2 + ny**2
    nz = np.sqrt(np.clip(1 - inside, 0, 1))
    lit = np.clip(nx * -0.80 + ny * -0.42 + nz * 0.42, 0, 1)
    skin = (
        sample(
            tile(9, 0.7, 60),
            np.asarray(nx * 0.34 / (0.6 + nz * 0.4), np.float32),
            np.asarray(ny * 0.34 / (0.6 + nz * 0.4), np.float32),
        )
        - 0.5
    )
    seam = np.zeros_like(nx)
    stripe = np.zeros_like(nx)
    for ax, ay, az, off in (
        (0.86, 0.30, 0.42, 0.36),
        (0.86, 0.30, 0.42, -0.36),
        (-0.25, 0.92, 0.30, 0.36),
        (-0.25, 0.92, 0.30, -0.36),
        (0.36, -0.26, 0.90, 0.62),
    ):
        plane = nx * ax + ny * ay + nz * az - off
        seam = np.maximum(seam, np.exp(-((plane / 0.020) ** 2)))
    stripe = (
        (np.abs(nx * 0.86 + ny * 0.30 + nz * 0.42) < 0.34) | (np.abs(-0.25 * nx + 0.92 * ny + 0.30 * nz) < 0.34)
    ).astype(np.float32)
    base = rgb("#c9351f") * (1 - stripe[..., None]) + rgb("#e8dcc0") * stripe[..., None]
    colour = (
        base
        * (0.07 + lit * 1.15 + np.clip(ny, 0, 1) * 0.10)[..., None]
        * (1 + skin * 0.30)[..., None]
        * (1 - seam * 0.75)[..., None]
    )
    shine = np.clip(nx * -0.62 + ny * -0.52 + nz * 0.58, 0, 1) ** 26 * 0.35
    colour = (
        colour
        + shine[..., None]
        + np.clip(1 - nz, 0, 1)[..., None] ** 4 * np.clip(nx, 0, 1)[..., None] * rgb("#7f8fb0") * 0.28
    )
    mask = np.clip((1 - np.sqrt(inside)) * r, 0, 1)[..., None]
    scene.light = (scene.light * (1 - mask) + colour * mask).astype(np.float32)
    scene.glow(-80, 330, 620, "#ffe3b4", 0.3)
    return air.finish(scene, contrast=0.3, vignette=0.4, warm=0.2)


@picture("akte-stempel")
def file_with_a_stamp() -> Scene:
    scene = Scene(seed=604)
    wood(scene, "#4a2e1e", seed=21, strength=0.7, boards=356)
    pen_turn = -7

    def paper(pen: Pen) -> None:
        with pen.turned(pen_turn + 2, 800, 560):
            pen.rect(420, 236, 800, 600, "#efe8d6", 3)
            pen.rect(412, 246, 800, 600, "#e4dbc5", 3)

    def file(pen: Pen) -> None:
        with pen.turned(pen_turn, 800, 560):
            pen.rect(380, 250, 820, 610, across(380, 1200, "#8b9092", "#a6aaab", "#7d8284"), 6)
            pen.shape([(940, 252), (960, 214), (1140, 214), (1160, 252)], "#9da2a3")
            pen.rect(380, 250, 46, 610, fade("#4a4f52", 0.35), 6)
            pen.rect(560, 360, 430, 150, "#e9e2cf", 3)
            for rule in range(3):
                pen.line(
                    [(584, 408 + rule * 38), (966 - rule * 120, 408 + rule * 38)],
                    fade("#3a3a3a", 0.55),
                    4 if rule else 9,
                )

    def string(pen: Pen) -> None:
        with pen.turned(pen_turn, 800, 560):
            pen.line([(376, 640), (1204, 632)], "#c9b58a", 9)
            pen.line([(470, 246), (474, 864)], "#c9b58a", 9)
            pen.line(
                [(472, 638), (430, 596), (404, 628), (470, 640), (540, 600), (560, 640), (474, 640)],
                "#d9c79c",
                8,
                smooth=True,
            )
            pen.line([(474, 640), (440, 720), (452, 770)], "#d9c79c", 7, smooth=True)
            pen.line([(474, 640), (520, 712), (560, 730)], "#d9c79c", 7, smooth=True)

    def stamp(pen: Pen) -> None:
        with pen.turned(pen_turn - 11, 860, 730):
            tone = "#b3201c"
            pen.line([(640, 676), (1090, 676), (1090, 790), (640, 790), (640, 676)], tone, 9)
            pen.line([(654, 690), (1076, 690), (1076, 776), (654, 776), (654, 690)], tone, 3)
            pen.text("GESPERRT", 865, 760, 76, tone, weight=800, align="middle")

    thing(scene, paper, shadow=(22, 26), blur=18, texture=0.05)
    thing(scene, file, shadow=(14, 18), blur=12, texture=0.14)
    layer = scene.render(stamp, rough=0.6)
    wear = smoothstep(0.36, 0.6, sample(tile(33, 0.9, 20), scene.x / 500, scene.y / 500))
    layer *= (0.25 + 0.75 * wear)[..., None]
    scene.lay(layer, opacity=0.88)
    thing(scene, string, shadow=(5, 7), blur=4, depth=0.6, texture=0.25)

    def handle(pen: Pen) -> None:
        pen.rect(1270, 700, 190, 66, across(1270, 1460, "#2a1a12", "#6b4228", "#2a1a12"), 8)
        pen.shape(
            [(1335, 700), (1345, 610), (1385, 610), (1395, 700)], across(1335, 1395, "#3a2416", "#a06a40", "#2f1c12")
        )
        pen.oval(1365, 580, 52, 48, round_(1350, 562, 70, "#c98a55", "#4a2c18"))
        pen.rect(1262, 760, 206, 20, "#8c1a18", 4)

    thing(scene, handle, shadow=(34, 26), blur=16)
    pool(scene, 800, 520, 560, 0.05, bright=1.45)
    scene.light *= np.array([1.10, 1.0, 0.82], np.float32)
    scene.glow(800, -60, 420, "#ffd9a0", 0.22, flat=1.6)
    return air.finish(scene, contrast=0.24, vignette=0.3)


@picture("stimmzettel")
def folded_ballot() -> Scene:
    scene = Scene(seed=605)
    wood(scene, "#b98a52", seed=41, strength=0.55)

    def sheet(pen: Pen) -> None:
        with pen.turned(9, 760, 560):
            pen.shape([(430, 300), (1010, 300), (1010, 560), (430, 560)], down(300, 560, "#f9f5e8", "#e5decb"))
            pen.shape([(430, 560), (1010, 560), (1040, 800), (418, 806)], down(560, 806, "#fbf8ee", "#efe9d8"))
            pen.line([(430, 560), (1010, 560)], fade("#a59c85", 0.6), 3)
            pen.rect(458, 322, 240, 18, "#2b2f36")
            pen.rect(458, 350, 380, 8, fade("#2b2f36", 0.5))
            for row_ in range(6):
                y = 384 + row_ * 29 if row_ < 6 else 0
                pen.rect(458, y, 200, 12, fade("#2b2f36", 0.75))
                for box_ in range(3):
                    pen.line(
                        [
                            (770 + box_ * 56, y - 6),
                            (792 + box_ * 56, y - 6),
                            (792 + box_ * 56, y + 16),
                            (770 + box_ * 56, y + 16),
                            (770 + box_ * 56, y - 6),
                        ],
                        "#2b2f36",
                        2.4,
                    )
            for row_ in range(6):
                y = 590 + row_ * 33
                pen.rect(452, y, 170 + (row_ * 37) % 60, 11, fade("#2b2f36", 0.6))
                pen.rect(452, y + 15, 110, 6, fade("#2b2f36", 0.3))
                for box_ in range(3):
                    pen.line(
                        [
                            (774 + box_ * 58, y - 7),
                            (797 + box_ * 58, y - 7),
                            (797 + box_ * 58, y + 16),
                            (774 + box_ * 58, y + 16),
                            (774 + box_ * 58, y - 7),
                        ],
                        "#2b2f36",
                        2.6,
                    )

    def flap(pen: Pen) -> None:
        with pen.turned(9, 760, 560):
            pen.shape(
                [(1010, 300), (1230, 352), (1252, 604), (1040, 800), (1010, 560)],
                across(1010, 1252, "#d2c9b2", "#f4eedf"),
            )
            pen.line([(1010, 300), (1010, 560), (1040, 800)], fade("#8a8068", 0.6), 3)

    def pencil(pen: Pen) -> None:
        with pen.turned(-27, 640, 850):
            pen.shape([(300, 842), (880, 842), (880, 876), (300, 876)], down(842, 876, "#d9553a", "#a8321f", "#7a2013"))
            pen.line([(300, 853), (880, 853)], fade("#ff9a7a", 0.7), 3)
            pen.shape([(880, 842), (948, 859), (880, 876)], "#e2bf8a")
            pen.shape([(928, 854), (950, 859), (928, 864)], "#24262a")
            pen.rect(276, 840, 30, 38, down(840, 878, "#d8d2c0", "#7d776a"))
        pen.line([(386, 990), (300, 940), (190, 1000), (90, 930), (-40, 960)], "#e9e2cf", 6, smooth=True)

    thing(scene, sheet, shadow=(26, 22), blur=16, depth=0.45, texture=0.05)
    thing(scene, flap, shadow=(44, 26), blur=18, depth=0.4, texture=0.05)
    thing(scene, pencil, shadow=(16, 18), blur=8, depth=0.5, texture=0.1)
    scene.draw(
        lambda pen: [
            pen.shape(
                [(240 + i * 330, -20), (500 + i * 330, -20), (120 + i * 330, 1100), (-180 + i * 330, 1100)],
                fade("#fff3d0", 0.34),
            )
            for i in range(4)
        ],
        blur=26,
        mode="screen",
        rough=0,
        texture=0,
    )
    scene.light *= (1.06 - 0.42 * np.clip((scene.x * 0.8 + scene.y * 0.4) / 1700 - 0.2, 0, 1))[..., None]
    return air.finish(scene, contrast=0.22, vignette=0.3, warm=0.12)


@picture("koalitionspapier")
def bound_paper_with_pens() -> Scene:
    scene = Scene(WIDE, seed=606, base="#5a4b40")
    wood(scene, "#6d5240", seed=61, strength=0.4)
    scene.light *= (1.25 - 0.7 * scene.x / 1600)[..., None]

    def book(pen: Pen) -> None:
        with pen.turned(-12, 720, 460):
            for page in range(16):
                pen.rect(396 + page * 1.6, 160 + page * 2.6, 640, 620, ("#efe9da", "#d9d0bb")[page % 2], 3)
            pen.rect(390, 150, 640, 620, across(390, 1030, "#fbf8ef", "#e9e2d0"), 3)
            for ring in range(20):
                pen.line([(384, 176 + ring * 30), (406, 172 + ring * 30)], "#3a3d42", 6)
            pen.rect(470, 236, 400, 34, "#262a30")
            pen.rect(470, 286, 300, 16, fade("#262a30", 0.6))
            pen.rect(470, 340, 80, 10, "#b3261e")
            pen.text("58", 900, 730, 60, fade("#262a30", 0.28), weight=300)
            for line_ in range(3):
                pen.line([(480 + line_ * 180, 650), (630 + line_ * 180, 650)], fade("#262a30", 0.6), 2)
            for x, tone in ((486, "#b3261e"), (666, "#2a6f97"), (846, "#2f7a4a")):
                random = Random(x)
                pen.line(
                    [(x + i * 12, 640 - random.uniform(0, 44) * (1 - abs(i - 4) / 9)) for i in range(11)],
                    tone,
                    3.4,
                    smooth=True,
                )

    def pens(pen: Pen) -> None:
        for x, y, turn, tone in ((1130, 250, 62, "#b3261e"), (1210, 330, 71, "#2a6f97"), (1270, 430, 84, "#2f7a4a")):
            with pen.turned(turn, x, y):
                pen.rect(x - 40, y - 17, 330, 34, down(y - 17, y + 17, lighter(tone, 0.5), tone, darker(tone, 0.5)), 16)
                pen.shape(
                    [(x + 288, y - 14), (x + 352, y - 4), (x + 352, y + 4), (x + 288, y + 14)],
                    down(y - 14, y + 14, "#f3ead0", "#8a7a52"),
                )
                pen.rect(x + 130, y - 18, 14, 36, "#e0c98a")
                pen.rect(x - 30, y - 24, 120, 7, "#e0c98a", 3)

    def glass(pen: Pen) -> None:
        pen.oval(230, 700, 100, 96, fade("#dfe8ea", 0.30))
        pen.oval(230, 700, 84, 80, round_(200, 670, 120, "#cfdfe4", "#6d7f86"))
        pen.oval(206, 672, 26, 16, fade("#ffffff", 0.7))

    thing(scene, book, shadow=(40, 30), blur=22, depth=0.6, texture=0.04)
    thing(scene, pens, shadow=(24, 22), blur=10, depth=0.55, texture=0.04)
    thing(scene, glass, shadow=(40, 30), blur=20, depth=0.4, texture=0)
    scene.glow(-100, 100, 900, "#fff0d2", 0.28)
    scene.draw(
        lambda pen: pen.shape([(-20, 60), (900, -20), (1400, -20), (-20, 560)], fade("#fff4d8", 0.22)),
        blur=60,
        mode="screen",
        rough=0,
        texture=0,
    )
    return air.finish(scene, contrast=0.2, vignette=0.35)


@picture("teekanne")
def teapot_by_the_window() -> Scene:
    scene = Scene(PORTRAIT, seed=607, base="#3b2a22")
    sky.gradient(scene, [(0, "#9fc0d0"), (1, "#e8e4d2")], bottom=940)
    sky.clouds(scene, 1000, light="#fbf6e8", shade="#a9c0c8", cover=0.45, seed=221)

    def outside(pen: Pen) -> None:
        skyline(pen, 900, 1300, "#8fa0a2", seed=141, height=40)
        pen.rect(0, 900, 1280, 100, "#7d98a0")
        pen.line([(820, 960), (820, 170)], "#4a4038", 15)
        pen.line([(640, 380), (1000, 380)], "#4a4038", 8)
        for x, y in ((560, 930), (1080, 930), (640, 380), (1000, 380)):
            pen.line([(820, 180), (x, y)], "#5d5348", 3)
        pen.shape([(828, 190), (930, 214), (828, 244)], "#b3382b")
        pen.shape([(560, 880), (1120, 880), (1060, 960), (620, 960)], "#35474f")

    scene.draw(outside, blur=4, haze=("#dfe2d6", 0.2))

    def frame(pen: Pen) -> None:
        for left, right in ((-20, 70), (606, 656), (1210, 1300)):
            pen.rect(left, -20, right - left, 1040, across(left, right, "#e9dfc9", "#b39f7e"))
        for top_, low in ((-20, 60), (430, 466), (960, 1030)):
            pen.rect(-20, top_, 1320, low - top_, down(top_, low, "#e3d6bb", "#a8936e"))
        pen.shape([(-20, 1020), (1300, 1020), (1300, 1130), (-20, 1130)], down(1020, 1130, "#d9c49a", "#8a6a42"))

    scene.draw(frame, texture=0.1)
    below = Scene(PORTRAIT, seed=2)
    wood(below, "#7d4f30", seed=71, strength=0.5)
    scene.light[1128:] = below.light[1128:]
    scene.light[1128:] *= (1.3 - 0.7 * (scene.y[1128:] - 1128) / 470)[..., None]

    def pot(pen: Pen) -> None:
        pen.line([(300, 960), (200, 930), (190, 1100), (320, 1180)], "#8a5a1e", 34, smooth=True)
        pen.line([(300, 960), (204, 936), (196, 1096), (318, 1172)], "#e8b85a", 12, smooth=True)
        pen.shape(
            [(640, 1120), (730, 1060), (770, 930), (830, 880), (846, 906), (806, 980), (780, 1120), (660, 1210)],
            across(640, 846, "#b07a2c", "#f0cc7a", "#7d5218"),
            smooth=True,
        )
        pen.shape(
            [
                (290, 1250),
                (262, 1120),
                (300, 980),
                (400, 900),
                (520, 900),
                (622, 980),
                (662, 1120),
                (634, 1250),
                (560, 1300),
                (360, 1300),
            ],
            across(262, 662, "#6b4416", "#d9a544", "#ffe9ae", "#c98f35", "#8a5c1e", "#5a3810"),
            smooth=True,
        )
        pen.oval(462, 902, 86, 20, "#8a5a1e")
        pen.shape(
            [(372, 900), (390, 840), (462, 806), (534, 840), (552, 900)],
            across(372, 552, "#8a5a1e", "#ffe2a0", "#a8742a"),
            smooth=True,
        )
        pen.oval(462, 796, 18, 22, "#e8b85a")
        pen.line([(280, 1090), (380, 1110), (540, 1110), (646, 1090)], fade("#5a3810", 0.6), 5, smooth=True)
        pen.line([(276, 1120), (380, 1142), (540, 1142), (650, 1120)], fade("#5a3810", 0.6), 5, smooth=True)
        for flower in range(13):
            x = 296 + flower * 28
            pen.oval(x, 1112 + 14 * math.sin(flower / 12 * math.pi), 7, 11, fade("#5a3810", 0.5))
        pen.shape(
            [(392, 1296), (540, 1296), (570, 1336), (360, 1336)], across(360, 570, "#6b4416", "#e8b85a", "#6b4416")
        )
        pen.shape([(352, 960), (372, 950), (380, 1080), (362, 1200), (344, 1080)], fade("#fff8e0", 0.75), smooth=True)

    def glasses(pen: Pen) -> None:
        for x, y, scale in ((860, 1380, 1.0), (1050, 1310, 0.92)):
            with pen.placed(x, y, scale):
                pen.oval(0, 0, 96, 26, across(-96, 96, "#f2ecdd", "#b0a48a"))
                pen.shape(
                    [(-50, -150), (-36, -90), (-48, -14), (-30, 0), (30, 0), (48, -14), (36, -90), (50, -150)],
                    across(-50, 50, fade("#b5541a", 0.95), fade("#e88a2c", 0.95), fade("#7d2f0c", 0.95)),
                    smooth=False,
                )
                pen.shape([(-54, -178), (-50, -150), (50, -150), (54, -178)], fade("#f6f1e4", 0.45))
                pen.oval(0, -150, 50, 11, "#f0a24a")
                pen.line([(-54, -178), (-36, -90), (-48, -14)], fade("#ffffff", 0.8), 4, smooth=True)
                pen.line([(54, -178), (36, -90), (48, -14)], fade("#ffffff", 0.5), 3, smooth=True)
                pen.oval(0, -178, 54, 12, fade("#ffffff", 0.25))
        pen.oval(560, 1470, 130, 36, across(430, 690, "#5f8aa0", "#dfe9ec", "#5f8aa0"))
        random = Random(4)
        for _ in range(16):
            x, y = 560 + random.uniform(-80, 80), 1452 - random.uniform(0, 50)
            with pen.turned(random.uniform(-20, 20), x, y):
                pen.rect(x - 18, y - 16, 36, 32, down(y - 16, y + 16, "#ffffff", "#d3cdbf"), 3)

    thing(scene, pot, shadow=(-70, 40), blur=24, depth=0.55, texture=0.06)
    thing(scene, glasses, shadow=(-44, 26), blur=16, depth=0.45, texture=0.03)

    def steam(pen: Pen) -> None:
        for start, lean in ((846, 0), (860, 30), (838, -20)):
            pen.line(
                [
                    (start, 880),
                    (start + 26 + lean, 800),
                    (start - 16 + lean, 700),
                    (start + 30 + lean, 590),
                    (start + lean, 480),
                ],
                fade("#ffffff", 0.5),
                20,
                smooth=True,
            )

    scene.draw(steam, blur=15, rough=0, mode="screen", opacity=0.6)
    scene.glow(900, 200, 900, "#fff4d8", 0.14)
    return air.finish(scene, contrast=0.24, vignette=0.32, warm=0.2)


@picture("seesack")
def kitbag_on_a_chair() -> Scene:
    scene = Scene(PORTRAIT, seed=608, base="#6b6a60")
    plaster = sample(tile(91, 1.5), scene.x / 1500, scene.y / 1500)
    scene.light *= (0.75 + (plaster - 0.5) * 0.25)[..., None]
    scene.light *= (1.25 - 1.05 * np.clip(scene.x / 1280, 0, 1))[..., None]
    scene.draw(
        lambda pen: [
            pen.shape(
                [(200 + i * 190, 120), (360 + i * 190, 180), (360 + i * 190, 620), (200 + i * 190, 560)],
                fade("#ffe3ac", 0.30),
            )
            for i in range(3)
        ],
        blur=14,
        mode="screen",
        rough=0,
    )
    scene.draw(
        lambda pen: (
            pen.rect(0, 1340, 1280, 280, down(1340, 1600, "#5d4430", "#2a1d14")),
            pen.rect(0, 1316, 1280, 30, "#8d8672"),
        ),
        texture=0.2,
    )

    def chair(pen: Pen) -> None:
        for x in (300, 930):
            pen.line(
                [(x, 340), (x - (14 if x < 600 else -14), 1540)],
                across(x - 20, x + 20, "#9a6b3f", "#4a2f1a"),
                34,
                butt=True,
            )
        for y in (380, 520, 660):
            pen.rect(300, y, 630, 46, down(y, y + 46, "#a87848", "#5d3c22"), 10)
        pen.shape([(250, 1080), (980, 1080), (1060, 1180), (180, 1180)], down(1080, 1180, "#c08d55", "#7a5230"))
        pen.rect(180, 1180, 880, 40, "#5a3a20")
        for x in (214, 1014):
            pen.line([(x, 1210), (x, 1590)], across(x - 20, x + 20, "#8a5e36", "#3a2414"), 38, butt=True)
        pen.line([(214, 1420), (1014, 1420)], "#5d3c22", 24)

    def bag(pen: Pen) -> None:
        canvas = "#a39871"
        pen.shape(
            [
                (360, 1150),
                (330, 980),
                (352, 760),
                (400, 560),
                (452, 470),
                (660, 452),
                (760, 500),
                (830, 640),
                (872, 860),
                (880, 1060),
                (840, 1156),
                (600, 1176),
            ],
            across(330, 880, "#c9bd92", canvas, darker(canvas, 0.3), darker(canvas, 0.62)),
            smooth=True,
        )
        for x0, y0, x1, y1, x2, y2 in (
            (470, 500, 440, 700, 470, 900),
            (560, 480, 590, 640, 560, 840),
            (660, 490, 700, 690, 680, 980),
            (760, 560, 780, 780, 800, 1040),
            (400, 760, 430, 900, 400, 1080),
            (520, 900, 560, 1010, 520, 1130),
        ):
            pen.line([(x0, y0), (x1, y1), (x2, y2)], fade("#3a3420", 0.28), 14, smooth=True)
            pen.line([(x0 - 12, y0), (x1 - 14, y1), (x2 - 12, y2)], fade("#f0e6bc", 0.25), 8, smooth=True)
        pen.shape(
            [(450, 478), (480, 400), (540, 420), (590, 372), (640, 414), (700, 396), (690, 470), (570, 500)],
            across(450, 700, "#b8ac82", "#5d5538"),
            smooth=True,
        )
        pen.line([(446, 486), (560, 508), (692, 476)], "#e2d6ae", 16, smooth=True)
        pen.line([(690, 480), (800, 420), (880, 560), (900, 800)], "#d8cba0", 13, smooth=True)
        for eye in range(6):
            pen.oval(470 + eye * 44, 492 + 10 * math.sin(eye), 9, fill="#8a7a4a")
        pen.text("1968", 470, 860, 120, fade("#2b3550", 0.55), weight=700)
        pen.line([(470, 900), (730, 900)], fade("#2b3550", 0.4), 8)

    def papers(pen: Pen) -> None:
        with pen.turned(-8, 340, 1120):
            pen.rect(230, 1010, 180, 140, "#20365a", 8)
            pen.rect(230, 1010, 24, 140, "#16284a", 8)
            pen.line([(290, 1046), (370, 1046)], "#d9b863", 8)
            pen.oval(330, 1094, 22, fill="#d9b863")
            pen.oval(330, 1094, 15, fill="#20365a")
        with pen.turned(7, 920, 1110):
            pen.rect(850, 1010, 210, 146, "#f4ecd6", 3)
            pen.rect(860, 1020, 190, 126, down(1020, 1146, "#7fb0cc", "#e8d0a0"))
            pen.rect(860, 1110, 190, 36, "#3f7d94")
            port.lighthouse(pen, 960, 1122, 96, lamp="#fff0b8")

    thing(scene, chair, shadow=(60, 24), blur=26, depth=0.5)
    thing(scene, bag, shadow=(70, 30), blur=30, depth=0.55, texture=0.22)
    thing(scene, papers, shadow=(16, 12), blur=8, depth=0.5, texture=0.06)
    scene.glow(-60, 500, 900, "#ffdfa6", 0.30)
    return air.finish(scene, contrast=0.3, vignette=0.35, warm=0.15)


@picture("hafentafel")
def sign_in_three_scripts() -> Scene:
    scene = Scene(seed=609)
    sky.gradient(scene, [(0, "#1b2f55"), (0.6, "#4a6f9c"), (1, "#a3a9b8")], bottom=760)
    sky.streaks(scene, 760, "#6d7fa8", cover=0.4, seed=45, opacity=0.5)
    scene.draw(
        lambda pen: (
            port.gantry(pen, 1290, 760, 330, "#24385c", boom=30),
            skyline(pen, 760, 1700, "#24385c", seed=151, height=50),
        ),
        blur=9,
    )
    water.surface(scene, 760, "#101f3c", far="#6d82a3", calm=0.6, clear=0.9, seed=111)
    for x, y in ((120, 742), (330, 748), (1180, 730), (1440, 738), (900, 746), (1540, 744)):
        scene.glow(x, y, 46, "#ffc27a", 0.8)

    def post(pen: Pen) -> None:
        for x in (420, 1150):
            pen.rect(x, 190, 44, 900, across(x, x + 44, "#8a94a6", "#2a3448"))
        pen.rect(410, 180, 64, 20, "#3a4458")
        pen.rect(1140, 180, 64, 20, "#3a4458")

    def sign(pen: Pen) -> None:
        pen.rect(350, 236, 920, 560, "#1a2335", 22)
        pen.rect(358, 240, 904, 546, across(358, 1262, "#fbf6e6", "#e9e4d4", "#c9ccd2"), 20)
        pen.rect(378, 260, 864, 506, "#a8231d", 12)
        pen.rect(386, 268, 848, 490, across(386, 1234, "#f9f4e4", "#d9dad8"), 8)
        pen.shape([(500, 330), (596, 500), (404, 500)], "#a8231d")
        pen.shape([(500, 362), (572, 488), (428, 488)], "#f4c63a")
        pen.rect(492, 400, 16, 52, "#1a1a1a", 6)
        pen.oval(500, 470, 9, fill="#1a1a1a")
        pen.text("Schwebende Last", 640, 380, 66, "#1d222c", weight=700)
        pen.text("Suspended load", 640, 490, 66, "#1d222c", weight=700)
        pen.line([(640, 412), (1200, 412)], fade("#a8231d", 0.6), 3)
        pen.line([(640, 524), (1200, 524)], fade("#a8231d", 0.6), 3)
        _arabic(pen, "حِمل معلّق", 1190, 660, 104)
        pen.text("1971", 410, 736, 30, fade("#1d222c", 0.6), weight=400)
        for x, y in ((404, 286), (1216, 286), (404, 740), (1216, 740)):
            pen.oval(x, y, 10, fill=round_(x - 3, y - 3, 14, "#e9e6dc", "#5a5a58"))
        random = Random(8)
        for _ in range(16):
            x, y = random.choice((random.uniform(362, 420), random.uniform(1190, 1258))), random.uniform(250, 780)
            size = random.uniform(6, 22)
            pen.shape(
                [
                    (
                        x + size * math.cos(t) * random.uniform(0.6, 1.1),
                        y + size * math.sin(t) * random.uniform(0.6, 1.1),
                    )
                    for t in [i * math.tau / 8 for i in range(8)]
                ],
                "#2a1d1a",
                smooth=True,
            )
            pen.line(
                [(x, y + size), (x + random.uniform(-3, 3), y + size + random.uniform(14, 60))], fade("#8a4a26", 0.5), 5
            )
        pen.shape([(380, 262), (760, 262), (520, 764), (380, 764)], fade("#ffffff", 0.10))

    def chain(pen: Pen) -> None:
        points = [(-40, 830), (200, 900), (440, 912), (700, 962), (1000, 958), (1170, 900), (1400, 900), (1640, 836)]
        steps = 54
        for link in range(steps):
            part = link / steps * (len(points) - 1)
            i = int(part)
            x = points[i][0] + (points[i + 1][0] - points[i][0]) * (part - i)
            y = points[i][1] + (points[i + 1][1] - points[i][1]) * (part - i) + 10 * math.sin((part - i) * math.pi)
            with pen.turned(-4 if link % 2 else 4, x, y):
                pen.line(
                    [
                        (x + 20 * math.cos(t), y + (13 if link % 2 else 5) * math.sin(t))
                        for t in [k * math.tau / 20 for k in range(21)]
                    ],
                    "#2b3344",
                    9,
                )
                pen.line(
                    [
                        (x + 20 * math.cos(t), y - 3 + (13 if link % 2 else 5) * math.sin(t))
                        for t in [math.pi + k * math.pi / 12 for k in range(13)]
                    ],
                    "#8fa3c0",
                    3,
                )

    thing(scene, post, shadow=(10, 0), blur=8, depth=0.3)
    thing(scene, sign, shadow=(16, 26), blur=18, depth=0.5, texture=0.08)
    thing(scene, chain, shadow=(10, 24), blur=10, depth=0.5)
    scene.light *= np.array([0.84, 0.93, 1.06], np.float32)
    scene.glow(300, 120, 620, "#ffd9a0", 0.22)
    return air.finish(scene, contrast=0.2, vignette=0.35)


def _arabic(pen: Pen, words: str, right: float, y: float, size: float) -> None:
    """Arabic words as shapes: shaping joins the letters, which plain drawing would not."""
    if not features.check("raqm"):
        raise RuntimeError("Arabic needs a Pillow with Raqm, as its wheels have.")
    face = ImageFont.truetype("DejaVuSans-Bold.ttf", int(size), layout_engine=ImageFont.Layout.RAQM)
    left, top, right_, bottom = face.getbbox(words, direction="rtl", language="ar")
    image = Image.new("L", (int(right_ - left) + 8, int(bottom - top) + 8))
    ImageDraw.Draw(image).text((4 - left, 4 - top), words, 255, font=face, direction="rtl", language="ar")
    cover = np.asarray(image)
    ink = np.zeros((*cover.shape, 4), np.uint8)
    ink[..., :3] = (np.array([29, 34, 44]) * (cover[..., None] / 255)).astype(np.uint8)
    ink[..., 3] = cover
    pen.canvas.drawImage(
        skia.Image.fromarray(ink, colorType=skia.kRGBA_8888_ColorType), right - cover.shape[1], y - size
    )


@picture("fahrplantafel")
def timetable_board() -> Scene:
    scene = Scene(PORTRAIT, seed=610)
    sky.gradient(scene, [(0, "#b3babd"), (1, "#cfd1cb")], bottom=1200)
    sky.clouds(scene, 1250, light="#d9dad6", shade="#9fa8ae", cover=0.6, seed=231, soft=0.4)
    water.surface(scene, 1180, "#7d8a8f", far="#c3c8c6", calm=0.7, clear=0.8, seed=121, bottom=1400)
    top = nature.line(scene, [(-10, 1380), (500, 1340), (1300, 1370)])
    nature.slope(scene, top, "#b0aa92", foot="#7d775f", grain=0.12, seed=77, depth=240)

    def board(pen: Pen) -> None:
        for x in (230, 1000):
            pen.rect(x, 130, 56, 1420, across(x, x + 56, "#9aa1a3", "#5d6467"))
        pen.rect(150, 180, 980, 1000, "#3f4a4e", 14)
        pen.rect(166, 196, 948, 968, across(166, 1114, "#f1efe6", "#dedcd2"), 8)
        pen.rect(166, 196, 948, 150, "#1f5f8c", 8)
        pen.text("Brückhaven – Sandöe", 206, 290, 70, "#ffffff", weight=700)
        pen.shape([(960, 296), (1070, 296), (1050, 322), (980, 322)], "#ffffff")
        pen.rect(994, 268, 40, 28, "#ffffff")
        pen.line([(1014, 268), (1014, 240)], "#ffffff", 5)

    def rows(pen: Pen) -> None:
        times = ("06:30", "09:00", "11:30", "14:30", "17:30", "20:15")
        for number, time_ in enumerate(times):
            y = 430 + number * 124
            if number % 2:
                pen.rect(182, y - 82, 916, 118, fade("#1f5f8c", 0.08))
            pen.text(time_, 230, y, 92, "#22282b", weight=600)
            hours, minutes = divmod(int(time_[:2]) * 60 + int(time_[3:]) + 55, 60)
            pen.text(f"{hours:02d}:{minutes:02d}", 720, y, 92, "#5a6164", weight=300)
            pen.line([(540, y - 30), (660, y - 30)], "#8f979a", 5)
            pen.shape([(656, y - 46), (686, y - 30), (656, y - 14)], "#8f979a")
            pen.line([(190, y + 38), (1090, y + 38)], fade("#22282b", 0.25), 2)
        for number in (1, 5):
            y = 430 + number * 124 - 30
            pen.line([(206, y + 8), (480, y - 8), (760, y + 7), (1070, y - 9)], "#b3261e", 20, smooth=True)
            pen.line([(216, y + 20), (620, y + 12), (1050, y + 10)], fade("#b3261e", 0.55), 9, smooth=True)

    def salt(pen: Pen) -> None:
        random = Random(6)
        for x, y in ((176, 1150), (1100, 1140), (180, 220), (1098, 216), (176, 700), (1104, 760)):
            for _ in range(26):
                px, py = x + random.gauss(0, 22), y + random.gauss(0, 26)
                pen.oval(
                    px,
                    py,
                    random.uniform(3, 14),
                    random.uniform(3, 12),
                    fade(random.choice(("#8a4a26", "#a8632f", "#5d3018")), random.uniform(0.3, 0.8)),
                )
            pen.line([(x, y), (x + random.uniform(-4, 4), y + random.uniform(70, 190))], fade("#8a4a26", 0.4), 9)
        for _ in range(420):
            pen.oval(
                random.uniform(166, 1114),
                random.uniform(196, 1164) ** 1.0,
                random.uniform(1, 4),
                fill=fade("#ffffff", random.uniform(0.2, 0.7)),
            )

    thing(scene, board, shadow=(26, 20), blur=22, depth=0.4)
    scene.draw(rows, rough=0.2, texture=0.14)
    scene.draw(salt, rough=0.5)
    scene.draw(
        lambda pen: nature.grass(
            pen,
            -40,
            1320,
            1620,
            230,
            420,
            ("#8a8a5c", "#a39f70", "#6d7048", "#bdb88a"),
            lean=0.6,
            depth=120,
            seed=9,
            width=5,
        )
    )
    scene.draw(lambda pen: air.birds(pen, 1100, 90, 3, spread=70, size=24, colour="#5d666a"))
    return air.finish(scene, contrast=0.24, vignette=0.25, saturation=0.85)


@picture("anzeige-kurhaus")
def spa_house_poster() -> Scene:
    scene = Scene(PORTRAIT, seed=611)
    sky.gradient(scene, [(0, "#0d1b3a"), (0.6, "#21406b"), (1, "#5c7f9c")], bottom=1020)
    random = Random(12)

    def night(pen: Pen) -> None:
        for _ in range(170):
            x, y = random.uniform(0, 1280), random.uniform(0, 880)
            size = random.choice((2, 2, 3, 4, 6))
            pen.shape(
                [
                    (x, y - size * 1.6),
                    (x + size * 0.35, y - size * 0.35),
                    (x + size * 1.6, y),
                    (x + size * 0.35, y + size * 0.35),
                    (x, y + size * 1.6),
                    (x - size * 0.35, y + size * 0.35),
                    (x - size * 1.6, y),
                    (x - size * 0.35, y - size * 0.35),
                ],
                fade("#fdf3d2", random.uniform(0.5, 1)),
            )
        pen.oval(1010, 240, 92, fill="#fbeec4")
        pen.oval(972, 222, 84, fill="#172d54")

    def layers(pen: Pen) -> None:
        pen.shape([(0, 980), (1280, 960), (1280, 1120), (0, 1120)], "#2f5a80")
        for wave in range(5):
            pen.line(
                [(0, 1000 + wave * 22), (320, 992 + wave * 22), (640, 1004 + wave * 22), (1280, 990 + wave * 22)],
                fade("#a8c6d6", 0.35),
                3,
                smooth=True,
            )
        pen.shape(
            [(-20, 1120), (200, 1010), (460, 1060), (760, 1000), (1060, 1060), (1320, 1000), (1320, 1620), (-20, 1620)],
            "#c9b98f",
            smooth=True,
        )
        pen.shape(
            [(-20, 1260), (300, 1160), (620, 1240), (960, 1150), (1320, 1250), (1320, 1620), (-20, 1620)],
            "#e6dcc0",
            smooth=True,
        )

    def spa(pen: Pen) -> None:
        pen.shape(
            [(310, 1190), (310, 850), (410, 850), (410, 760), (720, 760), (720, 850), (960, 850), (960, 1190)],
            "#f3ead4",
        )
        pen.shape([(720, 850), (960, 850), (960, 1190), (720, 1190)], "#d8cdb4")
        pen.shape([(286, 856), (330, 790), (430, 790), (430, 856)], "#a8432f")
        pen.shape([(380, 766), (430, 660), (700, 660), (750, 766)], "#a8432f")
        pen.shape([(700, 856), (740, 780), (930, 780), (984, 856)], "#8c3526")
        pen.rect(520, 560, 90, 110, "#f3ead4")
        pen.shape([(500, 566), (565, 480), (630, 566)], "#a8432f")
        pen.line([(565, 486), (565, 430)], "#f3ead4", 5)
        pen.shape([(567, 432), (630, 448), (567, 464)], "#e2b23c")
        pen.oval(565, 615, 26, fill="#2b4a72")
        for row_ in range(3):
            for column in range(7):
                x, y = 348 + column * 86, 880 + row_ * 96
                lit = (row_, column) in ((0, 1), (1, 3), (2, 5), (2, 1), (1, 6))
                pen.rect(x, y, 44, 62, "#ffcf6a" if lit else "#35557d", 22)
                pen.rect(x, y + 28, 44, 34, "#ffcf6a" if lit else "#35557d")
                pen.line([(x + 22, y), (x + 22, y + 62)], "#f3ead4", 4)
        pen.rect(300, 1160, 680, 30, "#b9ab8c")
        for post in range(16):
            pen.rect(310 + post * 43, 1124, 8, 40, "#f3ead4")
        pen.rect(300, 1116, 680, 12, "#f3ead4")

    scene.draw(night, rough=0.2, texture=0.04)
    scene.draw(layers, texture=0.08, rough=0.5)
    tips: list[tuple[float, float]] = []
    scene.draw(
        lambda pen: tips.append(port.lighthouse(pen, 1110, 1090, 560, shade=("#21406b", 0.15), lamp="#fff3b8")),
        texture=0.06,
    )
    air.beams(scene, tips[0][0], tips[0][1], 188, 5, "#ffeab0", 0.55, 700)
    scene.draw(spa, texture=0.08, rough=0.4)
    scene.draw(
        lambda pen: (
            pen.shape(
                [(-20, 1330), (260, 1230), (600, 1330), (960, 1250), (1320, 1350), (1320, 1620), (-20, 1620)],
                "#f4eedd",
                smooth=True,
            ),
            nature.grass(
                pen, 0, 420, 1330, 130, 150, ("#5d7a5a", "#86a070", "#3f5d4a"), lean=0.3, depth=40, seed=3, width=5
            ),
            nature.grass(
                pen, 840, 1280, 1350, 140, 160, ("#5d7a5a", "#86a070", "#3f5d4a"), lean=0.3, depth=60, seed=4, width=5
            ),
        ),
        texture=0.06,
    )
    scene.draw(
        lambda pen: (pen.text("SANDÖE", 640, 1530, 190, "#21406b", weight=800, align="middle"),),
        rough=0.3,
        texture=0.05,
    )
    for x, y in ((456, 910), (628, 1006), (800, 1102), (886, 1006)):
        scene.glow(x, y, 80, "#ffcf6a", 0.35)
    return air.finish(scene, contrast=0.1, vignette=0.08, grain=0.028)
