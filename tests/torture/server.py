"""``python -m tests.torture.server PORT``: three processes that answer from ``counted``."""

from __future__ import annotations

import sys

from depesche.server.parts import Plan, web_server

if __name__ == "__main__":
    web_server(Plan("127.0.0.1", int(sys.argv[1]), workers=3), "tests.torture.counted:application").serve()
