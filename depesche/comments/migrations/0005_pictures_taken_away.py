"""A moderator takes a reader’s picture away, by a rule and for a time."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0004_log_is_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="sanction",
            name="sanction_kind_is_known",
        ),
        migrations.AlterField(
            model_name="logentry",
            name="what",
            field=models.CharField(
                choices=[
                    ("approved", "approved a comment"),
                    ("refused", "refused a comment"),
                    ("reopened", "took a decision back"),
                    ("sanctioned", "sanctioned a person"),
                    ("picture taken", "took a person’s picture away"),
                    ("lifted", "lifted a sanction"),
                    ("upheld", "rejected an appeal"),
                    ("reversed", "granted an appeal"),
                    ("word added", "added a word to the lists"),
                    ("word removed", "removed a word from the lists"),
                    ("exported", "took statements of reasons out"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="sanction",
            name="kind",
            field=models.CharField(
                choices=[
                    ("silence", "Silence: every comment waits for a moderator"),
                    ("suspension", "Suspension: no writing"),
                    ("ban", "Ban: no writing, voting or reporting, and signed out everywhere"),
                    ("picture", "Picture: taken away, and no other one for a time"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="sanction",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["silence", "suspension", "ban", "picture"])),
                name="sanction_kind_is_known",
            ),
        ),
    ]
