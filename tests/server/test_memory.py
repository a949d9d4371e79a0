"""What a newsroom that is served does not load."""

from __future__ import annotations

import subprocess
import sys

_LOADED = """
import sys
from depesche.server import memory
memory.leave_out()
import django
django.setup()
from django.core.management import call_command
call_command("check")
print(*sorted({"ninja", "psycopg"} & {name for name, module in sys.modules.items() if module}))
"""


def test_what_no_part_of_the_newsroom_uses_is_not_in_memory_and_nothing_misses_it() -> None:
    said = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, text=True, check=False, timeout=120)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == ""
