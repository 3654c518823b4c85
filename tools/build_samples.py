"""Compose the sample files in `samples/` (样例文件), the same bytes every time.

python tools/build_samples.py
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hengxiao.core.printing.composing import compose
from hengxiao.core.printing.geometry import geometry
from hengxiao.core.printing.page import Line, Page, Table, joined
from hengxiao.core.printing.word import write_docx
from hengxiao.core.printing.workbook import write_xlsx
from hengxiao.core.targets import Field, Form, Fund, Goal, Indicator, Project
from hengxiao.core.terms.kinds import FormKind, Term

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
PLAN, HISTORY = "计划数据", "历史数据"
MET, PARTLY = "达成预期指标", "部分达成预期指标并具有一定效果"
PASS_RATE = "高级不超过80%、中级不超过90%"

GOALS = {
    "长期目标": "把科技管理部门自身建设好，让机关的管理和服务跟得上全省科技工作的需要。",
    "年度目标01": "机关日常工作不断档：信息化系统、安全保密、信访、科技宣传、后勤保障、老干部服务按计划开展，"
    "精准扶贫的帮扶任务按要求落实。",
    "年度目标02": "做好省级财政科技计划的规划布局和绩效评价，预算和财务管理更加规范；"
    "完成科技“三评”制度改革的年度任务，建成并用好科技“三评”评价平台，形成符合本省实际的评价体系。",
    "年度目标03": "办好年度科技交流与合作：国际科技合作、对港澳台交流有新进展，服务“一带一路”倡议；"
    "加强农业科技园区管理，推动农业科技成果转化和对外展示；加强与东湖国家自主创新示范区的联络，扩大示范区的国际影响。",
    "年度目标04": "省基金委专家委员会组建到位并正常运转，完成省重点实验室评估等基础研究管理服务，"
    "为有关部门决策提供依据；高新技术企业认定工作更加规范，对企业的培育服务按计划提供。",
    "年度目标05": "开展科学技术普及，公民科学文化素质继续提高，科教兴鄂落到实处。",
    "年度目标06": "做好全省科技人才队伍的管理服务，人才队伍结构更加合理，为建设创新型省份提供人才支撑。",
}

# level 1, level 2, name, target, standard
LONG = (
    ("产出", "数量指标", "机关日常工作正常运转率", "100%", PLAN),
    ("产出", "数量指标", "科技管理和服务到位率", "100%", PLAN),
    ("产出", "数量指标", "后勤服务保障率", "100%", PLAN),
    ("产出", "质量指标", "整体科技宏观管理能力", "优", PLAN),
    ("产出", "质量指标", "整体科技创新服务能力", "优", PLAN),
    ("产出", "质量指标", "省直目标责任考评成绩", "优秀", PLAN),
    ("效益", "社会效益", "机关服务能力提升", "明显", PLAN),
    ("效益", "可持续影响", "公民具备基本科学素质比例", "8%", PLAN),
    ("效益", "满意度", "服务对象满意度", "95%", PLAN),
)

# goal → level 1, level 2, name, year before last, last year, this year, standard, actual, points, score
ANNUAL = {
    "年度目标01": (
        ("产出", "数量指标", "信息化系统正常运转率", "100%", "100%", "100%", PLAN, "100%", "15", "15"),
        ("产出", "数量指标", "保密系统建设", "新增", "新增", "1套", PLAN, "1套", "10", "10"),
        ("产出", "数量指标", "科技杂志", "6期", "6期", "6期", PLAN, "6期", "10", "10"),
        ("产出", "数量指标", "科技宣传片", "无", "无", "5次", PLAN, "8次", "10", "10"),
        ("产出", "数量指标", "后勤服务保障率", "100%", "100%", "100%", PLAN, "100%", "10", "10"),
        ("效益", "社会效益", "机关服务能力提升", "明显", "明显", "明显", PLAN, MET, "10", "10"),
        ("效益", "社会效益", "提高湖北科技工作显示度", "明显", "明显", "明显", PLAN, PARTLY, "5", "3.5"),
        ("效益", "满意度", "服务对象满意度", "95%", "95%", "95%", HISTORY, "96.8%", "10", "10"),
    ),
    "年度目标02": (
        ("产出", "数量指标", "评价项目金额", "3000万元", "3000万元", "3000万元", PLAN, "3000万元", "20", "20"),
        ("产出", "数量指标", "“三评”工作评价报告", "新增项目", "新增项目", "1篇", PLAN, "1篇", "20", "20"),
        (
            "产出",
            "数量指标",
            "完成科技项目验收和监督平台升级",
            "新增项目",
            "新增项目",
            "1项",
            HISTORY,
            "1项",
            "15",
            "15",
        ),
        ("效益", "社会效益", "科技发展专项项目管理有效", "明显", "明显", "明显", PLAN, MET, "15", "15"),
        ("效益", "社会效益", "推进全省“三评”改革工作", "新增项目", "新增项目", "明显", PLAN, MET, "10", "10"),
    ),
    "年度目标03": (
        ("产出", "数量指标", "科技交流与合作人次", "21人次", "21人次", "20人次", HISTORY, "6人次", "30", "9"),
        ("产出", "数量指标", "组织参展的企业家数", "10家以上", "10家以上", "10家以上", HISTORY, "12家", "25", "25"),
        (
            "效益",
            "可持续影响",
            "加强科技交流合作对湖北科技发展的持续影响",
            "明显",
            "明显",
            "明显",
            PLAN,
            PARTLY,
            "25",
            "17.5",
        ),
    ),
    "年度目标04": (
        ("产出", "数量", "省基金委日常工作保障率", "100%", "100%", "100%", HISTORY, "100%", "25", "25"),
        ("产出", "数量", "为高新技术企业提供培育服务次数", "", "", "次", HISTORY, "12次", "20", "20"),
        ("效益", "可持续影响", "评估结果为相关管理部门决策提供依据", "明显", "明显", "明显", PLAN, MET, "20", "20"),
        ("效益", "满意度", "服务对象满意度", "95%", "95%", "95%", PLAN, "95.5%", "15", "15"),
    ),
    "年度目标05": (
        ("产出", "数量", "重大科普活动", "35项", "38项", "10项", PLAN, "11项", "30", "30"),
        ("产出", "数量", "免费开放科普场馆、设施", "26个", "36个", "40个", PLAN, "40个", "25", "25"),
        ("效益", "社会效益", "公民具备基本科学素质比例", "6%", "8%", "8%", PLAN, "8.9%", "25", "25"),
    ),
    "年度目标06": (
        (
            "产出",
            "数量",
            "省自然科学研究系列高中级水平能力测试评审管理系统",
            "无",
            "无",
            "1套",
            PLAN,
            "1套",
            "15",
            "15",
        ),
        ("产出", "数量", "工作许可证办件量", "2000件", "2700件", "2500件", HISTORY, "1980件", "15", "11.88"),
        (
            "产出",
            "质量",
            "高、中级职称评审通过率",
            "待定",
            PASS_RATE,
            PASS_RATE,
            HISTORY,
            "高级76%、中级87%",
            "15",
            "15",
        ),
        ("产出", "质量", "外专工作许可证办证误差率", "0%", "0%", "0%", HISTORY, "0%", "15", "15"),
        ("效益", "社会效益", "高、中级职称评审工作质量不断提升", "无", "无", "明显", PLAN, MET, "10", "10"),
        ("效益", "满意度", "服务对象满意度", "95%", "95%", "95%", PLAN, "97.2%", "10", "10"),
    ),
}
RATIOS = {"01": "25%", "02": "20%", "03": "15%", "04": "15%", "05": "10%", "06": "15%"}
# Targets the self-evaluation words otherwise than the target form: a number that was left out, a sign that was added.
MENDED = {"为高新技术企业提供培育服务次数": "10次", "科技宣传片": "≥5次"}
REASONS = {
    "科技宣传片": "抗击疫情期间增拍科普短片3部，下年目标值相应调高。",
    "提高湖北科技工作显示度": "部分集中展示活动取消，下年改为线上线下结合。",
    "科技交流与合作人次": "受疫情影响，14人次的出访和来访取消；下年增加线上交流。",
    "加强科技交流合作对湖北科技发展的持续影响": "部分合作项目推迟签约，下年上半年补办。",
    "工作许可证办件量": "来鄂工作的外国专家减少，办件量随之下降；下年按实际需求核定目标值。",
}
PROJECT = Project(
    name=Field("综合事务工作经费"),
    code=Field("2020—205—000—004"),
    department=Field("湖北省科学技术厅"),
    unit=Field("湖北省科学技术厅机关"),
)
CATEGORY = "☑部门预算项目  □省直专项  □省对下转移支付项目"
HEAD = (
    ("填报日期", "2021年3月12日"),
    ("项目属性", "☑持续性项目  □新增性项目"),
    ("项目类型", "☑常年性项目  □延续性项目  □一次性项目"),
    (
        "偏差大或目标未完成原因分析",
        "受疫情影响，对外科技交流和外国专家来鄂工作减少，科技交流与合作人次、工作许可证办件量没有完成年初目标。",
    ),
    (
        "改进措施及结果应用方案",
        "改进交流方式，线上线下同步开展；按近三年实际数重新核定目标值；自评结果作为编制下年预算的依据。",
    ),
)


def goals(*, evaluated: bool) -> tuple[Goal, ...]:
    """The goals of the project (目标)."""
    return tuple(
        Goal(
            label=Field(label),
            term=Term.LONG if label == "长期目标" else Term.ANNUAL,
            text=Field(text),
            ratio=Field(RATIOS[label[-2:]] if evaluated else ""),
        )
        for label, text in GOALS.items()
        if not (evaluated and label == "长期目标")
    )


def target_form() -> Form:
    """The target form 附表五 of 2020 (绩效目标表)."""
    names = ("level1", "level2", "name", "target", "standard")
    rows = [("长期目标", dict(zip(names, row, strict=True))) for row in LONG]
    names = ("level1", "level2", "name", "year_before_last", "previous_year", "target", "standard")
    rows += [(goal, dict(zip(names, row[:7], strict=True))) for goal, block in ANNUAL.items() for row in block]
    indicators = (
        Indicator(goal=Field(goal), **{name: Field(text) for name, text in texts.items()}) for goal, texts in rows
    )
    title = "综合事务工作专项预算绩效目标"
    return Form(
        FormKind.TARGET, title=title, project=PROJECT, goals=goals(evaluated=False), indicators=tuple(indicators)
    )


def self_evaluation() -> Form:
    """The self-evaluation of 2020 of the same project (自评表)."""
    indicators = tuple(
        Indicator(
            goal=Field(goal),
            level1=Field(row[0]),
            level2=Field(row[1]),
            name=Field(row[2]),
            target=Field(MENDED.get(row[2], row[5])),
            actual=Field(row[7]),
            points=Field(row[8]),
            score=Field(row[9]),
            deviation=Field(REASONS.get(row[2], "")),
        )
        for goal, block in ANNUAL.items()
        for row in block
    )
    fund = Fund(
        label=Field("年度财政资金总额"),
        planned=Field("2680.00"),
        executed=Field("2546.00"),
        rate=Field("95.00%"),
        score=Field("19.00"),
        unit="万元",
        planned_yuan=Decimal(26_800_000),
        executed_yuan=Decimal(25_460_000),
    )
    return Form(
        FormKind.SELF_EVALUATION,
        title="2020年度综合事务工作经费项目自评表",
        year=2020,
        project=replace(PROJECT, kind=Field(CATEGORY), others=tuple((label, Field(text)) for label, text in HEAD)),
        funds=(fund,),
        goals=goals(evaluated=True),
        indicators=indicators,
        total=Field("93.89"),
    )


def page_of(form: Form, form_id: str) -> Page:
    """A page with all tables as one and without a mark, as a department's own Word file has it (版面)."""
    page = compose(form, geometry(form_id)).page
    return replace(page, tables=(replace(joined(page), heads=0),))


def one_cell_per_line(page: Page) -> str:
    """A table copied out of Word as text (一行一格): a tab before every cell, an empty line after every row."""
    lines = [line.text for line in page.above]
    for table in page.tables:
        lines += ["\n".join(row) + "\n" for row in cells_by_row(table)]
    return "\n".join(lines)


def cells_by_row(table: Table) -> list[list[str]]:
    """Texts of every row, continued cells blank (逐行单元格)."""
    rows: list[list[tuple[int, str]]] = [[] for _ in range(table.rows)]
    for box in table.boxes:
        for row in range(box.row, box.row + box.rows):
            rows[row].append((box.column, "\t" + (box.text if row == box.row else "")))
    return [[text for _, text in sorted(row)] for row in rows]


def write(folder: Path) -> None:
    """Write all samples into a folder (写样例)."""
    target = page_of(target_form(), "hubei_2020.target")
    evaluated = page_of(self_evaluation(), "hubei_2020.self_evaluation")
    evaluated = replace(evaluated, above=(Line("附件2", "caption"), *evaluated.above))
    folder.mkdir(exist_ok=True)
    (folder / "附表五-2020.docx").write_bytes(write_docx(target))
    (folder / "附表五-2020.xlsx").write_bytes(write_xlsx(target))
    (folder / "附表五-2020.txt").write_text(one_cell_per_line(target), encoding="utf-8")
    (folder / "自评表-2020.docx").write_bytes(write_docx(evaluated))


if __name__ == "__main__":
    write(SAMPLES)
