"""Discussions: threads of any page, the house rules, and moderation that gives its reasons.

It knows kinds and names of pages (``depesche.comments.hosts``), and no article.
"""
