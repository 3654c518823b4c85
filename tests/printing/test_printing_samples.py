"""The samples in the repository are those the script composes."""

import zipfile
from pathlib import Path
from types import ModuleType

from docx import Document

from hengxiao.core.targets import Form


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_samples_are_what_the_script_writes(builder: ModuleType, root: Path, tmp_path: Path) -> None:
    builder.write(tmp_path)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == ["自评表-2020.docx", "附表五-2020.docx", "附表五-2020.txt", "附表五-2020.xlsx"]
    for name in written:
        committed, fresh = root / "samples" / name, tmp_path / name
        if name.endswith(".txt"):
            assert committed.read_bytes() == fresh.read_bytes()
        else:
            assert parts(committed) == parts(fresh)


def test_sample_target_form_is_one_table_of_nine_columns(root: Path) -> None:
    document = Document(str(root / "samples" / "附表五-2020.docx"))
    (table,) = document.tables
    assert len(table._tbl.tblGrid.gridCol_lst) == 9


def test_sample_self_evaluation_adds_up(builder: ModuleType) -> None:
    form: Form = builder.self_evaluation()
    for label in (goal.label.text for goal in form.goals):
        assert sum(int(row.points.text) for row in form.indicators if row.goal.text == label) == 80
    assert sum(int(goal.ratio.text.removesuffix("%")) for goal in form.goals) == 100
    assert len(form.indicators) == 29
    assert len(builder.target_form().indicators) == 38
