"""Rename fields to plain terms."""

from django.db import migrations, models

SOURCES = ["survey", "mention", "nomination", "directory"]


class Migration(migrations.Migration):
    dependencies = [("interviews", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("unitsource", "interviews_unitsource_once"),
        migrations.RemoveConstraint("unitsource", "interviews_unitsource_way_is_known"),
        migrations.RemoveConstraint("fieldworkrules", "interviews_fieldworkrules_allows_one_attempt"),
        migrations.RenameField("draw", "drawn_from", "population_size"),
        migrations.RenameField("unitsource", "known_through", "kind"),
        migrations.RenameField("fieldworkrules", "most_attempts", "max_attempts"),
        migrations.RenameField("fieldworkrules", "contacts_kept_days", "contact_retention_days"),
        migrations.AddConstraint(
            "fieldworkrules",
            models.CheckConstraint(
                condition=models.Q(max_attempts__gte=1),
                name="interviews_fieldworkrules_allows_one_attempt",
                violation_error_message="Every case is rung at least once.",
            ),
        ),
        migrations.AddConstraint(
            "unitsource",
            models.UniqueConstraint(
                fields=["unit", "kind"],
                name="interviews_unitsource_once",
                violation_error_message="This source of the unit is already kept.",
            ),
        ),
        migrations.AddConstraint(
            "unitsource",
            models.CheckConstraint(
                condition=models.Q(kind__in=SOURCES),
                name="interviews_unitsource_way_is_known",
                violation_error_message="Choose how the study knew of it.",
            ),
        ),
    ]
