"""``python -m depesche.server``: the newsroom that the environment names, served by a process that is new."""

from __future__ import annotations

import argparse
import gc
import os
import sys

import django

from depesche.server import memory
from depesche.server.parts import Plan, serve


def main(arguments: list[str] | None = None) -> int:
    """Serve until told to stop; returns the exit code."""
    plan = Plan(**vars(_parser().parse_args(arguments)))
    gc.disable()  # nothing is thrown away while modules are loaded
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.settings")
    memory.leave_out()
    django.setup()
    return serve(plan)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m depesche.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=Plan.workers, help="processes that answer readers")
    parser.add_argument("--task-workers", type=int, default=Plan.task_workers, help="processes for what follows later")
    parser.add_argument("--opened", default=Plan.opened, help="said once the web server answers")
    return parser


if __name__ == "__main__":
    sys.exit(main())
