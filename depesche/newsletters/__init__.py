"""Newsletters: letters that editors put together of blocks, for those who follow them, and kept on the web.

What is in a letter is said in kinds of parts, which any app may add to (``depesche.newsletters.kinds``).  Whom it
goes to, and that it goes once, is the business of subscriptions.
"""
