"""`manage.py send_notices` (发送邮件提醒), for a timer."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from hengxiao.base.mailing import send_waiting


class Command(BaseCommand):
    """Sends waiting notices by e-mail (发送邮件提醒)."""

    help = "发送邮件提醒 / send waiting notices by e-mail"

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them."""
        self.stdout.write(str(send_waiting()))
