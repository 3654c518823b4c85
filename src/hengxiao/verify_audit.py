"""Verifies an exported audit log (核对审计日志) on its own: `python verify_audit.py EXPORT [--anchors FILE]`.

Shares no code with the program: computes the hash of every entry, the chain and the root of every anchored day again.
`--anchors` compares with anchors and a head kept outside, so that a chain rewritten as a whole is noticed too.
Exit: 0 nothing was changed, 1 something was, 2 usage.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

GENESIS = "0" * 64
FIELDS = {"number", "at", "actor", "acting_for", "address", "action", "subject", "facts", "before", "after", "result"}
BROKEN = (KeyError, ValueError, TypeError, AttributeError)


class Chain:
    """Entries read so far: what each hash must be, which day each number belongs to."""

    def __init__(self, algorithm: str, zone: str) -> None:
        self.algorithm, self.zone = algorithm, ZoneInfo(zone)
        self.hashes: list[str] = []
        self.days: dict[str, list[int]] = {}
        self.faults: list[str] = []

    def need(self, holds: bool, *words: object) -> None:
        """Note a fault."""
        if not holds:
            self.faults.append(" ".join(map(str, words)))

    def digest(self, data: bytes) -> bytes:
        """Hash by the log's algorithm."""
        return hashlib.new(self.algorithm, data).digest()

    def entry(self, content: dict[str, Any], told: str) -> None:
        """One entry: its place, its link and its own hash."""
        number, previous = len(self.hashes) + 1, self.hashes[-1] if self.hashes else GENESIS
        raw = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        self.need(set(content) == FIELDS | {"previous"}, "entry", number, "has other fields")
        self.need(content["number"] == number, "entry", number, "is missing or out of order, found", content["number"])
        self.need(content["previous"] == previous, "entry", number, "does not follow from the one before")
        self.need(self.digest(raw).hex() == told, "entry", number, "was changed")
        self.hashes.append(told)
        day = datetime.fromisoformat(content["at"]).astimezone(self.zone).date().isoformat()
        self.days.setdefault(day, []).append(number)

    def root(self, leaves: list[bytes]) -> bytes:
        """RFC 6962 tree hash."""
        if len(leaves) < 2:
            return self.digest(b"\x00" + leaves[0] if leaves else b"")
        split = 1 << ((len(leaves) - 1).bit_length() - 1)
        return self.digest(b"\x01" + self.root(leaves[:split]) + self.root(leaves[split:]))

    def anchor(self, mark: dict[str, Any], where: str) -> None:
        """One day's root, from here or from outside."""
        day, first, last = mark["day"], mark["first"], mark["last"]
        self.need(last <= len(self.hashes), where, day, "reaches entry", last, "but the log ends at", len(self.hashes))
        numbers = self.days.get(day, [])
        self.need(
            numbers == list(range(first, last + 1)), where, day, "covers", first, "to", last, "not the day's entries"
        )
        leaves = [bytes.fromhex(each) for each in self.hashes[first - 1 : last]]
        self.need(self.root(leaves).hex() == mark["root"], where, day, "has another root")

    def head(self, mark: dict[str, Any], where: str, exact: bool) -> None:
        """The end of the chain: the very end of the export, or where it stood when it was noted outside."""
        number, count = mark["number"], len(self.hashes)
        self.need(
            number == count if exact else number <= count, where, "is entry", number, "but the log ends at", count
        )
        at = GENESIS if number == 0 else self.hashes[number - 1] if number <= count else ""
        self.need(at == mark["hash"], where, "has another hash at entry", number)


def records(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """JSON objects, one a line; a key given twice is refused."""
    for line in lines:
        pairs: list[tuple[str, Any]] = json.loads(line, object_pairs_hook=list)
        keys = [key for key, _value in pairs]
        if len(set(keys)) != len(keys):
            raise ValueError(keys)
        yield json.loads(line)


def verify(lines: Iterable[str], outside: Iterable[str] = ()) -> list[str]:
    """All faults of an export, empty when it is as it was written."""
    told = records(lines)
    header = next(told, {})
    if header.get("kind") != "header" or header.get("format") != 1:
        return ["no header of format 1"]
    chain = Chain(header["algorithm"], header["zone"])
    order = ["entry", "anchor", "head"]
    at, inside, ends = 0, {}, 0
    for record in told:
        kind = record.pop("kind")
        chain.need(order.index(kind) >= at, kind, "in the wrong place")
        at = order.index(kind)
        if kind == "entry":
            chain.entry(record["content"], record["hash"])
        elif kind == "anchor":
            chain.need(record["day"] not in inside, "anchor", record["day"], "is given twice")
            chain.anchor(record, "anchor")
            inside[record["day"]] = record
        else:
            ends += 1
            chain.head(record, "head", exact=True)
    chain.need(ends == 1, "the export has", ends, "ends")
    for record in records(outside):
        if record.pop("kind") == "head":
            chain.head(record, "kept head", exact=False)
        else:
            chain.need(inside.get(record["day"]) == record, "kept anchor", record["day"], "differs from the log's")
            chain.anchor(record, "kept anchor")
    return chain.faults


def report(lines: Iterable[str], outside: Iterable[str] = ()) -> int:
    """Say the faults and the verdict: 0 whole, 1 changed."""
    try:
        faults = verify(lines, outside)
    except BROKEN as error:
        faults = [f"malformed: {type(error).__name__} {error}"]
    verdict = "✗ 审计日志被改动过 / the log was changed" if faults else "✓ 审计日志完整 / the log is whole"
    print(*(f"✗ {fault}" for fault in faults), verdict, sep="\n")
    return 1 if faults else 0


def main(argv: list[str]) -> int:
    """The command line."""
    if len(argv) not in (1, 3) or (len(argv) == 3 and argv[1] != "--anchors"):
        print("usage: python verify_audit.py EXPORT [--anchors FILE]")
        return 2
    texts = [Path(name).read_text(encoding="utf-8").splitlines() for name in argv[::2]]
    return report(*texts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
