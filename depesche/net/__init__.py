"""Other machines: the only place that speaks to them, and who it is that speaks to us."""
