"""Faults and crowds: what readers and editors meet when something fails, the same code for tests and for figures."""
