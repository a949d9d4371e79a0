"""Properties are judged by what they find, not by how long a busy machine takes over one example."""

from hypothesis import settings

settings.register_profile("formats", deadline=None, max_examples=30)
settings.load_profile("formats")
