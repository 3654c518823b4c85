"""`manage.py send_webhooks` (发送回调), for a timer where no worker runs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hengxiao.base.sending import send_waiting


class Command(BaseCommand):
    """Sends waiting webhooks (发送回调)."""

    help = "发送回调 / send waiting webhooks"

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them."""
        self.stdout.write(str(send_waiting()))
