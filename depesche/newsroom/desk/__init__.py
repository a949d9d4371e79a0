"""The desk: the screens on which journalists work, built on Wagtail's.

Everything here is a view, a list or a menu.  What they change goes through
the actions of the newsroom.
"""
