"""Rooms: the council, the polling station, theatre, library and sports hall."""

import math
from random import Random

import numpy as np

from tools.pressdraw import air, port, sky, water
from tools.pressdraw.buildings import Glow, windows
from tools.pressdraw.camera import Camera, box
from tools.pressdraw.colour import darker, fade, lighter, mix
from tools.pressdraw.noise import sample, tile
from tools.pressdraw.pen import Pen, Point, across, down, round_
from tools.pressdraw.people import crowd, person
from tools.pressdraw.pictures import picture
from tools.pressdraw.scene import PORTRAIT, WIDE, Scene


def shafts(scene: Scene, shapes: list[list[Point]], colour: str, strength: float, blur: float = 18) -> None:
    """Slanting light in a dusty room."""
    scene.draw(
        lambda pen: [pen.shape(shape, fade(colour, strength)) for shape in shapes],
        blur=blur,
        mode="screen",
        rough=0,
        texture=0.08,
    )


def planks(
    pen: Pen, camera: Camera, left: float, right: float, near: float, far: float, tone: str, step: float = 0.28
) -> None:
    """A board floor that runs away from the camera."""
    pen.shape(
        camera.ground(left, right, near, far),
        down(camera.at(0, 0, far)[1], camera.at(0, 0, near)[1], lighter(tone, 0.12), darker(tone, 0.2)),
    )
    random = Random(3)
    count = int((right - left) / step)
    for board in range(count):
        start = left + board * step
        if random.random() < 0.5:
            pen.shape(
                camera.ground(start, start + step, near, far),
                fade(random.choice((darker(tone, 0.4), lighter(tone, 0.3))), 0.14),
            )
        pen.line([camera.at(start, 0, far), camera.at(start, 0, near)], fade(darker(tone, 0.6), 0.3), 1.6)


@picture("wahllokal")
def polling_station() -> Scene:
    scene = Scene(seed=501, base="#cbbfa6")
    camera = Camera(centre=700, horizon=440, focal=900, eye=1.6)

    def room(pen: Pen) -> None:
        pen.rect(0, 0, 1600, 700, down(0, 640, "#b8ad97", "#d8ccb0"))
        pen.shape(camera.side(-6.2, 2, 11, 0, 5), across(0, 320, "#8d8470", "#b5aa92"))
        pen.shape(camera.side(7.6, 2, 11, 0, 5), across(1300, 1600, "#d6c9aa", "#a3977e"))
        for window in range(4):
            near, far = 3.0 + window * 2.0, 4.5 + window * 2.0
            pen.shape(camera.side(-6.2, near, far, 1.4, 4.4), "#fff6dc")
            for bar in (2.4, 3.4):
                pen.line([camera.at(-6.2, bar, near), camera.at(-6.2, bar, far)], "#8d8470", 4)
            pen.line([camera.at(-6.2, 1.4, (near + far) / 2), camera.at(-6.2, 4.4, (near + far) / 2)], "#8d8470", 5)
        planks(pen, camera, -6.2, 7.6, 1.6, 11, "#b98f58")
        for up in (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0, 3.25):
            pen.line([camera.at(2.8, up, 10.9), camera.at(6.9, up, 10.9)], "#8a6437", 6)
        for post in (2.8, 4.2, 5.6, 6.9):
            pen.line([camera.at(post, 0.2, 10.9), camera.at(post, 3.6, 10.9)], "#7a5730", 8)
        pen.line([camera.at(-6.2, 0.9, 11), camera.at(7.6, 0.9, 11)], "#a2987f", 3)
        for lamp in range(3):
            x, y = camera.at(-2 + lamp * 3, 4.6, 8)
            pen.line([(x, y), (x, 0)], "#6b6353", 2)
            pen.shape([(x - 46, y + 14), (x + 46, y + 14), (x + 16, y - 10), (x - 16, y - 10)], "#efe9da")

    scene.draw(room, texture=0.08, rough=0.3)

    def booths(pen: Pen) -> None:
        for left in (-3.9, -1.5, 0.9):
            pen.shape(
                [
                    camera.at(left - 0.1, 0.01, 9.0),
                    camera.at(left + 2.4, 0.01, 9.0),
                    camera.at(left + 3.4, 0.01, 7.4),
                    camera.at(left + 0.4, 0.01, 7.4),
                ],
                fade("#4b3a22", 0.28),
            )
            box(pen, camera, left, left + 0.06, 0.75, 1.95, 7.8, 8.8, "#e9e4d6", side="#c6beab")
            box(pen, camera, left + 1.74, left + 1.8, 0.75, 1.95, 7.8, 8.8, "#e9e4d6", side="#d8d1bf")
            pen.shape(
                camera.front(left, left + 1.8, 0.75, 1.95, 8.8),
                across(camera.at(left, 0, 8.8)[0], camera.at(left + 1.8, 0, 8.8)[0], "#b9c2c0", "#dfe2da"),
            )
            pen.shape(camera.ground(left, left + 1.8, 7.8, 8.8, 0.78), "#a97f4a")
            pen.shape(camera.front(left, left + 1.8, 0.70, 0.78, 7.8), "#8a6437")
            for leg in (left + 0.08, left + 1.72):
                pen.line([camera.at(leg, 0.72, 7.85), camera.at(leg, 0, 7.85)], "#5d5648", 7)
            x, y = camera.at(left + 1.35, 0.80, 8.2)
            pen.line([(x, y), (x + 16, y - 6)], "#2a5ea0", 3)
        person(pen, *camera.at(-0.6, 0, 7.6), camera.scale(7.6) * 1.72, seed=5, coat="#6d3a32", back=True, stride=0.05)
        box(pen, camera, 2.3, 5.4, 0.0, 0.78, 4.6, 5.7, "#94693a", side="#6d4a27", lid="#b98a50")
        pen.shape(camera.ground(2.3, 5.4, 4.6, 5.7, 0.78), "#c2955b")

    def urn(pen: Pen) -> None:
        box(pen, camera, 3.15, 3.95, 0.78, 1.5, 4.85, 5.35, "#7d8b94", side="#56636c", lid="#a3b0b6")
        pen.shape(camera.ground(3.15, 3.95, 4.85, 5.35, 1.5), "#a9b5bb")
        pen.shape(
            [
                camera.at(3.4, 1.502, 5.12),
                camera.at(3.72, 1.502, 5.12),
                camera.at(3.72, 1.502, 5.06),
                camera.at(3.4, 1.502, 5.06),
            ],
            "#20282d",
        )
        with pen.turned(-8, *camera.at(3.55, 1.6, 5.1)):
            x, y = camera.at(3.55, 1.5, 5.1)
            pen.rect(x - 34, y - 66, 66, 66, "#f7f3e6")
            pen.line([(x - 34, y - 40), (x + 32, y - 40)], fade("#8f8a7a", 0.5), 2)
        left, top = camera.at(3.3, 1.3, 4.85)
        pen.rect(left, top, 84, 62, "#efe9da")
        pen.line([(left + 10, top + 20), (left + 74, top + 20)], "#b02a22", 8)
        pen.line([(left + 10, top + 38), (left + 60, top + 38)], "#8f8a7a", 4)
        for sheet in range(5):
            pen.shape(
                camera.ground(4.3 + sheet * 0.02, 4.9 + sheet * 0.02, 4.75, 5.3, 0.80 + sheet * 0.012),
                ("#f2eddd", "#e4ddc9")[sheet % 2],
            )

    scene.draw(booths, texture=0.1, rough=0.3)
    scene.draw(
        lambda pen: (
            person(
                pen,
                *camera.at(5.0, 0, 6.1),
                camera.scale(6.1) * 1.66,
                seed=12,
                coat="#35507a",
                facing=-1,
                arms="forward",
            ),
        ),
        rough=0.2,
    )
    scene.draw(
        lambda pen: (
            pen.shape(camera.front(2.2, 5.6, 0, 0.78, 4.6), down(700, 900, "#a67a45", "#6f4c27")),
            pen.shape(camera.ground(2.2, 5.6, 4.6, 5.7, 0.78), "#c79b60"),
        ),
        rough=0.3,
        texture=0.14,
    )
    scene.draw(urn, rough=0.2)
    pools = [
        [
            camera.at(-5.5 + i * 0.2, 0.01, 3.0 + 2.0 * i),
            camera.at(-5.5 + i * 0.2, 0.01, 4.4 + 2.0 * i),
            camera.at(1.0, 0.01, 3.6 + 2.0 * i),
            camera.at(1.0, 0.01, 2.3 + 2.0 * i),
        ]
        for i in range(4)
    ]
    shafts(scene, pools, "#ffe1a0", 0.45, 8)
    shafts(
        scene,
        [
            [
                camera.at(-6.2, 4.4, 3 + 2 * i),
                camera.at(-6.2, 4.4, 4.5 + 2 * i),
                camera.at(1.0, 0, 3.6 + 2 * i),
                camera.at(-3.4, 0, 2.6 + 2 * i),
            ]
            for i in range(4)
        ],
        "#ffe7b4",
        0.13,
        14,
    )
    scene.glow(60, 320, 600, "#fff0c4", 0.3)
    return air.finish(scene, contrast=0.24, vignette=0.28, warm=0.2)


@picture("ratssaal")
def council_chamber() -> Scene:
    scene = Scene(WIDE, seed=502, base="#3a2a20")
    camera = Camera(centre=800, horizon=360, focal=820, eye=4.0)

    def room(pen: Pen) -> None:
        pen.rect(0, 0, 1600, 640, down(0, 560, "#4a3626", "#7d5d3c"))
        for beam in range(9):
            pen.shape(
                [
                    camera.at(-14 + beam * 3.5, 9.6, 20),
                    camera.at(-13.3 + beam * 3.5, 9.6, 20),
                    camera.at(-13.3 + beam * 3.5, 9.6, 6),
                    camera.at(-14 + beam * 3.5, 9.6, 6),
                ],
                "#2e2118",
            )
        for panel in range(13):
            left = -14 + panel * 2.2
            pen.shape(camera.front(left, left + 1.9, 0, 2.6, 20), "#5a3f28")
            pen.shape(camera.front(left + 0.2, left + 1.7, 0.4, 2.3, 20), "#6b4b2f")
        for window in range(5):
            left = -10.2 + window * 4.5
            west, t = camera.at(left, 8.6, 20)
            r, b = camera.at(left + 2.7, 3.0, 20)
            pen.rect(west - 10, t - 10, r - west + 20, b - t + 10, "#8d7450", (r - west) / 2)
            pen.rect(west, t, r - west, b - t, down(t, b, "#fdf3d6", "#f0d9a6"), (r - west) / 2)
            pen.rect(west, t + 60, r - west, b - t - 60, down(t, b, "#fdf3d6", "#f0d9a6"))
            for bar in (0.33, 0.66):
                pen.line([(west + (r - west) * bar, t + 6), (west + (r - west) * bar, b)], "#7d6544", 4)
            for bar in range(5):
                pen.line([(west, t + 60 + bar * 38), (r, t + 60 + bar * 38)], "#7d6544", 3)
            for tube in (0.22, 0.8):
                pen.line([(west + (r - west) * tube, t + 20), (west + (r - west) * tube, b)], fade("#a58f68", 0.6), 3)
            pen.line([(west, t + 140), (r, t + 140)], fade("#a58f68", 0.6), 4)
        pen.shape(camera.ground(-16, 16, 3, 20), down(500, 900, "#7a4436", "#4b2a24"))

    def benches(pen: Pen) -> None:
        for radius, up in ((12.4, 1.4), (10.0, 0.9), (7.6, 0.45)):
            _arc_bench(pen, camera, radius, up)
        box(pen, camera, -2.8, 2.8, 0, 1.5, 17.0, 18.2, "#5d3f27", lid="#8a6440")
        for chair in (-1.8, 0, 1.8):
            pen.shape(camera.front(chair - 0.4, chair + 0.4, 1.5, 3.0 if chair == 0 else 2.6, 18.4), "#7a2f2a")
        box(pen, camera, -0.6, 0.6, 0, 1.2, 13.6, 14.2, "#6b4a2e", lid="#a27a4e")

    scene.draw(room, texture=0.12, rough=0.4)
    scene.draw(benches, texture=0.12, rough=0.3)
    rays = []
    for window in range(5):
        left = -10.2 + window * 4.5
        rays.append(
            [
                camera.at(left, 8.4, 20),
                camera.at(left + 2.7, 8.4, 20),
                camera.at(left + 7.2, 0, 9.5),
                camera.at(left + 3.4, 0, 9.5),
            ]
        )
    shafts(scene, rays, "#ffe3a8", 0.22, 12)
    dust = sample(tile(23, 1.0, 30), scene.x / 900, scene.y / 900)
    scene.light += (np.clip(dust - 0.68, 0, 1) * 0.55 * (scene.y < 640))[..., None] * np.array(
        [1, 0.85, 0.6], np.float32
    )
    scene.glow(800, 210, 760, "#ffdf9f", 0.18, flat=1.5)

    def chandelier(pen: Pen) -> None:
        pen.line([(800, 0), (800, 70)], "#1d1510", 4)
        for ring, high in ((150, 108), (90, 84)):
            pen.line(
                [(800 + ring * math.cos(t / 8), high + ring * 0.2 * math.sin(t / 8)) for t in range(51)], "#b08a45", 5
            )
        for bulb in range(14):
            turn = bulb * math.tau / 14
            pen.rect(797 + 150 * math.cos(turn), 86 + 30 * math.sin(turn), 6, 22, "#fff3d0", 3)

    scene.draw(chandelier, rough=0.2)
    return air.finish(scene, contrast=0.26, vignette=0.35, warm=0.15)


def _arc_bench(pen: Pen, camera: Camera, radius: float, up: float) -> None:
    """One curved row of the chamber, with desks, name plates and chairs."""
    centre = 18.0
    steps = 46

    def at(turn: float, r: float, high: float) -> Point:
        return camera.at(r * math.sin(turn), high, centre - r * math.cos(turn) * 1.0 + 0.001)

    turns = [-1.22 + 2.44 * i / steps for i in range(steps + 1)]
    pen.shape(
        [at(t, radius + 1.5, up) for t in turns] + [at(t, radius - 0.2, up) for t in reversed(turns)],
        mix("#5d342b", "#3a211c", up / 3),
    )
    seats = int(radius * 1.55)
    for seat in range(seats):
        turn = -1.14 + 2.28 * seat / (seats - 1)
        x, y = at(turn, radius - 0.55, up + 0.55)
        size = camera.scale(centre - radius * math.cos(turn))
        pen.rect(
            x - size * 0.3,
            y - size * 0.62,
            size * 0.6,
            size * 0.86,
            down(y - size * 0.6, y + size * 0.3, "#a8473a", "#5a211d"),
            size * 0.1,
        )
    pen.shape(
        [at(t, radius + 0.55, up + 0.98) for t in turns] + [at(t, radius + 0.05, up + 0.98) for t in reversed(turns)],
        "#c39258",
    )
    pen.shape(
        [at(t, radius + 0.55, up + 0.98) for t in turns] + [at(t, radius + 0.55, up + 0.05) for t in reversed(turns)],
        across(200, 1400, "#6d482b", "#94673c", "#6d482b"),
    )
    for panel in range(0, steps, 2):
        pen.line(
            [at(turns[panel], radius + 0.56, up + 0.9), at(turns[panel], radius + 0.56, up + 0.1)],
            fade("#2d1c10", 0.55),
            3,
        )
    for seat in range(seats):
        x, y = at(-1.14 + 2.28 * seat / (seats - 1), radius + 0.3, up + 1.0)
        pen.rect(x - 13, y - 12, 26, 10, "#f2ead6")


@picture("bibliothek-stufen")
def reading_steps() -> Scene:
    scene = Scene(seed=503, base="#e5dac2")
    camera = Camera(centre=800, horizon=430, focal=1000, eye=2.4)

    def shell(pen: Pen) -> None:
        pen.rect(0, 0, 1600, 760, down(0, 700, "#efe6d2", "#dccdae"))
        pen.shape(camera.side(-6, 2, 14, 0, 7), across(0, 420, "#cbbb9b", "#e3d6ba"))
        pen.shape(camera.side(6, 2, 14, 0, 7), across(1180, 1600, "#e9dcc0", "#cdbd9c"))
        west, t = camera.at(-3.2, 6.4, 14)
        r, b = camera.at(3.2, 3.3, 14)
        pen.rect(west, t, r - west, b - t, down(t, b, "#f7fbf8", "#dfeef0"))
        for bar in range(1, 6):
            pen.line([(west + (r - west) * bar / 6, t), (west + (r - west) * bar / 6, b)], "#b29d76", 5)
        pen.line([(west, (t + b) / 2), (r, (t + b) / 2)], "#b29d76", 5)
        planks(pen, camera, -6, 6, 1.7, 14, "#c9a26a", 0.4)
        for side in (-1, 1):
            _shelf(pen, camera, side)

    def steps(pen: Pen) -> None:
        for step in range(6, -1, -1):
            near, up = 6.0 + step * 1.05, 0.45 * (step + 1)
            wide = 3.7
            tone = mix("#c8975a", "#e8cf9c", step / 9)
            pen.shape(camera.ground(-wide, wide, near, near + 1.05, up), lighter(tone, 0.2)) if up < 2.4 else None
            pen.shape(
                camera.front(-wide, wide, up - 0.45, up, near),
                down(camera.at(0, up, near)[1], camera.at(0, up - 0.45, near)[1], tone, darker(tone, 0.25)),
            )
            pen.line([camera.at(-wide, up, near), camera.at(wide, up, near)], lighter(tone, 0.45), 4)
            for joint in range(9):
                place = -wide + 2 * wide * joint / 8
                pen.line(
                    [camera.at(place, up, near), camera.at(place, up - 0.45, near)], fade(darker(tone, 0.5), 0.3), 2
                )
        for step, place, tone in (
            (0, -2.9, "#c4553f"),
            (0, 2.6, "#2f6a86"),
            (2, 1.6, "#d9a93c"),
            (3, -1.9, "#5f8a5a"),
            (1, 0.9, "#7a4a6b"),
            (4, 2.7, "#c4553f"),
            (2, -3.0, "#35507a"),
        ):
            x, y = camera.at(place, 0.45 * (step + 1), 6.2 + step * 1.05)
            size = camera.scale(6.2 + step * 1.05)
            pen.oval(
                x,
                y - size * 0.10,
                size * 0.46,
                size * 0.16,
                down(y - size * 0.26, y + size * 0.06, lighter(tone, 0.25), darker(tone, 0.25)),
            )
        for step, place, coat, seed in (
            (1, -1.2, "#d9733a", 101),
            (2, 0.6, "#35507a", 103),
            (0, 1.6, "#6b8f5a", 105),
            (3, 2.2, "#a8372c", 107),
            (4, -0.8, "#e0b64a", 109),
        ):
            _sitting(
                pen,
                *camera.at(place, 0.45 * (step + 1), 6.15 + step * 1.05),
                camera.scale(6.2 + step * 1.05),
                coat,
                seed,
            )

    scene.draw(shell, texture=0.06, rough=0.3)
    scene.draw(steps, texture=0.1, rough=0.3)

    def lamps(pen: Pen) -> None:
        for x, y, r in (
            (420, 120, 62),
            (640, 200, 44),
            (800, 90, 74),
            (980, 190, 46),
            (1190, 130, 60),
            (560, 60, 34),
            (1080, 50, 30),
        ):
            pen.line([(x, 0), (x, y - r)], "#5d5240", 3)
            pen.oval(x, y, r, fill=round_(x - r * 0.3, y - r * 0.35, r * 1.5, "#fffdf2", "#fbe7b2", "#e0b976"))

    scene.draw(lamps, rough=0.2)
    for x, y in ((420, 120), (640, 200), (800, 90), (980, 190), (1190, 130)):
        scene.glow(x, y, 170, "#ffe6ae", 0.13)
    shafts(
        scene,
        [[(560, 170), (760, 170), (640, 1000), (300, 1000)], [(800, 170), (960, 170), (900, 1000), (700, 1000)]],
        "#fffbe8",
        0.13,
        30,
    )
    return air.finish(scene, contrast=0.18, vignette=0.2, warm=0.12)


def _shelf(pen: Pen, camera: Camera, side: int) -> None:
    random = Random(side + 7)
    for unit in range(5):
        near = 4.6 + unit * 1.85
        for level in range(7):
            low = 0.15 + level * 0.62
            pen.shape(camera.side(side * 5.4, near, near + 1.75, low, low + 0.56), mix("#6b5233", "#a68a5c", unit / 6))
            away = near + 0.04
            while away < near + 1.66:
                thick, tall = random.uniform(0.035, 0.10), random.uniform(0.34, 0.52)
                tone = random.choice(
                    (
                        "#b8432f",
                        "#2f6a86",
                        "#d9a93c",
                        "#47764f",
                        "#7a4a6b",
                        "#e5dcc4",
                        "#c87a3a",
                        "#35507a",
                        "#8a3a44",
                        "#5fa0a0",
                        "#e2c25c",
                    )
                )
                if random.random() < 0.94:
                    pen.shape(
                        camera.side(side * 5.38, away, away + thick, low + 0.02, low + 0.02 + tall),
                        mix(tone, "#efe2c4", unit * 0.07),
                    )
                away += thick + 0.008
        for away in (near, near + 1.75):
            pen.line([camera.at(side * 5.38, 0.1, away), camera.at(side * 5.38, 4.6, away)], "#b3935f", 7)
        for level in range(8):
            pen.line(
                [
                    camera.at(side * 5.38, 0.12 + level * 0.62, near),
                    camera.at(side * 5.38, 0.12 + level * 0.62, near + 1.75),
                ],
                "#c7a771",
                5,
            )


def _sitting(pen: Pen, x: float, y: float, size: float, coat: str, seed: int) -> None:
    """A child with an open book on a step."""
    random = Random(seed)
    skin = random.choice(("#d9b08c", "#c6946c", "#8f5f41", "#e0bc9c"))
    with pen.placed(x, y, size / 100 * random.choice((1, -1)), size / 100):
        pen.line([(-2, -8), (22, -16), (30, 22)], "#2f3a4c", 13, smooth=False)
        pen.line([(2, -6), (30, -12), (40, 24)], "#39465a", 13, smooth=False)
        pen.line([(38, 26), (50, 27)], "#8a3a2c", 8)
        pen.shape(
            [(-16, 0), (-17, -34), (-8, -50), (6, -50), (14, -34), (13, 0)],
            down(-50, 0, lighter(coat, 0.15), darker(coat, 0.2)),
            smooth=True,
        )
        pen.line([(6, -40), (18, -24), (28, -26)], lighter(coat, 0.08), 8, smooth=True)
        pen.oval(1, -64, 12, 13.5, skin)
        pen.shape(
            [(-12, -62), (-12, -76), (0, -81), (12, -76), (13, -67), (2, -72), (-6, -62), (-10, -54)],
            random.choice(("#2a1d15", "#5a3b22", "#1a1512", "#9a6b3a")),
            smooth=True,
        )
        pen.shape([(20, -30), (33, -24), (47, -32), (47, -14), (33, -7), (20, -13)], "#f7f1e0")
        pen.line([(33, -24), (33, -7)], "#9a8a6a", 1.6)


@picture("zuschauerraum")
def auditorium_from_the_stage() -> Scene:
    scene = Scene(seed=504, base="#140a0c")
    camera = Camera(centre=800, horizon=430, focal=900, eye=2.6)

    def room(pen: Pen) -> None:
        pen.rect(0, 0, 1600, 700, down(0, 640, "#2a1416", "#5a2622"))
        pen.oval(800, 20, 520, 130, round_(800, 10, 560, "#7d5a3a", "#3a2118"))
        pen.oval(800, 20, 400, 92, round_(800, 0, 420, "#b08a52", "#4a2c1c"))
        for y, drop in ((230, 120), (372, 100)):
            points = [(-40 + 1680 * i / 40, y + drop * math.sin(math.pi * i / 40) ** 0.8) for i in range(41)]
            pen.shape(
                points + [(px, py + 74) for px, py in reversed(points)], down(y, y + drop + 74, "#f0dcae", "#b98d4a")
            )
            pen.shape(
                [(px, py - 66) for px, py in points] + list(reversed(points)),
                down(y - 66, y + drop, "#1d0c0e", "#3d1a18"),
            )
            for i in range(40):
                px, py = points[i]
                pen.oval(px + 20, py + 38, 13, 20, "#a8793a")
                pen.oval(px + 20, py + 36, 9, 15, "#e7c98a")
                if i % 2 == 0:
                    pen.oval(px + 18, py - 14, 9, 14, "#8c2b28")
            pen.line([(px, py + 2) for px, py in points], "#fff0c4", 6)
            pen.line([(px, py + 74) for px, py in points], "#8a6230", 7)
        for column in range(9):
            x = 110 + column * 172
            foot = 560
            pen.rect(
                x - 9,
                300 + 90 * math.sin(math.pi * (column + 0.5) / 9),
                18,
                foot - 300,
                across(x - 9, x + 9, "#e9cf98", "#8a6230"),
            )

    def seats(pen: Pen) -> None:
        for row_ in range(13, -1, -1):
            away, up = 5.2 + row_ * 1.05, -1.6 + row_ * 0.20
            size = camera.scale(away)
            count = 12 + row_
            for seat in range(count):
                place = (seat - (count - 1) / 2) * 0.66
                if abs(place) < 0.5:
                    continue
                place += 0.18 * (1 if place > 0 else -1)
                bend = abs(place) ** 2 * 0.012
                x, y = camera.at(place, up, away + bend)
                tone = mix("#b02a2c", "#3a0f12", row_ / 18)
                pen.rect(
                    x - size * 0.30,
                    y - size * 0.62,
                    size * 0.60,
                    size * 0.66,
                    down(y - size * 0.62, y, lighter(tone, 0.22), darker(tone, 0.4)),
                    size * 0.13,
                )
                pen.rect(x - size * 0.30, y - size * 0.20, size * 0.60, size * 0.15, darker(tone, 0.25), size * 0.05)
                pen.rect(x + size * 0.29, y - size * 0.34, size * 0.07, size * 0.36, "#8a6230", size * 0.03)
                pen.line(
                    [(x - size * 0.22, y - size * 0.60), (x + size * 0.2, y - size * 0.60)],
                    fade("#ff9a84", 0.4),
                    max(1, size * 0.02),
                )

    scene.draw(room, texture=0.12, rough=0.4)
    scene.draw(
        lambda pen: (
            pen.rect(0, 690, 1600, 400, down(690, 1067, "#2e1214", "#160a0c")),
            pen.shape(camera.ground(-0.5, 0.5, 5, 19, -1.2), down(500, 1067, "#7d2a28", "#3a1214")),
        ),
        texture=0.1,
    )
    scene.draw(seats, texture=0.1, rough=0.25)

    def chandelier(pen: Pen) -> None:
        pen.line([(800, 0), (800, 60)], "#c7a25a", 5)
        for ring, high, count in ((170, 190, 26), (120, 140, 20), (70, 100, 14)):
            pen.line(
                [(800 + ring * math.cos(t / 8), high + ring * 0.22 * math.sin(t / 8)) for t in range(51)], "#d9b563", 6
            )
            for drop in range(count):
                turn = drop * math.tau / count
                x, y = 800 + ring * math.cos(turn), high + ring * 0.22 * math.sin(turn)
                pen.shape([(x - 4, y), (x + 4, y), (x, y + 24)], "#fff6da")
        pen.shape([(730, 205), (800, 290), (870, 205)], fade("#ffe9b4", 0.6))

    scene.draw(chandelier, rough=0.1)
    for bulb in range(18):
        turn = bulb * math.tau / 18
        scene.lamp(800 + 170 * math.cos(turn), 184 + 37 * math.sin(turn), 5, "#ffdf9f", 0.75)
    scene.glow(800, 180, 420, "#ffcf86", 0.4, flat=1.5)
    for x, y in ((110, 330), (282, 380), (454, 410), (1146, 410), (1318, 380), (1490, 330)):
        scene.lamp(x, y, 7, "#ffcf86", 0.65)
    scene.draw(lambda pen: pen.shape([(-20, 1010), (1620, 1010), (1620, 1080), (-20, 1080)], "#1a0f0c"), rough=0.3)
    return air.finish(scene, contrast=0.26, vignette=0.42, warm=0.15)


@picture("schnuerboden")
def fly_loft() -> Scene:
    scene = Scene(PORTRAIT, seed=505, base="#0b0d10")
    random = Random(31)
    scene.glow(420, 900, 900, "#8a5f30", 0.5)

    def beams(pen: Pen) -> None:
        for level in range(9):
            y = 60 + level * 62
            pen.rect(-10, y, 1300, 22 - level, down(y, y + 22, "#4a3a2a", "#14110f"))
        for girder in range(7):
            x = -40 + girder * 220
            pen.shape(
                [(x, 0), (x + 44, 0), (640 + (x - 640) * 0.62 + 26, 640), (640 + (x - 640) * 0.62, 640)],
                across(x, x + 50, "#1b1714", "#3a2e22"),
            )
        for wheel in range(12):
            x = 60 + wheel * 108
            for r, tone in ((38, "#5d4a34"), (30, "#241d17"), (10, "#a08050")):
                pen.oval(x, 640 + (wheel % 2) * 26, r, fill=tone)

    def ropes(pen: Pen, shadow: bool) -> None:
        for number in range(46):
            x = 30 + number * 27.4
            dim = abs(x - 420) / 860
            tone = mix("#e5c48a", "#1b1a1c", min(0.92, dim * 1.1 + 0.08 * (number % 3)))
            sway = random.uniform(-5, 5)
            if shadow:
                pen.line([(x + 10, 640), (x + 18 + sway, 1620)], fade("#000000", 0.55), 8)
            else:
                pen.line([(x, 640), (x + sway, 1620)], tone, 5.4 if number % 4 else 8)
                for twist in range(60):
                    y = 650 + twist * 16
                    pen.line(
                        [(x - 2 + sway * (y - 640) / 980, y), (x + 3 + sway * (y - 640) / 980, y + 6)],
                        fade("#20170c", 0.5),
                        1.4,
                    )

    def rail(pen: Pen) -> None:
        pen.rect(-10, 1236, 1300, 54, down(1236, 1290, "#6d4f2f", "#2a1d12"))
        pen.rect(-10, 1232, 1300, 8, "#b98a52")
        for number in range(23):
            x = 40 + number * 54.8
            dim = min(0.9, abs(x - 420) / 800)
            pen.rect(
                x - 7,
                1190,
                14,
                130,
                across(x - 7, x + 7, mix("#d8b27a", "#17120e", dim), mix("#6b4a2a", "#0f0c0a", dim)),
                6,
            )
            pen.oval(x, 1252, 24, 34, mix("#c9a56a", "#17120e", dim))
            pen.oval(x, 1252, 14, 22, mix("#7d6038", "#100d0a", dim))
            for coil in range(4):
                pen.line(
                    [(x - 16, 1300 + coil * 12), (x, 1326 + coil * 16), (x + 16, 1300 + coil * 12)],
                    mix("#d9b77c", "#17120e", dim),
                    5,
                    smooth=True,
                )
        pen.rect(-10, 1470, 1300, 140, down(1470, 1600, "#17120e", "#060505"))

    scene.draw(beams, texture=0.25, rough=0.4)
    scene.draw(lambda pen: ropes(pen, True), blur=5, rough=0)
    scene.draw(lambda pen: ropes(pen, False), texture=0.2, rough=0.3)
    scene.draw(rail, texture=0.2, rough=0.4)

    def lamp(pen: Pen) -> None:
        pen.line([(420, 300), (420, 812)], "#14100c", 5)
        pen.shape([(350, 880), (490, 880), (446, 812), (394, 812)], "#2a3330")
        pen.oval(420, 884, 66, 14, "#fff4d4")
        pen.oval(420, 892, 24, 26, "#ffffff")

    scene.draw(lamp, rough=0.2)
    scene.lamp(420, 894, 30, "#ffe3ac", 0.9)
    scene.glow(420, 900, 330, "#ffc678", 0.6)
    air.beams(scene, 420, 870, 90, 34, "#ffcf8a", 0.30, 640)
    fall = np.hypot((scene.x - 420) / 1.1, scene.y - 930)
    scene.light *= (0.35 + 0.95 * np.exp(-((fall / 620) ** 2)))[..., None]
    scene.draw(
        lambda pen: person(
            pen,
            900,
            1480,
            460,
            seed=121,
            coat="#20242c",
            shade=0.6,
            facing=-1,
            arms="raised",
            rim="#ffcf86",
            stride=0.2,
        ),
        rough=0.2,
    )
    return air.finish(scene, contrast=0.3, vignette=0.35, warm=0.15)


@picture("buehne-leuchtturm")
def stage_with_a_tower() -> Scene:
    scene = Scene(WIDE, seed=506, base="#05070b")
    scene.glow(800, 420, 760, "#1f3c58", 0.75, flat=1.4)
    haze = sample(tile(7, 1.9), scene.x / 2400, scene.y / 900)
    scene.light += (np.clip(haze - 0.42, 0, 1) * 0.28 * np.exp(-(((scene.y - 470) / 260) ** 2)))[..., None] * np.array(
        [0.55, 0.75, 0.95], np.float32
    )
    scene.draw(
        lambda pen: pen.shape([(180, 690), (1420, 690), (1640, 900), (-40, 900)], down(690, 900, "#223041", "#0a0d12")),
        texture=0.2,
    )
    planks_ = Camera(centre=800, horizon=430, focal=900, eye=1.6)
    scene.draw(
        lambda pen: [
            pen.line([planks_.at(i * 0.5, 0, 5.5), planks_.at(i * 0.5, 0, 2.6)], fade("#05070a", 0.6), 2)
            for i in range(-14, 15)
        ],
        rough=0.2,
    )

    def tower(pen: Pen) -> None:
        for band in range(7):
            low, high = 690 - band * 72, 690 - (band + 1) * 72
            wide0, wide1 = 96 - band * 7, 96 - (band + 1) * 7
            tone = "#c9bfae" if band % 2 else "#8c2f2a"
            pen.shape(
                [(540 - wide0, low), (540 + wide0, low), (540 + wide1, high), (540 - wide1, high)],
                across(440, 640, mix(tone, "#0c1a2a", 0.35), mix(tone, "#0c1a2a", 0.1), mix(tone, "#0c1a2a", 0.75)),
            )
            for slat in range(9):
                x = -1 + slat / 4
                pen.line([(540 + wide0 * x, low), (540 + wide1 * x, high)], fade("#05070a", 0.35), 2)
        pen.rect(476, 166, 128, 20, "#1a2028")
        pen.rect(496, 108, 88, 60, "#fff2c4")
        for bar in range(5):
            pen.line([(496 + bar * 22, 108), (496 + bar * 22, 168)], "#1a2028", 4)
        pen.shape([(482, 110), (540, 62), (598, 110)], "#1a2028")
        pen.line([(620, 690), (690, 430), (616, 430)], "#2b3542", 6)
        for rung in range(9):
            pen.line([(626 + rung * 6.5, 664 - rung * 28), (656 + rung * 4, 664 - rung * 28)], "#2b3542", 4)
        for stair in range(7):
            pen.rect(
                700 + stair * 62, 690 - (7 - stair) * 15, 64, (7 - stair) * 15, down(580, 690, "#26323f", "#12181f")
            )

    scene.draw(tower, texture=0.14, rough=0.3)
    air.beams(scene, 548, 138, 14.5, 4.6, "#fff0c0", 1.15, 1500)
    air.beams(scene, 548, 138, 14.5, 9, "#c9d8e4", 0.28, 1200)
    scene.lamp(540, 138, 24, "#fff0c0", 1.0)
    scene.glow(540, 138, 260, "#ffe2a0", 0.5)
    scene.glow(1230, 640, 260, "#fff0c8", 0.30, flat=2.2)

    def players(pen: Pen) -> None:
        person(
            pen,
            1240,
            764,
            250,
            seed=131,
            coat="#5b4a3a",
            shade=0.15,
            rim="#fff0c4",
            facing=-1,
            arms="raised",
            stride=0.1,
        )
        for number in range(12):
            person(
                pen,
                800 + number * 30 + (number % 2) * 8,
                702 - (number % 2) * 12,
                118,
                seed=140 + number,
                shade=0.72,
                rim="#8fb3cc",
                stride=0.0,
            )
        pen.rect(1330, 716, 70, 50, "#3a2c20")
        pen.rect(1346, 690, 40, 28, "#efe6cf")

    scene.draw(players, rough=0.2)
    scene.draw(lambda pen: (pen.oval(1240, 768, 90, 10, fade("#000000", 0.5)),), blur=4, rough=0)

    def curtains(pen: Pen) -> None:
        for left in (-10, 1290):
            pen.rect(left, -10, 320, 930, "#12050a")
        for side in (0, 1):
            for fold in range(9):
                x0 = fold * 34 if side == 0 else 1600 - fold * 34
                x1 = x0 + 36 if side == 0 else x0 - 36
                sway = 16 * math.sin(fold * 1.3)
                pen.shape(
                    [(x0, -10), (x1, -10), (x1 + sway, 450), (x1, 910), (x0, 910), (x0 + sway, 450)],
                    across(min(x0, x1), max(x0, x1), "#160507", "#5a1519", "#1c0709"),
                )
        for fold in range(33):
            x = fold * 50
            pen.shape(
                [(x, -10), (x + 52, -10), (x + 46, 52 + 18 * math.sin(fold)), (x + 4, 52 + 18 * math.sin(fold))],
                across(x, x + 52, "#16060a", "#4a1216", "#18070a"),
            )

    scene.draw(curtains, texture=0.14, rough=0.4)
    scene.draw(
        lambda pen: crowd(pen, -20, 1620, 985, 180, 30, seed=44, shade=1.0, back=True, depth=0.25),
        rough=0.2,
        opacity=0.95,
    )
    return air.finish(scene, contrast=0.25, vignette=0.25)


@picture("theater-abend")
def theatre_front() -> Scene:
    scene = Scene(seed=507)
    sky.gradient(scene, [(0, "#2a1f4a"), (0.55, "#5d3f74"), (1, "#c4808a")], bottom=760)
    sky.clouds(scene, 780, light="#d48f9c", shade="#3a2a58", cover=0.42, seed=211, sun=(200, 760), opacity=0.75)
    stone = "#a58f88"

    def front(pen: Pen) -> None:
        pen.rect(240, 350, 1120, 420, across(240, 1360, mix(stone, "#5a4468", 0.3), mix(stone, "#3a2d50", 0.5)))
        for course in range(17):
            pen.line([(240, 372 + course * 24), (1360, 372 + course * 24)], fade("#3d2c44", 0.28), 2)
        windows(
            pen,
            262,
            392,
            1076,
            160,
            9,
            1,
            glow=Glow(1.0, "#ffd48a"),
            frame="#d9c6b4",
            share=(0.42, 0.86),
            arched=True,
            seed=5,
        )
        pen.rect(220, 560, 1160, 18, "#cdbab0")
        for door in range(5):
            x = 418 + door * 166
            pen.rect(x - 12, 590, 124, 182, "#d9c6b4", 62)
            pen.rect(x, 602, 100, 170, down(602, 772, "#fff1c4", "#f0a850"), 50)
            pen.rect(x, 660, 100, 112, down(640, 772, "#ffe2a2", "#f0a850"))
            pen.line([(x + 50, 604), (x + 50, 772)], "#8a5a2c", 4)
            pen.line([(x, 660), (x + 100, 660)], "#8a5a2c", 4)
            for side in (12, 62):
                pen.rect(x + side, 676, 26, 78, fade("#fff8dc", 0.5))
        for column in range(6):
            x = 352 + column * 166
            pen.rect(x - 8, 296, 76, 24, "#e3d3c6")
            pen.shape(
                [(x + 4, 318), (x + 56, 318), (x + 60, 764), (x, 764)],
                across(x, x + 60, "#f0dfcf", "#b39c94", "#6d5a6a"),
            )
            for flute in range(5):
                pen.line([(x + 11 + flute * 9.6, 324), (x + 9 + flute * 10.2, 760)], fade("#5a4656", 0.36), 2.6)
            pen.rect(x - 12, 758, 84, 18, "#d9c6b8")
        pen.rect(316, 252, 968, 48, down(252, 300, "#e9d9cb", "#a8958f"))
        pen.text("THEATER AM SIEL", 800, 288, 34, "#5a4152", weight=600, align="middle")
        pen.shape([(296, 254), (800, 108), (1304, 254)], down(108, 254, "#cbb6ac", "#a08a88"))
        pen.shape([(390, 242), (800, 126), (1210, 242)], down(126, 242, "#7d6678", "#94807f"))
        pen.line([(720, 226), (760, 178), (800, 158), (840, 178), (880, 226)], "#d9c6b4", 7, smooth=True)
        pen.oval(800, 204, 24, 30, "#d9c6b4")
        for ray in range(7):
            turn = math.pi * (0.15 + 0.7 * ray / 6)
            pen.line(
                [
                    (800 + 40 * math.cos(turn), 208 - 40 * math.sin(turn)),
                    (800 + 62 * math.cos(turn), 208 - 62 * math.sin(turn)),
                ],
                "#d9c6b4",
                4,
            )
        for side in (40, 1350):
            pen.rect(side, 430, 210, 342, mix(stone, "#3a2d50", 0.5))
            windows(pen, side + 10, 450, 190, 300, 3, 2, glow=Glow(0.5, "#ffcf86"), frame="#b8a49c", seed=side)
        for step in range(7):
            wide = 1040 + step * 52
            pen.rect(
                800 - wide / 2, 772 + step * 17, wide, 18, down(772 + step * 17, 790 + step * 17, "#c9b3a8", "#84707a")
            )
        pen.shape(
            [(700, 772), (900, 772), (960, 894), (1040, 1080), (560, 1080), (640, 894)],
            down(772, 1080, "#a3202c", "#5e1220"),
        )
        for step in range(7):
            pen.line([(694 - step * 8, 772 + step * 17), (906 + step * 8, 772 + step * 17)], fade("#3d0a14", 0.6), 3)
        for banner, tone in ((272, "#8c1f34"), (1262, "#8c1f34")):
            pen.shape(
                [(banner, 330), (banner + 66, 330), (banner + 66, 640), (banner + 33, 670), (banner, 640)],
                across(banner, banner + 66, lighter(tone, 0.15), darker(tone, 0.2)),
            )
            pen.shape([(banner + 22, 560), (banner + 28, 440), (banner + 38, 440), (banner + 44, 560)], "#f0dfc4")
            pen.rect(banner + 26, 420, 14, 18, "#ffd98a")
            pen.shape([(banner + 24, 420), (banner + 33, 406), (banner + 42, 420)], "#f0dfc4")

    scene.draw(front, texture=0.13, rough=0.4)
    below = np.asarray(np.clip((scene.y - 892) / 2, 0, 1), np.float32) * (
        np.abs(scene.x - 800) > 160 + (scene.y - 892) * 0.46
    )
    scene.tint("#2a2236", np.asarray(below, np.float32))
    for door in range(5):
        scene.glow(468 + door * 166, 700, 150, "#ffb658", 0.3)
    scene.glow(800, 640, 640, "#ff9d50", 0.12, flat=1.6)
    water.wet(scene, 892, 0.55, smear=1.2)
    air.beams(scene, 180, 940, -62, 6, "#ffd9b0", 0.4, 620)
    air.beams(scene, 1420, 940, -118, 6, "#ffd9b0", 0.4, 620)
    scene.draw(
        lambda pen: (
            crowd(pen, 420, 660, 880, 118, 12, seed=51, shade=0.5, rim="#ffc476", depth=0.2),
            crowd(pen, 940, 1200, 880, 118, 13, seed=52, shade=0.5, rim="#ffc476", depth=0.2),
            crowd(pen, 740, 860, 800, 98, 5, seed=57, shade=0.45, rim="#ffd28a", back=True),
            person(pen, 330, 1000, 210, seed=151, coat="#7a1f2e", shade=0.4, rim="#ffc476", stride=0.5),
            person(pen, 400, 1006, 222, seed=153, coat="#15161c", shade=0.4, rim="#ffc476", stride=0.5),
            person(
                pen,
                1260,
                1020,
                216,
                seed=155,
                coat="#23304a",
                shade=0.5,
                rim="#ffc476",
                facing=-1,
                stride=0.6,
                bag=True,
            ),
        ),
        rough=0.2,
    )
    return air.finish(scene, contrast=0.2, vignette=0.3, warm=0.05)


def _court(pen: Pen, camera: Camera, floor: str, line: str) -> None:
    """A handball court, 40 by 20 metres, seen across its length."""
    pen.shape(camera.ground(-24, 24, 16, 44), "#27435c")
    pen.shape(camera.ground(-20, 20, 20, 40), floor)
    for half in (-1, 1):
        arc = [
            camera.at(half * (20 - 6 * math.cos(t)), 0, 30 - 1.5 * math.copysign(1, math.sin(t)) - 6 * math.sin(t))
            for t in [math.pi / 2 - math.pi * i / 30 for i in range(31)]
        ]
        pen.shape([*arc, camera.at(half * 20, 0, 37.5), camera.at(half * 20, 0, 22.5)], mix(floor, "#2f7fa8", 0.75))
        pen.line(arc, line, 4)
        arc9 = [
            camera.at(half * (20 - 9 * math.cos(t)), 0, 30 - 1.5 * math.copysign(1, math.sin(t)) - 9 * math.sin(t))
            for t in [math.pi / 2 - math.pi * i / 30 for i in range(31)]
        ]
        pen.line(arc9, line, 3, dash=(16, 12))
        for post in (28.5, 31.5):
            pen.line([camera.at(half * 20, 0, post), camera.at(half * 20, 2, post)], "#d8362b", 7)
        pen.line([camera.at(half * 20, 2, 28.5), camera.at(half * 20, 2, 31.5)], "#f2eee4", 7)
        pen.shape(
            [
                camera.at(half * 20, 2, 28.5),
                camera.at(half * 20, 2, 31.5),
                camera.at(half * 21, 0, 31.5),
                camera.at(half * 21, 0, 28.5),
            ],
            fade("#ffffff", 0.25),
        )
        pen.line([camera.at(half * 13, 0, 29.5), camera.at(half * 13, 0, 30.5)], line, 4)
    corners = camera.ground(-20, 20, 20, 40)
    pen.line([*corners, corners[0]], line, 5)
    pen.line([camera.at(0, 0, 20), camera.at(0, 0, 40)], line, 5)


@picture("deichhalle-abend")
def packed_hall() -> Scene:
    scene = Scene(seed=508, base="#0a0d14")
    camera = Camera(centre=800, horizon=250, focal=1020, eye=13.0)

    def hall(pen: Pen) -> None:
        pen.rect(0, 0, 1600, 330, down(0, 330, "#0b0f18", "#1d2738"))
        for truss_ in range(5):
            y = 24 + truss_ * 34
            port.truss(
                pen,
                (-20, y),
                (1620, y),
                26 - truss_ * 3,
                26 - truss_ * 3,
                30 + truss_ * 6,
                mix("#3a4658", "#1d2738", truss_ / 6),
                2.4,
            )

    def stand(pen: Pen) -> None:
        random = Random(15)
        for row_ in range(22):
            away, up = 61 - row_ * 0.75, 11.5 - row_ * 0.5
            size = camera.scale(away)
            for seat in range(118):
                x, y = camera.at(-38 + seat * 0.65 + random.uniform(-0.1, 0.1), up, away)
                if random.random() < 0.95:
                    tone = mix(
                        random.choice(("#1d2330", "#2b3040", "#3a2a2c", "#232a36", "#c8a03a", "#a53226", "#20354f")),
                        "#0a0e16",
                        0.35,
                    )
                    pen.oval(x, y, size * 0.26, size * 0.34, tone)
                    pen.oval(
                        x,
                        y - size * 0.42,
                        size * 0.15,
                        size * 0.18,
                        mix(random.choice(("#c6946c", "#8f5f41", "#d9b08c")), "#0a0e16", 0.42),
                    )
        pen.shape(camera.front(-40, 40, 0, 1.1, 44.5), "#12305a")
        for board, tone in ((-30, "#a8372c"), (-18, "#e2c25c"), (-6, "#e8e6df"), (8, "#2f7f6a"), (20, "#c87a3a")):
            pen.shape(camera.front(board, board + 9.5, 0.15, 1.0, 44.4), tone)

    scene.draw(hall, rough=0.2)
    scene.draw(stand, rough=0.2)
    scene.draw(lambda pen: _court(pen, camera, "#d99a55", "#fdf8ea"), texture=0.06, rough=0.2)
    scene.glow(800, 640, 720, "#fff1d0", 0.24, flat=1.9)
    random = Random(8)

    def players(pen: Pen) -> None:
        spots = [
            (-17, 30, "r"),
            (-12, 26, "b"),
            (-10.5, 28.4, "b"),
            (-10, 31, "b"),
            (-11.6, 34.4, "b"),
            (-8.6, 27, "r"),
            (-7.4, 30.2, "r"),
            (-9.5, 33, "r"),
            (-5, 24.5, "r"),
            (-4.4, 35, "r"),
            (-13.4, 30.4, "b"),
            (-19.4, 30, "g"),
            (18.8, 30, "y"),
            (0.6, 32, "w"),
            (-15.5, 22.6, "w"),
        ]
        for x, z, team in sorted(spots, key=lambda s: -s[1]):
            tone = {"r": "#b8281f", "b": "#f0ede4", "g": "#2f8f5a", "y": "#e2b23c", "w": "#20242c"}[team]
            px, py = camera.at(x, 0, z)
            size = camera.scale(z)
            pen.oval(px + size * 0.2, py, size * 0.55, size * 0.12, fade("#4a2c10", 0.5))
            leap = size * 0.55 if (x, z) == (-8.6, 27) else 0
            person(
                pen,
                px,
                py - leap,
                size * 1.95,
                seed=int(x * 7 + z * 31),
                coat=tone,
                stride=random.uniform(0.3, 1.1),
                facing=-1 if team == "r" else 1,
                arms="raised" if leap else ("up" if team == "b" and random.random() < 0.6 else "down"),
            )
        ball = camera.at(-9.4, 3.3, 27)
        pen.oval(*ball, 9, fill="#f4e06a")

    scene.draw(players, rough=0.1)
    for x in range(9):
        for y in (46, 104):
            scene.lamp(90 + x * 178 + (y - 46) * 0.6, y, 9 - (y - 46) / 30, "#f2f6ff", 0.85)
            air.beams(
                scene, 90 + x * 178 + (y - 46) * 0.6, y, 90 + (800 - (90 + x * 178)) * 0.03, 13, "#dce8ff", 0.05, 520
            )

    def board(pen: Pen) -> None:
        pen.rect(690, 118, 220, 92, "#05070a", 6)
        pen.text("28 : 28", 800, 176, 54, "#ffb03a", weight=700, align="middle")
        pen.text("59:49", 800, 203, 24, "#ff6a4a", weight=600, align="middle")

    scene.draw(board, rough=0, texture=0)
    scene.glow(800, 165, 90, "#ffb03a", 0.15)

    def near(pen: Pen) -> None:
        for row_ in range(3):
            step = Random(row_ + 70)
            for seat in range(27):
                x, y = -20 + seat * 64 + step.uniform(-10, 10) + row_ * 22, 960 + row_ * 62 + step.uniform(-8, 8)
                arms = "up" if step.random() < 0.24 else "down"
                person(
                    pen,
                    x,
                    y + 150,
                    235,
                    seed=row_ * 50 + seat,
                    shade=0.86 + 0.05 * row_,
                    back=True,
                    arms=arms,
                    rim=None,
                    stride=0,
                )
        pen.line([(330, 1000), (420, 860)], "#14100f", 6)
        pen.shape([(420, 860), (560, 880), (545, 960), (405, 945)], "#7d1f1a")

    scene.draw(near, rough=0.2)
    return air.finish(scene, contrast=0.22, vignette=0.32)


@picture("deichhalle-regen")
def rain_in_the_hall() -> Scene:
    scene = Scene(PORTRAIT, seed=509, base="#1a1f24")
    camera = Camera(centre=700, horizon=520, focal=1150, eye=1.5)

    def hall(pen: Pen) -> None:
        pen.rect(0, 0, 1280, 760, down(0, 640, "#14181d", "#3a434a"))
        for beam in range(7):
            away = 34 - beam * 4
            pen.shape(
                [
                    camera.at(-16, 9.6, away),
                    camera.at(16, 9.6, away),
                    camera.at(16, 8.9, away),
                    camera.at(-16, 8.9, away),
                ],
                mix("#4a5359", "#20272d", beam / 8),
            )
        for step in range(7):
            pen.shape(
                camera.front(-16, 16, 1.0 + step * 0.5, 1.42 + step * 0.5, 30 + step),
                mix("#2b353d", "#46525a", step / 8),
            )
            for seat in range(40):
                x, y = camera.at(-15.6 + seat * 0.8, 1.3 + step * 0.5, 30 + step)
                pen.rect(x - 9, y - 8, 18, 11, mix("#23456b", "#39424a", 0.3 + step / 14), 3)
        pen.shape(camera.ground(-18, 18, 1.6, 30), down(560, 1600, "#7d6a50", "#a5703c"))
        pen.line([camera.at(-18, 0, 21), camera.at(18, 0, 21)], "#e9e3d2", 3)
        for post in (-1.5, 1.5):
            pen.line([camera.at(post + 3, 0, 27), camera.at(post + 3, 2, 27)], "#c8362b", 6)
        pen.line([camera.at(1.5, 2, 27), camera.at(4.5, 2, 27)], "#efe9da", 6)
        arc = [camera.at(3 - 8 * math.cos(math.pi * i / 30), 0, 26 - 7 * math.sin(math.pi * i / 30)) for i in range(31)]
        pen.line(arc, "#e9e3d2", 4)
        pen.shape(camera.ground(-2.6, -2.48, 1.6, 30), "#e9e3d2")

    scene.draw(hall, texture=0.08, rough=0.3)
    shafts(scene, [[(690, -20), (860, -20), (1080, 1300), (420, 1300)]], "#dbe9f2", 0.30, 40)
    scene.glow(740, 1180, 430, "#cfe2ee", 0.22, flat=1.6)
    water.wet(scene, 640, 0.35, smear=1.2)
    puddle = sample(tile(44, 1.7), scene.x / 1700, scene.y / 500)
    scene.tint("#b9cbd6", np.asarray(np.clip((puddle - 0.5) * 1.6, 0, 0.34) * (scene.y > 760), np.float32))
    places = [
        (-1.7, 3.5),
        (-0.9, 4.4),
        (-0.1, 5.4),
        (0.6, 6.6),
        (1.25, 8.0),
        (1.9, 9.6),
        (2.5, 11.4),
        (3.0, 13.4),
        (3.5, 15.6),
        (3.9, 18),
        (4.3, 20.6),
    ]
    tones = (
        "#c8362b",
        "#2f6a9a",
        "#e0b23c",
        "#dfe2df",
        "#3d8a6b",
        "#c8362b",
        "#8fa0aa",
        "#2f6a9a",
        "#e0b23c",
        "#dfe2df",
        "#c8362b",
    )

    def buckets(pen: Pen) -> None:
        for (x, z), tone in reversed(list(zip(places, tones, strict=True))):
            _bucket(pen, *camera.at(x, 0, z), camera.scale(z) * 0.42, tone)

    def drops(pen: Pen) -> None:
        random = Random(3)
        for x, z in places:
            px, foot = camera.at(x, 0.4, z)
            size = camera.scale(z)
            for drop in range(7):
                y = foot - (drop + random.random()) * foot / 6.5
                pen.line(
                    [(px + random.uniform(-3, 3), y), (px, y + size * 0.10)],
                    fade("#e9f4fb", 0.85),
                    max(1.4, size * 0.016),
                )
            for _ in range(5):
                turn = random.uniform(-2.6, -0.5)
                pen.oval(
                    px + math.cos(turn) * size * 0.14,
                    foot + math.sin(turn) * size * 0.14,
                    max(1.2, size * 0.012),
                    fill="#eef7fc",
                )

    scene.draw(buckets, texture=0.1, rough=0.3)
    scene.draw(drops, rough=0)
    scene.draw(
        lambda pen: (
            person(
                pen, *camera.at(-3.2, 0, 15), camera.scale(15) * 1.85, seed=161, coat="#b8281f", shade=0.3, facing=1
            ),
            person(pen, *camera.at(-4.1, 0, 16.5), camera.scale(16.5) * 1.9, seed=163, coat="#b8281f", shade=0.35),
        ),
        rough=0.2,
    )
    return air.finish(scene, contrast=0.28, vignette=0.35, saturation=0.95)


def _bucket(pen: Pen, x: float, y: float, size: float, tone: str) -> None:
    pen.oval(x + size * 0.2, y, size * 0.62, size * 0.15, fade("#0d0f12", 0.5))
    pen.shape(
        [
            (x - size * 0.5, y - size * 0.95),
            (x + size * 0.5, y - size * 0.95),
            (x + size * 0.38, y - 2),
            (x, y + size * 0.07),
            (x - size * 0.38, y - 2),
        ],
        across(x - size / 2, x + size / 2, lighter(tone, 0.25), tone, darker(tone, 0.45)),
    )
    pen.oval(x, y - size * 0.95, size * 0.5, size * 0.13, darker(tone, 0.25))
    pen.oval(x, y - size * 0.93, size * 0.44, size * 0.10, "#9fb9c8")
    pen.line(
        [
            (x - size * 0.5, y - size * 0.9),
            (x - size * 0.3, y - size * 0.5),
            (x + size * 0.3, y - size * 0.5),
            (x + size * 0.5, y - size * 0.9),
        ],
        "#c9d0d3",
        max(1.2, size * 0.03),
        smooth=True,
    )
