"""The application as the supervised web server loads it, once in each of its worker processes."""

import os

from depesche.server.lifeline import die_with_parent

# A worker whose granian is killed would go on holding the port.
die_with_parent(os.getppid())

from depesche.server.door import application  # noqa: E402 - loading takes a while, the order must stand before it

__all__ = ["application"]
