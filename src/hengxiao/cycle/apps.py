"""The app `cycle` (年度管理周期)."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    """Projects, filings, review, approval, publication (年度管理周期)."""

    name = "hengxiao.cycle"
    verbose_name = "年度管理"

    def ready(self) -> None:
        """Follow the organisations when they move."""
        from hengxiao.base.organising import organisation_moved
        from hengxiao.cycle.following import follow

        organisation_moved.connect(follow, dispatch_uid="hengxiao.cycle.follow")
