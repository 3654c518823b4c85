import hashlib
from typing import Any

from django.db import migrations, models
from django.utils.crypto import salted_hmac


def keep(apps: Any, schema_editor: Any) -> None:
    """Endpoints there are: their secret is that of today's key; one of a unit with nothing below stays of that unit."""
    organisations = apps.get_model("base", "Organisation").objects
    for endpoint in apps.get_model("base", "Endpoint").objects.all():
        secret = salted_hmac("hengxiao.webhook", endpoint.nonce, algorithm="sha256").hexdigest()
        endpoint.secret_digest = hashlib.sha256(secret.encode()).hexdigest()
        told = endpoint.organisation_id
        endpoint.below = told is None or organisations.filter(parent=told).exists()
        endpoint.save()


class Migration(migrations.Migration):

    dependencies = [
        ('base', '0007_notice_without_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='endpoint',
            name='below',
            field=models.BooleanField(default=True, verbose_name='含下属'),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='secret_digest',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name='endpoint',
            name='stopped',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]
