"""A public edition as IATI 2.03 results (国际援助透明标准), with a list of what that standard cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from hengxiao.core.checks.tree import Tree
from hengxiao.core.packs import load
from hengxiao.core.terms.kinds import Comparator, Kind
from hengxiao.core.values import Value, parse
from hengxiao.cycle.documents import texts
from hengxiao.cycle.publishing import WITHHELD, About, Edition, shown

RESULTS = "disclosure.iati_results"
OTHER = "9"
UNIT, PERCENTAGE, QUALITATIVE = "1", "2", "5"
CARRIED = ("name", "level1", "level2", "target", "actual", "definition", "id")


@dataclass(frozen=True, slots=True)
class Loss:
    """Something the IATI file does not say or says otherwise (信息损失): code of the catalogue and the text."""

    path: str
    code: str
    text: str


def activities(edition: Edition, about: About) -> tuple[bytes, tuple[Loss, ...]]:
    """The IATI file of an edition and its losses (IATI 文件与损失清单)."""
    losses: list[Loss] = []
    root = Element("iati-activities", {"version": "2.03", "generated-datetime": about.released})
    activity = SubElement(root, "iati-activity", {"default-currency": "CNY", "xml:lang": "zh", "humanitarian": "0"})
    _head(activity, edition, about)
    pack = load(about.pack)
    types, tree = pack.get(RESULTS, default={}), Tree(pack.get("tree.levels", default=()))
    for entry in edition.document["indicators"]:
        result = SubElement(activity, "result", {"type": types.get(tree.label(1, entry["level1"]).official, OTHER)})
        _result(result, edition, entry, about.year, losses)
    carried = {"project.name", *(f"goals.{goal['id']}.text" for goal in edition.document["goals"])}
    for path, text in texts(edition.document):
        kind, *rest = path.split(".")
        named = kind == "indicators" and len(rest) == 2 and rest[1] in CARRIED
        if text and path not in carried and not named:
            losses.append(Loss(path, "cycle.iati_left_out", text))
    losses += [Loss(path, "cycle.iati_withheld", "") for path in edition.withheld]
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True), tuple(losses)


def _head(activity: Element, edition: Edition, about: About) -> None:
    document = edition.document
    SubElement(activity, "iati-identifier").text = f"CN-USCC-{about.organisation_code}-{about.year}-{about.number}"
    reporter = SubElement(activity, "reporting-org", {"ref": f"CN-USCC-{about.organisation_code}", "type": "10"})
    _said(reporter, about.organisation)
    _said(SubElement(activity, "title"), document["project"]["name"] or document["title"])
    goals = [shown(edition, f"goals.{goal['id']}.text", goal["text"]) for goal in document["goals"]]
    for text in [goal for goal in goals if goal] or [document["title"]]:
        _said(SubElement(activity, "description", {"type": "2"}), text)
    partner = SubElement(activity, "participating-org", {"role": "4", "type": "10"})
    _said(partner, about.organisation)
    SubElement(activity, "activity-status", {"code": "2"})
    SubElement(activity, "activity-date", {"iso-date": f"{about.year}-01-01", "type": "1"})
    SubElement(activity, "activity-date", {"iso-date": f"{about.year}-12-31", "type": "3"})
    SubElement(activity, "recipient-country", {"code": "CN"})


def _result(result: Element, edition: Edition, entry: dict[str, str], year: int, losses: list[Loss]) -> None:
    path = f"indicators.{entry['id']}"
    value = parse(entry["target"], indicator=entry["name"])
    number, measure = _figure(value)
    heading = " / ".join(shown(edition, f"{path}.{name}", entry[name]) for name in ("level1", "level2"))
    _said(SubElement(result, "title"), heading)
    marks = {"measure": measure}
    if str(value.direction) in ("higher_better", "lower_better"):
        marks["ascending"] = "1" if str(value.direction) == "higher_better" else "0"
    indicator = SubElement(result, "indicator", marks)
    _said(SubElement(indicator, "title"), shown(edition, f"{path}.name", entry["name"]))
    if entry.get("definition") or f"{path}.definition" in edition.withheld:
        _said(SubElement(indicator, "description"), shown(edition, f"{path}.definition", entry.get("definition", "")))
    period = SubElement(indicator, "period")
    SubElement(period, "period-start", {"iso-date": f"{year}-01-01"})
    SubElement(period, "period-end", {"iso-date": f"{year}-12-31"})
    _measured(period, "target", shown(edition, f"{path}.target", entry["target"]), number)
    done, way = _figure(parse(entry["actual"], indicator=entry["name"]))
    if not entry["actual"] or measure in (way, QUALITATIVE):
        done = done if way == measure and measure != QUALITATIVE else None
        _measured(period, "actual", shown(edition, f"{path}.actual", entry["actual"]), done)
    else:  # the standard takes no words where the indicator is measured in numbers
        losses.append(Loss(f"{path}.actual", "cycle.iati_left_out", entry["actual"]))
    if entry["target"] and number is None:
        losses.append(Loss(f"{path}.target", "cycle.iati_words_only", entry["target"]))
    elif number is not None and (value.comparator is not Comparator.NONE or value.unit not in ("", "%")):
        losses.append(Loss(f"{path}.target", "cycle.iati_comment_only", entry["target"]))


def _measured(period: Element, name: str, text: str, number: str | None) -> None:
    """The value as a number where there is one, and always the printed text beside it; a withheld one in words."""
    if text:
        place = SubElement(period, name, {"value": number} if number is not None and text != WITHHELD else {})
        _said(SubElement(place, "comment"), text)


def _figure(value: Value) -> tuple[str | None, str]:
    """The one number of a value and the IATI measure (数值与计量方式); ranges and compounds have none."""
    if len(value.numbers) != 1 or value.parts or value.kind is Kind.RANGE:
        return None, QUALITATIVE
    return format(value.numbers[0], "f"), PERCENTAGE if value.unit == "%" else UNIT


def _said(place: Element, text: str) -> None:
    legal = "".join(sign for sign in text if sign in "\t\n" or " " <= sign not in "\ufffe\uffff")
    SubElement(place, "narrative").text = legal
