"""The generator of the demonstration, installed only where the settings ask for a demonstration."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    verbose_name = "Demonstration"
