"""The desk of newsletters: Wagtail's lists and forms, and one screen from which an issue is sent."""
