"""The app `cycle` (年度管理周期)."""

from django.apps import AppConfig


class CycleConfig(AppConfig):
    """Projects, filings, review, approval, publication (年度管理周期)."""

    name = "hengxiao.cycle"
    verbose_name = "年度管理"
