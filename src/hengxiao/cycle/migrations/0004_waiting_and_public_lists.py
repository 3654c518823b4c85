from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_releases(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give every release the name, code and year of its version; only the newest public one of a year is in force."""
    releases = apps.get_model("cycle", "Release").objects.using(editor.connection.alias)
    rows = releases.values_list("pk", "version__document__project", "version__filing__year")
    for pk, head, year in rows.iterator(500):
        releases.filter(pk=pk).update(public_name=head["name"][:200], public_code=head["code"][:40], year=year)
    newest: set[tuple[int, int]] = set()
    public = releases.filter(state="released").order_by("-version__at", "-pk")
    for pk, project, year in public.values_list("pk", "version__filing__project_id", "year").iterator(500):
        if (project, year) in newest:
            releases.filter(pk=pk).update(in_force=False)
        newest.add((project, year))


class Migration(migrations.Migration):
    dependencies = [
        ("cycle", "0003_library_states"),
    ]

    operations = [
        migrations.AddField(
            model_name="release",
            name="public_code",
            field=models.CharField(blank=True, max_length=40, verbose_name="项目编码"),
        ),
        migrations.AddField(
            model_name="release",
            name="public_name",
            field=models.CharField(blank=True, max_length=200, verbose_name="项目名称"),
        ),
        migrations.AddField(
            model_name="release",
            name="year",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="年度"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="release",
            name="in_force",
            field=models.BooleanField(default=True, verbose_name="现行"),
        ),
        migrations.RunPython(name_releases, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="filing",
            index=models.Index(fields=["state", "changed_at"], name="filing_waiting"),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(
                condition=models.Q(("in_force", True)), fields=["state", "released_at"], name="release_newest"
            ),
        ),
        migrations.AddIndex(
            model_name="release",
            index=models.Index(fields=["state", "year"], name="release_of_year"),
        ),
    ]
