"""The app `base` (基础)."""

from django.apps import AppConfig


class BaseConfig(AppConfig):
    """Organisations, people, roles, audit, files, jobs (基础)."""

    name = "hengxiao.base"
    verbose_name = "基础"

    def ready(self) -> None:
        """Listen for signing in and out."""
        from hengxiao.base.signing import connect

        connect()
