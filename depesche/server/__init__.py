"""The processes of a running newsroom: the web server, the task workers and the clock, and who looks after them."""
