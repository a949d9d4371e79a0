"""What leaves the house: the only place that speaks to other machines."""
