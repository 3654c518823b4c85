"""The exported log and its separate verifier: whatever a database administrator does to the tables is noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from factories import World
from hengxiao import verify_audit
from hengxiao.base.audit import canonical, digest, entry_content, record
from hengxiao.base.audit_export import anchor_export, anchor_finished, lines
from hengxiao.base.models import Anchor, ChainHead, Event
from hengxiao.base.viewer import Viewer
from hengxiao.verify_audit import main, verify

pytestmark = pytest.mark.django_db
DAYS = (date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5))


def write_days(monkeypatch: pytest.MonkeyPatch, mark: str = "") -> None:
    """Four entries on each of three days, the last of which runs still."""
    for day in DAYS:
        for hour in (0, 9, 17, 23):
            now = timezone.make_aware(timezone.datetime(day.year, day.month, day.day, hour, 59, 59))
            monkeypatch.setattr(timezone, "now", lambda now=now: now)
            record(Viewer(None, day), "test.step", subject=f"{day} {hour}{mark}", facts={"名": [1, None, True]})


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The log of three days, its finished ones anchored; what was kept outside."""
    write_days(monkeypatch)
    assert [made.day for made in anchor_finished(DAYS[2])] == list(DAYS[:2])
    return list(anchor_export())


def run(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def relink(first: int) -> None:
    """Recompute hashes from an entry on, as somebody would who knows the program."""
    previous = Event.objects.get(number=first - 1).hash if first > 1 else "0" * 64
    for event in Event.objects.filter(number__gte=first).order_by("number"):
        event.previous = previous
        event.hash = previous = digest(canonical(entry_content(event)))
        Event.objects.filter(pk=event.pk).update(previous=event.previous, hash=event.hash)
    run("UPDATE base_chainhead SET hash = %s, number = %s", previous, Event.objects.count())


def test_untouched_log_is_whole(log: list[str]) -> None:
    assert verify(lines(), log) == []
    assert [json.loads(line)["kind"] for line in lines()] == ["header", *["entry"] * 12, *["anchor"] * 2, "head"]


def test_empty_log_is_whole() -> None:
    assert verify(lines(), anchor_export()) == []
    assert anchor_finished(timezone.localdate()) == []


def test_finished_days_are_anchored_once(log: list[str]) -> None:
    assert anchor_finished(DAYS[2]) == []
    assert [made.day for made in anchor_finished(DAYS[2] + timedelta(days=1))] == [DAYS[2]]
    assert [(each.first, each.last) for each in Anchor.objects.order_by("day")] == [(1, 4), (5, 8), (9, 12)]


MUTATIONS = {
    "subject": ("UPDATE base_event SET subject = 'x' WHERE number = 6", "entry 6 was changed"),
    "facts": ("UPDATE base_event SET facts = '{\"n\":2}' WHERE number = 6", "entry 6 was changed"),
    "time": ("UPDATE base_event SET at = '2026-03-03 02:00:00' WHERE number = 6", "entry 6 was changed"),
    "result": ("UPDATE base_event SET result = 'refused' WHERE number = 6", "entry 6 was changed"),
    "hash": (f"UPDATE base_event SET hash = '{'a' * 64}' WHERE number = 6", "entry 6 was changed"),
    "previous": (f"UPDATE base_event SET previous = '{'a' * 64}' WHERE number = 6", "entry 6 does not follow"),
    "removed": ("DELETE FROM base_event WHERE number = 6", "entry 6 is missing or out of order"),
    "truncated": ("DELETE FROM base_event WHERE number > 10", "head is entry 12 but the log ends at 10"),
    "emptied": ("DELETE FROM base_event", "anchor 2026-03-02 reaches entry 4"),
    "head back": ("UPDATE base_chainhead SET number = 10", "head is entry 10 but the log ends at 12"),
    "head hash": (f"UPDATE base_chainhead SET hash = '{'b' * 64}'", "head has another hash"),
    "root": (f"UPDATE base_anchor SET root = '{'c' * 64}' WHERE first = 5", "anchor 2026-03-03 has another root"),
    "anchor shifted": ("UPDATE base_anchor SET last = 7 WHERE first = 5", "anchor 2026-03-03 covers 5 to 7"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_change_by_sql_is_noticed_in_the_export_alone(log: list[str], name: str) -> None:
    sql, fault = MUTATIONS[name]
    run(sql)
    assert any(each.startswith(fault) for each in verify(lines()))


def test_reordered_entries_are_noticed(log: list[str]) -> None:
    run("UPDATE base_event SET number = 100 WHERE number = 6")
    run("UPDATE base_event SET number = 6 WHERE number = 7")
    run("UPDATE base_event SET number = 7 WHERE number = 100")
    assert "entry 6 was changed" in verify(lines())


def test_chain_relinked_after_a_change_is_noticed_by_the_day(log: list[str]) -> None:
    run("UPDATE base_event SET subject = 'x' WHERE number = 6")
    relink(6)
    assert verify(lines()) == ["anchor 2026-03-03 has another root"]


def test_removed_and_renumbered_entry_is_noticed_by_the_day(log: list[str]) -> None:
    run("DELETE FROM base_event WHERE number = 6")
    for number in range(7, 13):
        run("UPDATE base_event SET number = %s WHERE number = %s", number - 1, number)
    relink(6)
    assert verify(lines()) == [
        "anchor 2026-03-03 covers 5 to 8 not the day's entries",
        "anchor 2026-03-03 has another root",
    ]


def test_everything_written_anew_is_noticed_by_what_is_kept_outside(
    log: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for model in (Event, ChainHead, Anchor):
        model.objects.all().delete()
    write_days(monkeypatch, "!")
    anchor_finished(DAYS[2])
    assert verify(lines()) == []
    assert verify(lines(), log) == [
        "kept anchor 2026-03-02 differs from the log's",
        "kept anchor 2026-03-02 has another root",
        "kept anchor 2026-03-03 differs from the log's",
        "kept anchor 2026-03-03 has another root",
        "kept head has another hash at entry 12",
    ]


def test_truncated_tail_with_a_head_put_back_is_noticed_by_the_kept_head(log: list[str]) -> None:
    run("DELETE FROM base_event WHERE number > 9")
    run("UPDATE base_chainhead SET number = 9, hash = (SELECT hash FROM base_event WHERE number = 9)")
    assert verify(lines()) == []
    assert verify(lines(), log) == [
        "kept head is entry 12 but the log ends at 9",
        "kept head has another hash at entry 12",
    ]


def test_removed_anchor_is_noticed_by_the_kept_one(log: list[str]) -> None:
    run("DELETE FROM base_anchor WHERE first = 5")
    assert verify(lines()) == []
    assert verify(lines(), log) == ["kept anchor 2026-03-03 differs from the log's"]


def test_entry_dated_back_into_a_closed_day_is_noticed(log: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: timezone.make_aware(timezone.datetime(2026, 3, 2, 12)))
    record(Viewer(None, DAYS[0]), "test.step")
    assert verify(lines()) == ["anchor 2026-03-02 covers 1 to 4 not the day's entries"]


def test_log_grown_since_the_anchors_were_kept_is_whole(log: list[str]) -> None:
    record(Viewer(None, DAYS[2]), "test.step")
    assert verify(lines(), log) == []


def test_national_hash_is_verified_too(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.HENGXIAO_HASH = "sm3"
    write_days(monkeypatch)
    anchor_finished(DAYS[2])
    assert verify(lines(), anchor_export()) == []


@pytest.fixture(scope="module")
def text(django_db_setup: object, django_db_blocker: object) -> list[str]:
    """An export as lines, for changes of the text itself."""
    content = {
        "actor": None, "acting_for": None, "address": "", "action": "test", "facts": {}, "before": "", "after": "",
        "result": "done", "at": "2026-03-02T01:00:00.000000+00:00",
    }  # fmt: skip
    made, previous = [{"kind": "header", "format": 1, "algorithm": "sha256", "zone": "Asia/Shanghai"}], "0" * 64
    hashes = []
    for number in range(1, 8):
        entry = content | {"number": number, "subject": str(number), "previous": previous}
        previous = digest(canonical(entry))
        hashes.append(previous)
        made.append({"kind": "entry", "content": entry, "hash": previous})
    from hengxiao.base.audit import merkle_root

    made.append({"kind": "anchor", "day": "2026-03-02", "first": 1, "last": 7, "root": merkle_root(hashes)})
    made.append({"kind": "head", "number": 7, "hash": previous})
    return [canonical(each).decode() for each in made]


@examples(max_examples=60, deadline=None)
@given(st.data())
def test_any_changed_line_is_noticed(text: list[str], data: st.DataObject) -> None:
    assert verify(text) == []
    kind = data.draw(st.sampled_from(["drop", "swap", "double", "cut", "letter"]))
    changed = [*text]
    at = data.draw(st.integers(0, len(text) - 1))
    if kind == "drop":
        del changed[at]
        if text[at].startswith('{"day"'):
            return  # an anchor left out shows only beside the kept one
    elif kind == "swap":
        other = data.draw(st.integers(0, len(text) - 1).filter(lambda number: number != at))
        changed[at], changed[other] = changed[other], changed[at]
    elif kind == "double":
        changed.insert(at, changed[at])
    elif kind == "cut":
        changed = changed[:at]
    else:
        where = data.draw(st.integers(0, len(text[at]) - 1).filter(lambda number: text[at][number].isalnum()))
        letter = "0" if text[at][where] != "0" else "1"
        changed[at] = text[at][:where] + letter + text[at][where + 1 :]
    try:
        faults = verify(changed)
    except verify_audit.BROKEN:
        return
    assert faults


def test_command_line_of_the_verifier(log: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, kept = tmp_path / "log.jsonl", tmp_path / "anchors.jsonl"
    export.write_text("".join(lines()), encoding="utf-8")
    kept.write_text("".join(log), encoding="utf-8")
    assert main([str(export), "--anchors", str(kept)]) == 0
    assert main([]) == main([str(export), "--other", str(kept)]) == 2
    export.write_text("".join(lines()).replace("test.step", "test.stop", 1), encoding="utf-8")
    capsys.readouterr()
    assert main([str(export)]) == 1
    assert capsys.readouterr().out == "✗ entry 1 was changed\n✗ 审计日志被改动过 / the log was changed\n"
    for wrong in ("", "{}", '{"kind":"header","format":1}', "[1]", '{"kind":"header","kind":"header","format":1}'):
        export.write_text(wrong, encoding="utf-8")
        assert main([str(export)]) == 1


def test_verifier_runs_alone_and_imports_nothing_of_the_program(log: list[str], tmp_path: Path) -> None:
    source = Path(verify_audit.__file__)
    assert (
        "hengxiao" in source.read_text(encoding="utf-8"),
        len(source.read_text(encoding="utf-8").splitlines()) <= 150,
    ) == (False, True)
    export = tmp_path / "log.jsonl"
    export.write_text("".join(lines()), encoding="utf-8")
    ran = subprocess.run([sys.executable, "-I", source, export], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "✓ 审计日志完整 / the log is whole\n")


def test_log_and_anchors_from_the_page_agree(world: World, client_of: Callable[[str], Client], tmp_path: Path) -> None:
    log, kept = tmp_path / "log.jsonl", tmp_path / "anchors.jsonl"
    for path, address in ((kept, "anchors"), (log, "export")):
        answer = client_of("audit_admin").post(f"/base/audit/{address}/")
        assert answer["Content-Disposition"].startswith("attachment;")
        path.write_bytes(b"".join(answer.streaming_content))
    assert main([str(log), "--anchors", str(kept)]) == 0
    log.write_text(log.read_text(encoding="utf-8").replace("base.export_anchors", "base.other"), encoding="utf-8")
    assert main([str(log), "--anchors", str(kept)]) == 1
