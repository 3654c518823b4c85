"""Web archives (网页归档, .mht): pages that Word or a business system saved as one file, often named .doc or .xls."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from hengxiao.core.reading import html
from hengxiao.core.reading.blocks import Reading
from hengxiao.core.reading.encodings import decode
from hengxiao.core.reading.guards import UnreadableError
from hengxiao.core.targets.places import Place


def grids(data: bytes, place: Place) -> Reading:
    """Blocks of a web archive (读取网页归档): those of its first page.

    Raises:
        UnreadableError: there is no page in it.
    """
    for part in message_from_bytes(data.lstrip()).walk():
        if part.get_content_type() == "text/html":
            return html.grids(page(part), place)
    raise UnreadableError("reading.unknown_type", format="MIME")


def page(part: Message) -> bytes:
    """The page in UTF-8, whatever the encoding its envelope declares."""
    content = bytes(part.get_payload(decode=True) or b"")
    charset = part.get_content_charset()
    return decode(content, charset).text.encode("utf-8", "replace") if charset else content
