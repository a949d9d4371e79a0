"""The graphics desk's house style: paper, rules, type, source line, party colours."""

from dataclasses import dataclass

from tools.pressdraw.pen import Pen
from tools.pressdraw.scene import LANDSCAPE, Draw, Scene

PAPER, INK, SOFT, HAIR, ACCENT = "#fbfaf5", "#1d2126", "#666c72", "#cfcdc4", "#a8231d"
PARTIES = {"SB": "#b8392f", "BUK": "#27496f", "DL": "#3f7d5a", "FHL": "#3a9ab0", "OS": "#dba23a", "HW": "#7d6a58"}


@dataclass(frozen=True)
class Plot:
    """A rectangle of the sheet in which values become pixels."""

    left: float
    right: float
    top: float
    bottom: float
    first: float
    last: float
    low: float
    high: float

    def x(self, value: float) -> float:
        return self.left + (value - self.first) / (self.last - self.first) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - (value - self.low) / (self.high - self.low) * (self.bottom - self.top)


def sheet(draw: Draw, *, title: str, source: str, size: tuple[int, int] = LANDSCAPE, note: str = "") -> Scene:
    """A graphic on paper: a rule and a short title above, the source below."""
    scene = Scene(size, PAPER)

    def frame(pen: Pen) -> None:
        pen.rect(80, 64, 120, 10, ACCENT)
        pen.text(title, 80, 136, 58, INK, weight=700)
        if note:
            pen.text(note, 80, 188, 38, SOFT, weight=400)
        pen.line([(80, size[1] - 92), (size[0] - 80, size[1] - 92)], HAIR, 2, butt=True)
        pen.text(source, 80, size[1] - 48, 30, SOFT)
        pen.text("Bote / Vandrey", size[0] - 80, size[1] - 48, 30, SOFT, align="right")

    scene.draw(draw, rough=0, texture=0)
    scene.draw(frame, rough=0, texture=0)
    return scene


def number(value: float, places: int = 1) -> str:
    """A figure as German readers write it: a comma, and a dot for thousands."""
    return f"{value:,.{places}f}".replace(",", "_").replace(".", ",").replace("_", ".")
