"""Which cells become one, and where a tall group is cut."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hengxiao.core.printing.merging import merged_columns, runs


def test_runs_same_text_under_same_parent_is_one_cell() -> None:
    keys = [("目标1", "产出"), ("目标1", "产出"), ("目标1", "效益"), ("目标2", "效益")]
    assert runs(keys, 0) == [(0, 3), (3, 4)]
    assert runs(keys, 1) == [(0, 2), (2, 3), (3, 4)]


def test_runs_blank_cells_stay_apart() -> None:
    assert runs([("",), ("",), ("产出",)], 0) == [(0, 1), (1, 2), (2, 3)]


def test_merged_columns_cuts_tall_cell_where_inner_cell_begins() -> None:
    keys = [("目标", "产出"), ("目标", "产出"), ("目标", "效益"), ("目标", "效益")]
    assert merged_columns(keys, [10, 10, 10, 10], 25) == [[(0, 2), (2, 4)], [(0, 2), (2, 4)]]


def test_merged_columns_cuts_inside_innermost_cell_when_it_is_too_tall() -> None:
    assert merged_columns([("产出",)] * 3, [10, 10, 10], 20) == [[(0, 2), (2, 3)]]


def test_merged_columns_without_rows_has_no_columns() -> None:
    assert merged_columns([], [], 10) == []


LABELS = st.tuples(st.sampled_from(["甲", "乙", ""]), st.sampled_from(["产出", "效益", ""]))


@settings(max_examples=60, deadline=None)
@given(st.lists(LABELS, min_size=1, max_size=12), st.integers(5, 60))
def test_merged_columns_cover_every_row_once_with_one_text(keys: list[tuple[str, str]], limit: int) -> None:
    heights = [10.0] * len(keys)
    for level, cells in enumerate(merged_columns(keys, heights, limit)):
        assert [row for first, last in cells for row in range(first, last)] == list(range(len(keys)))
        for first, last in cells:
            assert len({key[level] for key in keys[first:last]}) == 1
            assert last - first == 1 or sum(heights[first:last]) <= limit
