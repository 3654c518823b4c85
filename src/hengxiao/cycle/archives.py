"""Archives of forms (压缩包): hostile until proved; nothing touches a disk, limits are checked before reading."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from hengxiao.base.errors import ActionError
from hengxiao.base.proving import LARGEST, plain_name

MOST_MEMBERS = 2000
LARGEST_TOTAL = 1024 * 1024 * 1024
STRANGE_RATIO, STRANGE_FROM = 200, 1024 * 1024
OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
LEFT_OUT = re.compile(r"(^|/)(__MACOSX/|\.|~\$|Thumbs\.db$|desktop\.ini$)", re.I)
BAD = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive (压缩包中的文件): its number there, its path in words, why it is refused."""

    number: int
    name: str
    size: int
    error: ActionError | None = None


def is_archive(stream: IO[bytes]) -> bool:
    """Whether a file is a zip of files (是否压缩包), and not an office document, which is a zip inside."""
    stream.seek(0)
    if stream.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        names = zipfile.ZipFile(stream).namelist()
    except BAD:
        return False
    return not any(name in OFFICE for name in names)


def members(stream: IO[bytes], name: str) -> list[Member]:
    """The files of an archive (压缩包清单), folders and litter left out.

    Raises:
        ActionError: too many files, too large altogether, or damaged.
    """
    try:
        infos = zipfile.ZipFile(stream).infolist()
    except BAD:
        raise ActionError("cycle.zip_damaged", name=name) from None
    if len(infos) > MOST_MEMBERS:
        raise ActionError("cycle.zip_too_many", name=name, most=MOST_MEMBERS)
    if sum(info.file_size for info in infos) > LARGEST_TOTAL:
        raise ActionError("cycle.zip_too_large", name=name, most=LARGEST_TOTAL // 1024 // 1024)
    found = []
    for number, info in enumerate(infos, 1):
        path = path_of(info)
        if not info.is_dir() and not LEFT_OUT.search(path):
            found.append(Member(number, path, info.file_size, _refusal(info, path)))
    return found


def _refusal(info: zipfile.ZipInfo, path: str) -> ActionError | None:
    last = path.rpartition("/")[2]
    if info.flag_bits & 0x1:
        return ActionError("cycle.zip_locked", name=last)
    if info.file_size > LARGEST:
        return ActionError("base.file_too_large", name=last, limit=LARGEST // 1024 // 1024)
    if info.file_size > STRANGE_FROM and info.file_size > STRANGE_RATIO * max(1, info.compress_size):
        return ActionError("cycle.zip_bomb", name=last)
    return None


def path_of(info: zipfile.ZipInfo) -> str:
    """The path of a member in words (文件路径): UTF-8 when it says so, else UTF-8 or GB 18030 by its bytes."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeError:
            raw = name.encode()
        name = _decoded(raw)
    parts = [plain_name(part) for part in name.split("/")]
    return "/".join(part for part in parts if part not in ("", "..", "."))


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def contents(stream: IO[bytes], wanted: list[Member]) -> Iterator[tuple[Member, bytes | ActionError]]:
    """The bytes of members (读出文件), one after another; what cannot be read is refused by itself.

    No more is read than the archive declares, which was checked.
    """
    archive = zipfile.ZipFile(stream)
    infos = archive.infolist()
    for member in wanted:
        last = member.name.rpartition("/")[2]
        try:
            with archive.open(infos[member.number - 1]) as opened:
                data = opened.read(LARGEST + 1)
        except (*BAD, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # the disk's; bzip2's own has no number
                raise
            yield member, ActionError("cycle.zip_damaged", name=last)
            continue
        yield member, ActionError("cycle.zip_inside", name=last) if data[:4] == b"PK\x03\x04" and _plain(data) else data


def _plain(data: bytes) -> bool:
    """Whether a member is an archive of files again."""
    import io

    return is_archive(io.BytesIO(data))
