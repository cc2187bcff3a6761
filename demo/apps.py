"""The generator of the demonstration. It is installed only where a demonstration is asked for."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    verbose_name = "Demonstration"
