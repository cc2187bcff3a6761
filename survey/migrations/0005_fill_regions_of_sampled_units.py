"""Gives the units of existing samples the region of their service."""

from django.db import migrations, models


def fill_regions(apps, schema_editor):
    units = apps.get_model("survey", "SampledUnit").objects.filter(service__isnull=False, region__isnull=True)
    services = apps.get_model("noms", "Service").objects.filter(pk=models.OuterRef("service"))
    units.update(region=models.Subquery(services.values("region")[:1]))


class Migration(migrations.Migration):
    dependencies = [("survey", "0004_sampled_unit_region")]

    operations = [migrations.RunPython(fill_regions, migrations.RunPython.noop)]
