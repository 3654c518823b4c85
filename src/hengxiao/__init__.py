"""衡效 Hengxiao: budget-performance forms, read, understood, checked, scored and printed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hengxiao.core.checks import check
    from hengxiao.core.packs import load as load_pack
    from hengxiao.core.printing import print_form
    from hengxiao.core.reading import read
    from hengxiao.core.scoring import monitor, score
    from hengxiao.core.values import parse

__all__ = ["check", "load_pack", "monitor", "parse", "print_form", "read", "score"]

_HOMES = {
    "check": ("hengxiao.core.checks", "check"),
    "load_pack": ("hengxiao.core.packs", "load"),
    "monitor": ("hengxiao.core.scoring", "monitor"),
    "parse": ("hengxiao.core.values", "parse"),
    "print_form": ("hengxiao.core.printing", "print_form"),
    "read": ("hengxiao.core.reading", "read"),
    "score": ("hengxiao.core.scoring", "score"),
}


def __getattr__(name: str) -> Any:
    """Load a part of the library when it is first asked for, so that importing stays light."""
    if name not in _HOMES:
        raise AttributeError(name)
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)
