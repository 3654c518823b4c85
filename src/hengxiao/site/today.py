"""Whoever works at the server's console (控制台操作): no account, but recorded as such."""

from __future__ import annotations

from django.utils import timezone

from hengxiao.base.viewer import Viewer


def console_viewer() -> Viewer:
    """The viewer of a command (命令行操作者)."""
    return Viewer(None, timezone.localdate(), address="console")
