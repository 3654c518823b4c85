"""Reading goals: words, tasks, short forms."""

from __future__ import annotations

import pytest

from hengxiao.core.checks.words import cut, found, lexicon, phrases, shortens, telling

LISTS = lexicon(
    ("积极", "不断"), ("做好", "加强", "推进", "保障"), ("促进", "为"), ("工作", "管理", "服务", "体系", "等")
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("推进科技“三评”改革", ("推进", "科技", "三评", "改革")),
        ("“三评”", ("三评",)),
        ('打造"一带一路"平台', ("打造", "一带一路", "平台")),
        ("", ()),
    ],
)
def test_quoted_words_stay_whole(text: str, words: tuple[str, ...]) -> None:
    assert cut(text) == words


@pytest.mark.parametrize(
    ("goal", "tasks"),
    [
        ("做好信访、老干部服务管理等工作。", ["信访", "老干部"]),
        ("加强国际合作和港澳台交流，促进开放；推进精准扶贫", ["国际合作", "港澳台交流", "精准扶贫"]),
        ("促进开放", ["促进开放"]),
        ("做好信访，促进会活动", ["信访"]),
        ("加强湖北省信访工作", ["信访工作"]),
        ("积极做好工作", []),
        ("，；。", []),
        ("", []),
    ],
)
def test_tasks_of_a_goal(goal: str, tasks: list[str]) -> None:
    assert [phrase.text for phrase in phrases(goal, LISTS)] == tasks


def test_empty_words_and_endings_tell_nothing() -> None:
    assert telling(("加强", "服务管理", "科普", "的", "12", "评价体系"), LISTS) == ("科普", "评价")


@pytest.mark.parametrize(
    ("short", "words", "stands_for"),
    [
        ("科普", ("科学技术", "普及"), {"科学技术", "普及"}),
        ("科技", ("科学技术", "普及"), {"科学技术"}),
        ("科技", ("科技园区",), set()),
        ("外专", ("外国", "专家"), {"外国", "专家"}),
        ("外宾", ("外国", "专家"), set()),
        ("科", ("科学",), set()),
        ("精准扶贫攻坚", ("精准", "扶贫", "攻坚"), set()),
        ("科普", (), set()),
    ],
)
def test_short_form_stands_for_words(short: str, words: tuple[str, ...], stands_for: set[str]) -> None:
    assert shortens(short, words) == stands_for


def test_word_is_found_as_such_by_its_head_or_by_a_short_form() -> None:
    assert found(("信访", "绩效评价", "科学技术", "普及", "园区"), "信访件数", ("评价", "科普")) == {
        "信访",
        "绩效评价",
        "科学技术",
        "普及",
    }
