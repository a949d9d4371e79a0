"""``python -m depesche.server``: the parts of one newsroom under one supervisor.

``depesche serve`` becomes this process once the newsroom is ready, so what
stays in memory is only what watches over the parts.
"""

from __future__ import annotations

import argparse
import resource
import socket
import sys

from depesche.server.supervisor import Part, Supervisor

MOST_CONNECTIONS = 10_000


def main(arguments: list[str] | None = None) -> int:
    """Run the newsroom named by the environment until it is told to stop; returns the exit code."""
    options = _parser().parse_args(arguments)
    take_all_files()
    supervisor = Supervisor(
        parts=parts(options.host, options.port, options.workers, options.task_workers),
        say=_say,
        ready=lambda: _answers(options.host, options.port),
        when_ready=lambda: _say(options.ready_text),
    )
    return supervisor.run()


def take_all_files() -> None:
    """Let each process have as many connections as the system grants: the usual first limit is a thousand."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def parts(host: str, port: int, workers: int, task_workers: int) -> list[Part]:
    """The processes in the order of their start; they stop in the opposite one, readers' door first."""
    python = (sys.executable, "-m")
    task_parts = [
        Part(f"task worker {number}", (*python, "depesche.server.worker", str(number)))
        for number in range(1, task_workers + 1)
    ]
    clock = Part("clock", (*python, "depesche.server.clock"))
    web = Part("web server", (*python, "granian", *web_server(host, port, workers)))
    return [*task_parts, clock, web]


def web_server(
    host: str, port: int, workers: int, application: str = "depesche.server.web:application"
) -> tuple[str, ...]:
    """What granian is told."""
    options = {
        "--interface": "rsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(workers),
        "--respawn-interval": "0.5",
        # Connections that each process holds: by itself granian stops at a thousand for all together, and
        # then readers who say nothing keep out those who want something.
        "--backlog": "4096",
        "--backpressure": str(MOST_CONNECTIONS),
        "--http1-header-read-timeout": "10000",
        # Less than the supervisor grants, so that a slow reader cannot make the web server look stuck.
        "--workers-kill-timeout": "4",
        "--log-level": "warning",
    }
    switches = ("--no-ws", "--respawn-failed-workers")
    return (*(word for pair in options.items() for word in pair), *switches, application)


def _answers(host: str, port: int) -> bool:
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    try:
        socket.create_connection((reachable, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m depesche.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=1, help="processes that answer readers")
    parser.add_argument("--task-workers", type=int, default=1, help="processes that do what follows later")
    parser.add_argument("--ready-text", default="The newsroom is open.", help="said once the web server answers")
    return parser


if __name__ == "__main__":
    sys.exit(main())
