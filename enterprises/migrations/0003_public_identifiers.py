"""Random identifiers of organisations, places and engagements, so that row numbers are not published."""

import uuid

from django.db import migrations, models


def fill(apps, schema_editor):
    for name in ("Organisation", "Place", "Engagement"):
        model = apps.get_model("enterprises", name)
        for row in list(model.objects.order_by("pk").only("pk")):
            model.objects.filter(pk=row.pk).update(public_id=uuid.uuid4())


def nullable(name):
    return migrations.AddField(name, "public_id", models.UUIDField(null=True, editable=False))


def unique(name):
    return migrations.AlterField(
        name, "public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    )


class Migration(migrations.Migration):
    dependencies = [("enterprises", "0002_version_two_facts")]

    operations = [
        *map(nullable, ("organisation", "place", "engagement")),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        *map(unique, ("organisation", "place", "engagement")),
        migrations.AlterModelOptions(
            "engagement", {"ordering": ["organisation__name", "service__name", "public_id"]}
        ),
        migrations.AlterModelOptions("organisation", {"ordering": ["name", "slug"]}),
        migrations.AlterModelOptions("place", {"ordering": ["-is_main", "public_id"]}),
        migrations.RemoveIndex("organisation", "organisation_shown_by_name"),
        migrations.AddIndex(
            "organisation",
            models.Index(
                condition=models.Q(("is_published", True)),
                fields=["name", "slug"],
                name="organisation_shown_by_name",
            ),
        ),
    ]
