"""Reminding third parties (第三方审核催办), from time to time."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from hengxiao.base.jobs.ticking import PERIODIC
from hengxiao.cycle.actions.asking import remind_third_parties


def remind(now: datetime) -> int:
    """Remind of what is due (催办); gives how many commissions were told of."""
    return remind_third_parties(timezone.localdate(now))


PERIODIC["third_parties"] = remind
