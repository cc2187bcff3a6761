#!/usr/bin/env python3
"""Gatehouse's command line: `manage.py help` lists the commands. The settings come from the environment."""

import os
import sys


def main() -> None:
    """Run the command that the arguments name; if the environment is wrong, end with a sentence that says so."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError as error:
        raise SystemExit(
            "Django is not installed for this Python. Run script/setup, then use .venv/bin/python manage.py."
        ) from error
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        raise SystemExit(f"Gatehouse cannot start: {error}")


if __name__ == "__main__":
    main()
