"""One function per picture; importing this package fills the list."""

from collections.abc import Callable

from tools.pressdraw.scene import Scene

Picture = Callable[[], Scene]
PICTURES: dict[str, Picture] = {}


def picture(key: str) -> Callable[[Picture], Picture]:
    """Name a function as the one that draws the picture with that key."""

    def keep(draw: Picture) -> Picture:
        PICTURES[key] = draw
        return draw

    return keep
