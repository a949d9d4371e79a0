"""The graphics desk of the demo newsroom: every picture is drawn by a function, and says so in its file.

`python -m tools.pressdraw [KEY...]` draws again; see `__main__`.  Drawing
needs the optional dependency group "drawing"; the newsroom itself does not.
"""
