"""The WSGI application of the newsroom named by the environment, for any server that speaks WSGI."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "depesche.settings")

application = get_wsgi_application()

from depesche.audience.counting import counting  # noqa: E402 - the apps must be ready before

counting.start()
