"""The page store: pages are rendered once, kept, and renewed as soon as something in them changes.

It knows addresses, surrogate keys and bytes, and never what an article is.
While a page is rendered, what goes into it says its names (``collecting.mark``);
when something changes, its owner says the same names again (``actions.purge``).
"""
