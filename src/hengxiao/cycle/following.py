"""What the cycle does when the base changes (随基础信息变动)."""

from __future__ import annotations

from typing import Any

from hengxiao.base.models import Organisation


def follow(sender: Any, organisation: Organisation, **more: Any) -> None:
    """An organisation was renamed or moved (单位变动)."""
    from hengxiao.cycle.actions.declaring import follow_organisation  # starting the site loads no actions

    follow_organisation(organisation)
