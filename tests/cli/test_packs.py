"""`hengxiao pack check` in-process: samples are read, printed and read again."""

from pathlib import Path

import pytest

from hengxiao.cli.reprinting import reprinter
from hengxiao.core.packs import load
from hengxiao.core.printing import PrintError
from hengxiao.core.reading import read

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "附表五-2020.docx"


def test_pack_with_samples_is_checked_by_printing_them(hengxiao):
    ran = hengxiao("pack", "check", "hubei_2020")
    assert (ran.exit_code, ran.stderr) == (0, "")
    assert "hubei_2020" in ran.stdout


def test_faulty_pack_fails(hengxiao, tmp_path: Path):
    folder = tmp_path / "somewhere_2022"
    folder.mkdir()
    head = '[pack]\nid = "somewhere_2022"\ntitle = "试验"\ndocument = "某文件"\nin_force = 2022-01-01\nextends = "hubei_2020"\n'
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    (folder / "rules.toml").write_text("[a.b]\nvalu = 1", encoding="utf-8")
    ran = hengxiao("pack", "check", "somewhere_2022", "--packs", tmp_path)
    assert ran.exit_code == 1
    assert "packs.unknown_key" in ran.stdout


def test_print_is_read_again(monkeypatch: pytest.MonkeyPatch):
    (form,) = read(SAMPLE)
    pack = load("hubei_2020")
    assert len(reprinter(())(form, pack).indicators) == len(form.indicators) == 38
    monkeypatch.setattr("hengxiao.core.forms.recognise", lambda document, layouts: ())
    assert reprinter(())(form, pack).indicators == ()


def test_only_a_form_nobody_can_print_is_passed_over(monkeypatch: pytest.MonkeyPatch):
    (form,) = read(SAMPLE)
    pack = load("hubei_2020")

    def failing(code: str):
        def fail(*_: object) -> None:
            raise PrintError(code)

        return fail

    monkeypatch.setattr("hengxiao.core.printing.print_form", failing("printing.unknown_form"))
    assert reprinter(())(form, pack) is None
    monkeypatch.setattr("hengxiao.core.printing.print_form", failing("printing.other"))
    with pytest.raises(PrintError):
        reprinter(())(form, pack)
