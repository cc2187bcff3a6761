"""The settings of the tests: those of a demonstration, and what differs because nothing is served to anybody."""

import os

os.environ["DEMONSTRATION"] = "true"

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, MIDDLEWARE, PASSWORD_HASHERS, STORAGES

# Argon2 takes a third of a second for each account; test_sign_in has it hash one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *PASSWORD_HASHERS]
API_RATE = None
# Limits are counted in the database as in a deployment; pages are made anew for each process.
CACHES = {**CACHES, "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# Nothing has to outlive a power cut.
if "init_command" in (options := DATABASES["default"]["OPTIONS"]):
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
# tests/on_postgresql.py has migrated one.
if template := os.environ.get("TEST_DATABASE_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}
# Names without a hash, so that nothing has to be collected before a test.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Otherwise each client of a test reads the whole folder again.
WHITENOISE_AUTOREFRESH = True
if os.environ.get("SLOW_BROWSER"):
    MIDDLEWARE = ["tests.browser.slowness.answer_late", *MIDDLEWARE]
