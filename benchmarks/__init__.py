"""Measurements.  They print figures and are no tests; docs/operating/figures.md tells how they were made."""
