"""The grid a reader hands over (网格)."""

from __future__ import annotations

from drawn import document, grid

from hengxiao.core.forms import recognise


def test_slots_show_a_merged_cell_in_every_slot_it_covers() -> None:
    slots = grid(["| 产出指标 | 数量指标 |", "| ^ | 质量指标 | 整改率 |"]).slots()
    assert {slot: cell.text for slot, cell in slots.items()} == {
        (1, 1): "产出指标",
        (2, 1): "产出指标",
        (1, 2): "数量指标",
        (2, 2): "质量指标",
        (2, 3): "整改率",
    }


def test_tables_of_a_document_in_reading_order() -> None:
    read = document("前言\n| 甲 |\n| 乙 |\n中间\n| 丙 |")
    assert [(table.place.table, table.rows) for table in read.grids()] == [(1, 2), (2, 1)]


def test_name_alone_in_the_last_row_is_an_indicator_without_a_value() -> None:
    (form,) = recognise(document("| 指标名称 | 指标值 | 备注 |\n| 巡河次数 | ≥24次 | 抽查 |\n| 清漂面积 |  |  |"))
    assert [(row.name.text, row.target.text) for row in form.indicators] == [("巡河次数", "≥24次"), ("清漂面积", "")]


def test_label_of_the_whole_table_alone_in_its_row_is_a_note() -> None:
    drawing = "| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| ^ | 产出指标 | 数量指标 | 巡河次数 | ≥24次 |"
    (form,) = recognise(document(f"{drawing}\n| 年度任务 |  |  |  |  |\n| ^ | 产出指标 | 质量指标 | 整改率 | 100% |"))
    assert [row.name.text for row in form.indicators] == ["巡河次数", "整改率"]
    assert [note.field.text for note in form.notes if note.role == "label"] == ["年度任务"]


def test_cell_over_name_and_value_is_the_name() -> None:
    heads = "| 一级指标 | 二级指标 | 三级指标 | 指标值 | 备注 |\n| 产出指标 | 数量指标 | 巡河次数 | ≥24次 | 抽查 |"
    (form,) = recognise(document(f"{heads}\n| 产出指标 | 质量指标 | 问题全部整改 | < | 抽查 |"))
    read = [(row.level2.text, row.name.text, row.target.text) for row in form.indicators]
    assert read == [("数量指标", "巡河次数", "≥24次"), ("质量指标", "问题全部整改", "")]
