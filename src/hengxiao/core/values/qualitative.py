"""Words as values (定性指标值): absent values, and the scale, bound and direction of wording."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hengxiao.core.terms.kinds import Basis, Comparator, Direction

ABSENT = {
    "": "blank",
    "无": "nothing",
    "暂无": "nothing",
    "没有": "nothing",
    "空": "nothing",
    "新增": "new",
    "新增项目": "new_project",
    "新项目": "new_project",
    "本年新增": "new",
    "当年新增": "new",
    "新增指标": "new_indicator",
    "待定": "pending",
    "未定": "pending",
    "暂定": "pending",
    "待确定": "pending",
    "待填": "pending",
    "待填报": "pending",
    "另行确定": "pending",
    "不适用": "not_applicable",
    "不涉及": "not_applicable",
    "未涉及": "not_applicable",
    "无需填报": "not_applicable",
    "无需填写": "not_applicable",
    "无此项": "not_applicable",
    "无该项": "not_applicable",
    "na": "not_applicable",
    "n/a": "not_applicable",
    "null": "blank",
    "none": "blank",
    "nan": "blank",
    "待补充": "pending",
    "无要求": "not_applicable",
    "无需求": "not_applicable",
    "无指标": "not_applicable",
    "未设置": "not_applicable",
    "未填": "blank",
    "未填报": "blank",
    "略": "elsewhere",
    "n": "blank",
    "定性": "sign_only",
    "定量": "sign_only",
}
_DASHES = re.compile("[-－‐‑–—―─_＿/\\\\|~～.。…·、,，\\s]+")
_TEMPLATE = re.compile(
    "(?:[≥≤=<>]|>=|<=)?(?:[*＊×xXＸ○〇□_＿…]|\\.{2,}+|某)++(?:%|‰|个百分点|[\\u4e00-\\u9fff/·]{0,6})(?:以上|以内|以下|前)?"
)
_SIGNS = re.compile("[≥≤=><±]+")
_STAR = re.compile("[*＊]{1,}|[xXＸ×]{2,}|_{2,}|＿{2,}|[○□]{2,}")
DIGIT = re.compile("\\d")
_ELSEWHERE = re.compile(
    "\\(?(?:同[上左前下]|(?:具体)?(?:详见|参见)[^,，。;；]{1,20}|(?:具体)?见(?:附件|附表|备注|下表|上表|说明)[^,，。;；]{0,12})\\)?[。.]?"
)
_PENDING = re.compile("待[^,，。]{0,10}(?:确定|明确|下达|核定|批复|公布)后?(?:再?[确另][定行])?|视[^,，。]{0,8}而定")
_NOTHING = re.compile("无(?:此|该|本|相关|相应)(?:[项类]|指标|内容){0,2}")
_HEADING = re.compile(
    "(?:年度|全年|年初|实际|预期|绩效|[一二三]级)?(?:指标值?|目标值|完成值)(?:\\d{0,2}[:：.、]?|[一二三][:：.、]?)[….。]*"
    "|(?:\\(|请|此处|在此)[^()]{0,12}填(?:写|报|列|入)?[^()]{0,12}\\)?|(?:根据|按照?|结合)(?:实际|项目|本?单位)[^()]{0,6}填[写报列]|填(?:写|报|列)(?:具体)?(?:数值|数字|内容|指标值?|目标值?)"
)


def elsewhere(text: str) -> str:
    """Why a text in words states no value (没有值的文字): it points elsewhere, is a heading, waits, denies."""
    if len(text) > 28:
        return ""
    if _ELSEWHERE.fullmatch(text):
        return "elsewhere"
    if _HEADING.fullmatch(text):
        return "template"
    if _NOTHING.fullmatch(text):
        return "not_applicable"
    return "pending" if _PENDING.fullmatch(text) else ""


def absent(text: str) -> str:
    """Which kind of absence a text without digits states (缺值类型): `blank`, `new`, … or "" when it states a value."""
    plain = text.strip("()（）。.；; ")
    found = ABSENT.get(plain.lower())
    if found:
        return found
    if _DASHES.fullmatch(text) or not plain:
        return "dash"
    if _SIGNS.fullmatch(text):
        return "sign_only"
    leftover = _TEMPLATE.fullmatch(text) or (len(text) < 12 and _STAR.search(text))
    return "template" if leftover else ""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the words of a qualitative value say (定性表述)."""

    scale: str
    comparator: Comparator = Comparator.NONE
    direction: Direction = Direction.HIGHER
    basis: Basis = Basis.WORDING


_YES_NO = re.compile("是|否|有|√|✓|✔|×|✗|已|已有|y|n|yes|no|对|合格/不合格|是/否|通过", re.IGNORECASE)
_GRADES = re.compile(
    "(?:优秀|良好|合格)等次|中等偏?上|中上|优秀?|良好?|中等?|差|好|较好|很好|一般|优良|合格|不合格|达标|不达标|良好以上|优良率|较差|优质|优等|甲等|[一二三四五特\\d]级|[ABCDabcd]{1,3}[级+＋-]?"
    "|[一二三特]等奖?|国家级|省级|市级|县级|[国省市县区]家?级[\\u4e00-\\u9fff]{1,6}|[国省市县区]家?级?先进|[高中低]|满意|基本满意|非常满意|比较满意|较满意|不满意|很满意|十分满意|高级?|较高|"
    "\\d?A{1,5}级?|[\\u4e00-\\u9fff]{0,4}(?:级|等)(?:单位|水平|标准|以上)?"
)
_BUDGET = re.compile(
    "预算|概算|批复金额|成本|节约|市场价|限价|控制价|标准以内|经费|费用|超支|支出标准|投资额|资金总额|中标价|合同价|总额度"
)
_BOUND = re.compile(
    "不超|未超|无超|不得超|不突破|未突破|不高于|不大于|低于|小于|不多于|以内|之内|范围内|(?:控制|限制)(?:在|于|数|性)?|预算[内中]|额度内|概算内"
    "|≤|<|参照.*成本"
)
_EVENT_AHEAD = re.compile(
    "(?<![目提从空超面眼跟以当之])前(?:全?部?完成|到位|建成|拨付|发放|支付|投入使用|交付|竣工|完工|开工|上报)?$"
)
_AT_LEAST = re.compile("[\\u4e00-\\u9fff](?:及|或)?以上$|不低于|不少于|不小于|不差于|[大高]于或?等于|≥|>=")
_ABOVE = re.compile("(?<!不)(?:高于|优于|大于|多于|超过)|>")
_BELOW = re.compile("(?<!不)(?:低于|小于|少于)|<")
_AT_MOST = re.compile(
    "[小低]于或?等于|不高于|不大于|不多于|不超过?|未超过?|不得超过|不突破|未突破|以内|之内|(?:期限|时限|时间|周期|计划|规定|限期)内|≤|<="
)
_FREQUENCY = re.compile(
    "^(?:按|每)(?:年|月|季度?|周|日|天|学期|半年)|^逐[年月](?:发放|拨付|支付|安排)?$|^(?:不?定期|年度|月度|季度)(?:开展|安排|发放|进行|支付|拨付)?$|^实时$"
)
_TIME = re.compile(
    "及时|深远|快速|迅速|当[天日]|按时|按期|如期|准时|长期|长久|长远|永久|中长期|短期|常年|全年|时间|期限|时限|限期|按计划|进度|随时|按月|按季|按年|适时|即时|定期|常态"
)
_COMPLETION = re.compile(
    "完成|达成|建成|建立|落实到位|实现|达到|通过验收|全部到位|竣工|交付|投入使用|到位|足额|全部|落实|开展|未开展|结题|执行完毕|已"
)
_COMPLIANCE = re.compile(
    "合规|合法|合理|规范|符合|遵守|遵照|执行|专款专用|应.尽.|达标|合格|依法|依规|按规定|按照?.*(?:规定|标准|要求|制度|规范|办法|政策|方案|文件|合同|约定|协议)|严格|公开|公平|公正|安全|严控|从严"
)
_CHANGE = re.compile(
    "提高|提升|增强|增加|改善|优化|加强|改进|促进|推动|推进|减少|降低|下降|减轻|扩大|加快|巩固|缓解|遏制|消除|杜绝|避免|防止|节约|节省|节支|降本|增效|只增不减|只减不增|改观|好转|稳中|不断|有升|向好|上升|增长|深化|拓宽|丰富|强化|完善|壮大|带动|逐步|逐年|稳步"
)
_DEGREE = re.compile(
    "明显|显著|较大|较好|良好|较强|较高|一般|有效保障|有效改善|有效[\\u4e00-\\u9fff]{2}|程度|效果|有所|很大|充分|大幅|大力|全面|比较|基本|好|高|强|大"
)
_STATE = re.compile(
    "不影响|统一|知晓|节能|环保|满足|充足|整洁|美观|干净|准确|真实|透明|便捷|便利|可控|科学|积极|正面|广泛|普及|认可|领先|先进|一流|受益|惠及|覆盖"
    "|明确|清晰|齐备|满意|高效|整齐|文明|繁荣|健全|稳定|持续|有效|正常|完备|完整|可持续|零|无|不发生|未发生|运行|良性|平稳|和谐|畅通|齐全|保持|保障|长效"
)
_DUTY = re.compile(
    "创建|专人|责任|有利于|有助于|确保|保证|保障|解决|服务|支持|做好|加大|利用|用于|核算|开展|实施|组织|维护"
)
_UNDIRECTED = re.compile("^(?!达到|符合)(?:[\\u4e00-\\u9fff]{0,6}级[\\u4e00-\\u9fff]{0,6}|.*核算.*)$")
_CLAIM = re.compile("^(?:已?(?:达成|达到|实现)(?:预期|年初|既定)?(?:指标|目标|绩效目标)?|程度较高)$")
_POOR = re.compile("不(?:够?明显|显著|达标|合格|到位|及时|满意|完善|健全|规范|理想)$|未(?:达标|达到|完成)$")
_NEGATIVE = re.compile("差|较差|不合格|不达标|不满意|低")


def wording(text: str) -> Wording:
    """Scale, printed bound and direction of a qualitative value (定性指标值的类别)."""
    if text.startswith("是否") or text.endswith(("?", "？")):
        return Wording("topic", direction=Direction.UNKNOWN, basis=Basis.NONE)
    if _YES_NO.fullmatch(text):
        return Wording("yes_no", direction=Direction.EXACT)
    short = len(text) <= 10
    if short and _GRADES.fullmatch(text) and not text.endswith("以上"):
        return _grade(text)
    bounded = _bounded(text)
    if bounded:
        return bounded
    if _FREQUENCY.search(text):
        return Wording("time_word", direction=Direction.UNKNOWN, basis=Basis.NONE)
    return _plain(_scale(text, short), text)


def _grade(text: str) -> Wording:
    if text.endswith(("级", "单位")) and len(text) > 2 and not text[0].isascii():
        return Wording("grade", direction=Direction.UNKNOWN, basis=Basis.NONE)
    return Wording("grade", direction=Direction.LOWER if _NEGATIVE.fullmatch(text) else Direction.HIGHER)


def _bounded(text: str) -> Wording | None:
    """A bound in words (以文字表述的界限): 不超预算, 在计划时间内完成, 不低于上年."""
    budget = _BUDGET.search(text)
    if budget and _BOUND.search(text):
        strict = _BELOW.search(text) and not _AT_MOST.search(text)
        return Wording("budget_bound", Comparator.BELOW if strict else Comparator.AT_MOST, Direction.LOWER)
    ahead = len(text) <= 16 and _EVENT_AHEAD.search(text)
    if ahead or _AT_MOST.search(text):
        scale = "time_word" if ahead or _TIME.search(text) else "compliance"
        return Wording(scale, Comparator.AT_MOST, Direction.LOWER)
    if _AT_LEAST.search(text):
        grade = text.endswith("以上")
        return Wording("grade" if grade else "change", Comparator.AT_LEAST)
    if len(text) <= 20 and _BELOW.search(text):
        return Wording("change", Comparator.BELOW, Direction.LOWER)
    if len(text) <= 20 and _ABOVE.search(text):
        return Wording("change", Comparator.ABOVE)
    return None


_ORDER = (
    ("completion", re.compile("^(?:已|基本|全部|部分|未)?(?:完成|建立|建成|达到|达成|实现|到位)")),
    ("degree", re.compile("^有效[\\u4e00-\\u9fff]{2}$")),
    ("duty", re.compile("^(?:确保|保证|保障)[\\u4e00-\\u9fff]{4}")),
    ("time_word", _TIME),
    ("change", _CHANGE),
    ("degree", _DEGREE),
    ("compliance", _COMPLIANCE),
    ("completion", _COMPLETION),
    ("state", _STATE),
    ("duty", _DUTY),
)
_ORDER_LONG = (
    ("compliance", re.compile("^(?:严格|按照?规定|依法|符合)")),
    ("completion", re.compile("^(?:已|全部|基本)?完成|^(?:基本)?(?:建立|建成)")),
    ("duty", _DUTY),
    ("change", _CHANGE),
    ("time_word", _TIME),
    ("compliance", _COMPLIANCE),
    ("completion", _COMPLETION),
    ("degree", _DEGREE),
    ("state", _STATE),
)


def _scale(text: str, short: bool) -> str:
    return next((name for name, pattern in (_ORDER if short else _ORDER_LONG) if pattern.search(text)), "topic")


def _plain(scale: str, text: str) -> Wording:
    if scale == "topic" or _CLAIM.match(text) or _UNDIRECTED.match(text):
        return Wording(scale, direction=Direction.UNKNOWN, basis=Basis.NONE)
    return Wording(scale, direction=Direction.LOWER if len(text) <= 8 and _POOR.search(text) else Direction.HIGHER)
