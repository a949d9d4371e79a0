"""A news site as Wagtail's own tutorial would have it built: what our figures are compared with.

Page types with StreamField, taggit and ParentalKey, listings by tree and date,
menus and breadcrumbs from the tree, everything looked up while the template is
rendered.  It shows what our article page shows, with the same texts.
"""
