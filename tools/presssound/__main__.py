"""Synthesises the fog horn of the demo newsroom: ``python -m tools.presssound [FOLDER]``.

Needs the encoder ``lame`` (Debian: apt-get install lame).  The same numbers make
the same sound every time.
"""

from __future__ import annotations

import math
import random
import subprocess
import sys
from array import array
from pathlib import Path

RATE = 22_050  # samples a second: a fog horn has nothing above 10 kHz
SECONDS = 18
FOLDER = Path(__file__).resolve().parents[2] / "depesche" / "demo_newsroom" / "audio"

# When each sound begins, in seconds.
HORNS = (1.0, 10.5)
BELLS = (5.6, 7.1, 8.6, 15.4, 16.9)


def main(folder: Path = FOLDER) -> Path:
    """Write the recording and say where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nebelhorn-vorhafen.mp3"
    title = ["--tt", "Nebelhorn im Vorhafen", "--ta", "Brückhavener Bote", "--ty", "2026"]
    command = ["lame", "--quiet", "-r", "-s", "22.05", "--signed", "-m", "m", "-b", "64", *title, "-", str(path)]
    subprocess.run(command, input=samples().tobytes(), check=True)
    return path


def samples() -> array[int]:
    """The whole recording as 16-bit numbers."""
    quiet = water()
    mixed = [
        quiet[n] + sum(horn(n / RATE - at) for at in HORNS) + sum(bell(n / RATE - at) for at in BELLS)
        for n in range(SECONDS * RATE)
    ]
    echoed = echo(mixed, delay=0.31, part=0.28)
    loudest = max(map(abs, echoed))
    return array("h", (round(27_000 * fade(n / RATE) * value / loudest) for n, value in enumerate(echoed)))


def horn(t: float) -> float:
    """Three and a half seconds of a diaphone: a low tone rich in odd partials that sinks at its end."""
    length = 3.6
    if not 0 <= t < length:
        return 0.0
    swell = min(1.0, t / 0.25) * min(1.0, (length - t) / 0.5)
    pitch = 92.0 - 22.0 * max(0.0, t - 2.9)
    rough = 1 + 0.12 * math.sin(2 * math.pi * 23 * t)
    partials = ((1, 1.0), (2, 0.35), (3, 0.6), (5, 0.32), (7, 0.15), (9, 0.07))
    return 0.8 * swell * rough * sum(part * math.sin(2 * math.pi * pitch * k * t) for k, part in partials)


def bell(t: float) -> float:
    """A buoy's bell: partials that are no multiples of each other, the high ones gone first."""
    if not 0 <= t < 4:
        return 0.0
    partials = ((1.0, 0.5, 1.6), (2.01, 0.35, 2.4), (2.74, 0.3, 3.2), (3.76, 0.2, 4.5), (5.07, 0.12, 6.5))
    return 0.5 * sum(part * math.exp(-decay * t) * math.sin(2 * math.pi * 523 * k * t) for k, part, decay in partials)


def water() -> list[float]:
    """Small waves against a wall: soft noise that comes and goes."""
    chance, level, noise = random.Random(1871), 0.0, []  # noqa: S311 (chance makes no secret here)
    for n in range(SECONDS * RATE):
        level += 0.06 * (chance.uniform(-1, 1) - level)
        noise.append(level * (0.35 + 0.25 * math.sin(2 * math.pi * n / RATE / 3.7)))
    return noise


def echo(values: list[float], *, delay: float, part: float) -> list[float]:
    """The sound comes back from the warehouses on the other side."""
    behind = int(delay * RATE)
    heard: list[float] = []
    for n, value in enumerate(values):
        heard.append(value + (part * heard[n - behind] if n >= behind else 0.0))
    return heard


def fade(t: float) -> float:
    """In at the start, out at the end."""
    return min(1.0, t / 0.4, (SECONDS - t) / 1.2)


if __name__ == "__main__":
    print(main(*map(Path, sys.argv[1:2])))
