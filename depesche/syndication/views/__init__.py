"""Answers to machines; none of them depends on a header, a cookie or an unlisted query key."""
