"""Subscriptions: readers follow what the newsroom publishes, and get it by mail from the house's own server.

It knows kinds and names of what can be followed (``depesche.subscriptions.subjects``), and no article.
"""
