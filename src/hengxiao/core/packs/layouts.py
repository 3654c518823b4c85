"""Known forms of packs (已知表式), each file read once."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hengxiao.core.forms import Layout


@lru_cache(maxsize=256)
def layout_at(path: Path) -> Layout:
    """The form described in a file (读取表式).

    Raises:
        LayoutError: the file describes no form.
    """
    from hengxiao.core.forms import load_layout

    return load_layout(path)
