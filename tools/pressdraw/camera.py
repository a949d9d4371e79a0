"""Perspective: metres in the world become pixels in the picture."""

from collections.abc import Callable
from dataclasses import dataclass

from tools.pressdraw.colour import darker
from tools.pressdraw.pen import Fill, Pen, Point


@dataclass(frozen=True)
class Camera:
    """Looks straight ahead from `eye` metres above the ground; `centre` and `horizon` say where it looks."""

    centre: float = 800
    horizon: float = 520
    focal: float = 1300
    eye: float = 1.7

    def at(self, across: float, up: float, away: float) -> Point:
        """Where a point lies: metres to the right, above the ground and away."""
        return (self.centre + self.focal * across / away, self.horizon - self.focal * (up - self.eye) / away)

    def scale(self, away: float) -> float:
        """Pixels for one metre at that distance."""
        return self.focal / away

    def ground(self, left: float, right: float, near: float, far: float, up: float = 0) -> list[Point]:
        """The corners of a level rectangle."""
        return [self.at(left, up, far), self.at(right, up, far), self.at(right, up, near), self.at(left, up, near)]

    def front(self, left: float, right: float, bottom: float, top: float, away: float) -> list[Point]:
        """The corners of a wall that faces the camera."""
        return [
            self.at(left, top, away),
            self.at(right, top, away),
            self.at(right, bottom, away),
            self.at(left, bottom, away),
        ]

    def side(self, across: float, near: float, far: float, bottom: float, top: float) -> list[Point]:
        """The corners of a wall that runs away from the camera, drawn from far to near."""
        return [
            self.at(across, top, far),
            self.at(across, top, near),
            self.at(across, bottom, near),
            self.at(across, bottom, far),
        ]


def box(
    pen: Pen,
    camera: Camera,
    left: float,
    right: float,
    bottom: float,
    top: float,
    near: float,
    far: float,
    fill: str,
    *,
    side: Fill | None = None,
    lid: Fill | None = None,
    face: Callable[[Pen], object] | None = None,
    grid: tuple[float, float] = (100, 100),
) -> None:
    """A block in perspective; `face` may draw on its front in a grid of its own units."""
    shade = side or darker(fill, 0.35)
    if left > 0:
        pen.shape(camera.side(left, near, far, bottom, top), shade)
    if right < 0:
        pen.shape(camera.side(right, near, far, bottom, top), shade)
    if top < camera.eye:
        pen.shape(camera.ground(left, right, near, far, top), lid or darker(fill, 0.1))
    corners = camera.front(left, right, bottom, top, near)
    pen.shape(corners, fill)
    if face:
        with pen.on(*grid, corners):
            face(pen)
