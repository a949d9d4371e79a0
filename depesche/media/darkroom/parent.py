"""Talking to the program that opens pictures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Self

CHILD = Path(__file__).with_name("child.py")
CPU_SECONDS = 40
WALL_SECONDS = 60


class Parent:
    """The process whose children open pictures, one each.  It never opens one itself."""

    def __init__(self) -> None:
        self._number = 0
        self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_why: object) -> None:
        self.close()

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """What a child answers to ``job``; a refusal when there is no answer that makes sense."""
        self._number += 1
        try:
            self._write(json.dumps(job | {"number": self._number}).encode() + b"\n")
            answer: dict[str, Any] = json.loads(self._read())
        except (json.JSONDecodeError, OSError) as failure:
            answer = {"detail": repr(failure)}
        if answer.pop("number", 0) != self._number:  # it broke down, or talks of another picture: start afresh
            self.close()
            self._start()
            return {"refused": "too_hard", "detail": answer.get("detail", "")}
        return answer

    def close(self) -> None:
        """Let it end."""
        with self._process:
            self._process.kill()

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own program; a picture is named to it, never run
            [sys.executable, "-I", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            bufsize=0,
        )

    def _write(self, line: bytes) -> None:
        assert self._process.stdin
        self._process.stdin.write(line)

    def _read(self) -> bytes:
        assert self._process.stdout
        pieces = bytearray()
        while not pieces.endswith(b"\n") and (piece := self._process.stdout.read(1 << 16)):
            pieces += piece
        return bytes(pieces)
