"""One geography for all maps: coast, river, harbour basins and the six districts of Brückhaven.

Coordinates run from 0 to 160 (west to east) and from 0 to 100 (north to south).
"""

from collections.abc import Sequence

from tools.pressdraw.pen import Pen, Point

SEA: list[Point] = [
    (-20, -20),
    (180, -20),
    (180, 8),
    (150, 12),
    (126, 20),
    (108, 23),
    (96, 27),
    (88, 24),
    (80, 28),
    (70, 27),
    (56, 33),
    (40, 34),
    (22, 42),
    (8, 45),
    (-20, 52),
]
MELME: list[Point] = [(96, 22), (97, 34), (93, 44), (96, 54), (90, 66), (93, 78), (86, 90), (88, 118)]
BASIN_NORTH: list[Point] = [(99, 31), (134, 28), (135, 33), (99, 36)]
BASIN_SOUTH: list[Point] = [(98, 46), (122, 45), (123, 50), (97, 51)]
NORTH_QUAY: tuple[Point, Point] = ((100, 30.6), (134, 27.6))
SOUTH_QUAY: tuple[Point, Point] = ((99, 51), (122.5, 50.2))
RAIL: list[Point] = [(180, 70), (160, 62), (146, 50), (142, 36), (136, 25), (118, 26), (101, 27.6)]
ROAD: list[Point] = [(138, 22), (146, 28), (147, 42), (141, 52), (130, 54.4), (119, 53.2)]
DISTRICTS: dict[str, list[Point]] = {
    "Altstadt": [(66, 46), (84, 43), (93, 46), (95, 55), (91, 64), (76, 66), (65, 60)],
    "Speicherviertel": [(80, 29), (88, 26), (96, 29), (96, 36), (93, 44), (84, 43), (79, 38)],
    "Fischerwiek": [(56, 34), (70, 28.5), (80, 29), (79, 38), (84, 43), (66, 46), (54, 45)],
    "Neustadt": [(54, 45), (66, 46), (65, 60), (76, 66), (72, 84), (50, 86), (38, 70), (40, 52)],
    "Melmvorstadt": [(76, 66), (91, 64), (90, 67), (92, 78), (86, 90), (72, 92), (72, 84)],
    "Werftsiedlung": [(99, 54), (118, 54), (134, 60), (138, 76), (118, 86), (95, 80), (93, 68), (97, 58)],
}
CENTRES: dict[str, Point] = {
    "Altstadt": (79.5, 55),
    "Speicherviertel": (88, 35),
    "Fischerwiek": (67, 38),
    "Neustadt": (55, 66),
    "Melmvorstadt": (82, 78),
    "Werftsiedlung": (115, 70),
}


class Chart:
    """A window on the town: which part of it fills the sheet."""

    def __init__(self, left: float, top: float, scale: float, offset: Point = (0, 0)) -> None:
        self.left, self.top, self.scale, self.offset = left, top, scale, offset

    def at(self, x: float, y: float) -> Point:
        return (self.offset[0] + (x - self.left) * self.scale, self.offset[1] + (y - self.top) * self.scale)

    def all(self, points: Sequence[Point]) -> list[Point]:
        return [self.at(*point) for point in points]

    def ground(self, pen: Pen, *, sea: str, river: str | None = None) -> None:
        """Sea, river and basins."""
        water = river or sea
        pen.shape(self.all(SEA), sea)
        pen.line(self.all(MELME), water, 2.6 * self.scale, smooth=True)
        pen.shape(self.all([(90, 18), (104, 18), (101, 31), (96, 36), (91, 30)]), sea, smooth=True)
        for basin in (BASIN_NORTH, BASIN_SOUTH):
            pen.shape(self.all(basin), water)
