"""People as silhouettes with a little light on them: standing, walking, with umbrellas, seen small."""

from random import Random

from tools.pressdraw.colour import darker, lighter, mix
from tools.pressdraw.pen import Pen

COATS = ("#2b3340", "#4a3b35", "#59636b", "#7a3a2e", "#34473f", "#8a7350", "#23272e", "#5b4a5e")
SKIN = ("#d9b08c", "#c6946c", "#8f5f41", "#5f4030", "#e0bc9c")


def person(
    pen: Pen,
    x: float,
    feet: float,
    height: float,
    *,
    seed: int = 0,
    coat: str | None = None,
    stride: float = 0.5,
    facing: int = 1,
    umbrella: str | None = None,
    bag: bool = False,
    hat: str | None = None,
    shade: float = 0.0,
    rim: str | None = None,
    arms: str = "down",
    helmet: str | None = None,
    back: bool = False,
) -> None:
    """One figure; `height` in pixels, `stride` 0 (standing) to 1 (striding), `shade` darkens all of it."""
    random = Random(seed * 7919 + 13)
    cloth = mix(coat or random.choice(COATS), "#0c1016", shade)
    legs = mix(random.choice(("#1d222a", "#2d333d", "#3b3a38", "#242a3a")), "#0c1016", shade)
    skin = mix(random.choice(SKIN), "#0c1016", min(1.0, shade * 1.05))
    hair = mix(random.choice(("#2a1d15", "#1a1512", "#6b4a2b", "#8d8578", "#3b2a20")), "#0c1016", shade)
    with pen.placed(x, feet, height / 100 * facing, height / 100):
        _legs(pen, legs, stride)
        if bag:
            pen.rect(6, -52, 11, 15, darker(cloth, 0.35), 2)
        _body(pen, cloth, random.uniform(0.9, 1.15), arms, stride, skin)
        _head(
            pen,
            skin,
            hair,
            hat and mix(hat, "#0c1016", shade),
            helmet and mix(helmet, "#0c1016", shade * 0.7),
            back=back,
        )
        if rim:
            pen.line([(8.6, -80), (9.5, -64), (8.5, -50), (9.5, -36)], rim, 1.3, smooth=True)
            pen.line([(4.6, -98), (6.2, -93), (4.8, -87)], rim, 1.2, smooth=True)
        if umbrella:
            _umbrella(pen, mix(umbrella, "#0c1016", shade * 0.8))


def crowd(
    pen: Pen,
    left: float,
    right: float,
    feet: float,
    height: float,
    count: int,
    *,
    seed: int = 1,
    shade: float = 0.3,
    depth: float = 0.0,
    rim: str | None = None,
    umbrellas: float = 0.0,
    stride: float = 0.3,
    arms: str = "down",
    back: bool = False,
) -> None:
    """Many figures between two points; `depth` lets those behind stand higher and smaller."""
    random = Random(seed)
    places = sorted(((random.random(), random.uniform(left, right)) for _ in range(count)), reverse=True)
    for index, (far, x) in enumerate(places):
        scale = 1 - depth * far
        person(
            pen,
            x,
            feet - far * depth * height * 0.55,
            height * scale * random.uniform(0.92, 1.06),
            seed=seed * 100 + index,
            stride=random.random() * stride,
            facing=random.choice((1, -1)),
            shade=shade,
            rim=rim,
            bag=random.random() < 0.2,
            umbrella=random.choice(COATS) if random.random() < umbrellas else None,
            arms=arms,
            back=back,
            hat=random.choice(COATS) if random.random() < 0.3 else None,
        )


def _legs(pen: Pen, colour: str, stride: float) -> None:
    step = 13 * stride
    pen.shape(
        [(-6.5, -46), (0.5, -46), (-1 - step * 0.4, -24), (-1.5 - step, -2), (-7.5 - step, -2), (-7 - step * 0.5, -24)],
        darker(colour, 0.25),
    )
    pen.shape(
        [(-2, -46), (6.5, -46), (6.5 + step * 0.6, -24), (5.5 + step, -2), (0 + step, -2), (0.5 + step * 0.4, -24)],
        colour,
    )
    pen.shape([(-8.5 - step, -3), (-1.5 - step, -3), (0.5 - step, 0), (-8.5 - step, 0)], "#14161a")
    pen.shape([(-0.5 + step, -3), (6 + step, -3), (9 + step, 0), (-0.5 + step, 0)], "#101215")


def _body(pen: Pen, colour: str, girth: float, arms: str, stride: float, skin: str) -> None:
    wide = 10.5 * girth
    if arms == "down":
        pen.line(
            [(-wide + 1.5, -77), (-wide - 1 - stride * 4, -61), (-wide + 1 - stride * 6, -46)],
            darker(colour, 0.3),
            5.2,
            smooth=True,
        )
        pen.oval(-wide + 1 - stride * 6, -44, 2.2, 2.6, darker(skin, 0.2))
    pen.shape(
        [
            (-4, -86),
            (4, -86),
            (wide - 2, -82.5),
            (wide, -70),
            (wide - 1.6, -58),
            (wide + 0.6, -38),
            (-wide - 0.6, -38),
            (-wide + 1.6, -58),
            (-wide, -70),
            (-wide + 2, -82.5),
        ],
        colour,
    )
    pen.shape(
        [(-wide, -70), (-wide + 2, -82.5), (-4, -86), (-3, -60), (-5, -38), (-wide - 0.6, -38), (-wide + 1.6, -58)],
        darker(colour, 0.28),
    )
    pen.shape([(-2.4, -86), (2.6, -86), (1, -79)], lighter(colour, 0.35))
    if arms == "down":
        pen.line(
            [(wide - 2, -77), (wide + 1.5 + stride * 2, -62), (wide + 1 + stride * 6, -49)],
            lighter(colour, 0.06),
            5.2,
            smooth=True,
        )
        pen.oval(wide + 1 + stride * 6, -46.5, 2.3, 2.7, skin)
    elif arms == "up":
        for side in (-1, 1):
            pen.line(
                [(side * (wide - 2), -79), (side * (wide + 4), -92), (side * (wide + 5), -107)],
                colour,
                4.8,
                smooth=True,
            )
            pen.oval(side * (wide + 5), -110, 2.6, 2.8, skin)
    elif arms == "forward":
        pen.line([(wide - 3, -77), (wide + 3, -64), (wide + 13, -62)], lighter(colour, 0.08), 5, smooth=True)
        pen.oval(wide + 15, -62, 2.4, 2.4, skin)
    elif arms == "raised":
        pen.line([(-wide + 1.5, -77), (-wide - 1, -61), (-wide + 1, -46)], darker(colour, 0.3), 5.2, smooth=True)
        pen.line([(wide - 2, -79), (wide + 5, -88), (wide + 4, -104)], lighter(colour, 0.06), 4.8, smooth=True)
        pen.oval(wide + 4, -107, 2.5, 2.8, skin)


def _head(pen: Pen, skin: str, hair: str, hat: str | None, helmet: str | None, *, back: bool) -> None:
    pen.rect(-2.4, -89, 4.8, 6, darker(skin, 0.25))
    pen.oval(0, -93.5, 5.4, 6.7, hair if back else skin)
    if not back:
        pen.shape(
            [(-5.6, -92), (-5.7, -98), (-2, -101), (3, -101), (5.8, -97), (3.6, -96.5), (-2.5, -96), (-3.4, -90)],
            hair,
            smooth=True,
        )
    if hat:
        pen.shape([(-6.2, -95), (-5.6, -100), (-1, -103), (5, -100.5), (6.2, -95)], hat, smooth=True)
    if helmet:
        pen.shape([(-7.6, -95.5), (-6.4, -101), (0, -104), (6.4, -101), (8.6, -95.5)], helmet, smooth=True)


def _umbrella(pen: Pen, colour: str) -> None:
    pen.line([(11, -50), (8, -118)], "#20242a", 1.3)
    pen.shape(
        [
            (-22, -106),
            (-16, -120),
            (0, -129),
            (16, -129),
            (32, -119),
            (38, -104),
            (28, -108),
            (18, -105),
            (8, -109),
            (-2, -105.5),
            (-12, -109),
        ],
        colour,
    )
    pen.shape([(8, -129), (16, -129), (32, -119), (38, -104), (28, -108), (18, -105)], lighter(colour, 0.14))
