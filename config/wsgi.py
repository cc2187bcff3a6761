"""The WSGI application for gunicorn. At start-up it logs why the database cannot be used, as /readyz also reports."""

import os

import structlog
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from accounts import database_state  # noqa: E402  (only once Django is set up)

if problem := database_state.problem():
    structlog.get_logger("gatehouse.start").error("not ready", reason=problem)
