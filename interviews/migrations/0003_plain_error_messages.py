"""Reword the error sentences of constraints."""

import django.core.validators
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enterprises", "0001_initial"),
        ("interviews", "0002_plain_field_names"),
        ("survey", "0002_staged_uploads"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="fieldworkrules",
            name="max_attempts",
            field=models.PositiveSmallIntegerField(
                default=12,
                help_text="After this number of calls to one contact the case goes to the end of the list, for you to decide.",
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="maximum attempts",
            ),
        ),
        migrations.AlterConstraint(
            model_name="caselock",
            name="interviews_caselock_ends_after_it_begins",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gt", models.F("since"))),
                name="interviews_caselock_ends_after_it_begins",
                violation_error_message="A lock must end after it begins.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="latechange",
            name="interviews_latechange_twice_names_the_other",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("change", "found_twice"), _negated=True),
                    ("same_as__isnull", False),
                    _connector="OR",
                ),
                name="interviews_latechange_twice_names_the_other",
                violation_error_message="Name the other case, which stays in the sample.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="mention",
            name="interviews_mention_position_once",
            constraint=models.UniqueConstraint(
                fields=("interview", "position"),
                name="interviews_mention_position_once",
                violation_error_message="Two mentions of one interview cannot have the same position.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="unitsource",
            name="interviews_unitsource_once",
            constraint=models.UniqueConstraint(
                fields=("unit", "kind"),
                name="interviews_unitsource_once",
                violation_error_message="This source of the unit is already recorded.",
            ),
        ),
    ]
