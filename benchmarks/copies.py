"""Word forms by the hundred (仿制表格): the sample under other project codes and names, each a file of its own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "samples" / "附表五-2020.docx"
CODE, NAME = "2020—205—000—004", "综合事务工作"


def copies_of_the_sample(count: int, sample: Path = SAMPLE) -> dict[tuple[str, str], bytes]:
    """(code, name) → Word file of so many projects."""
    with zipfile.ZipFile(sample) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["word/document.xml"].decode()
    made = {}
    for number in range(1, count + 1):
        code, name = f"2020-888-{number // 1000:03d}-{number % 1000:03d}", f"第{number}号工作"
        body = text.replace(CODE, code.replace("-", "—")).replace(NAME, name).encode()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for part, data in parts.items():
                archive.writestr(part, body if part == "word/document.xml" else data)
        made[code, f"{name}经费"] = packed.getvalue()
    return made
