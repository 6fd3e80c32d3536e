"""Publications of our own making: the same ones each time, as many as are asked for."""

import json, random

COMMON = (
    "关于 公示 国家奖学金 获奖学生 名单 招生章程 收费标准 预算 决算 采购 中标 候选人 教师 招聘 岗位 实训楼 改造 工程 "
    "学术委员会 章程 申诉 办法 通知 工作安排 值班 假期 食堂 宿舍 图书馆 校企合作 现代学徒制 专业设置 课程建设 经费 "
    "评审 结果 教职工代表大会 工会 安全 应急预案 资助 助学金 勤工助学 就业质量 年度报告 信息公开 监督 举报 受理"
).split()
CHARACTERS = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定"
    "行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
)
UNITS = ("教务处 学生工作处 招生就业处 财务处 人事处 后勤处 资产处 科研处 图书馆 信息中心 保卫处 团委 工会 "
         "机电学院 经贸学院 艺术学院 护理学院 建筑学院 汽车学院 继续教育学院").split()  # fmt: skip
MARK = "江南存档"


def vocabulary():
    """Words as often as in a language: the n-th comes about as 1/n."""
    dice = random.Random(1)
    words = COMMON + ["".join(dice.choices(CHARACTERS, k=dice.choice((2, 2, 2, 3, 4)))) for _ in range(6000)]
    weights, sums = [1 / (rank + 8) for rank in range(len(words))], []
    for weight in weights:
        sums.append(weight + (sums[-1] if sums else 0))
    return words, sums


def rows(first, last):
    """Rows `first` to `last`, of some 650 characters in eight paragraphs each."""
    words, sums = vocabulary()
    for n in range(first, last):
        dice = random.Random(20261009 + n)
        chosen = dice.choices(words, cum_weights=sums, k=245)
        paragraphs = ["".join(chosen[at : at + 15]) + "，" + "".join(chosen[at + 15 : at + 30]) + "。"
                      for at in range(5, 245, 30)]  # fmt: skip
        yield {
            "external_id": f"old-{n}",
            "title": "".join(chosen[:5]) + MARK,
            "body_text": "\n".join(paragraphs),
            "entry": n % 49 + 1,
            "published_at": f"{2010 + n % 15}-{n // 15 % 12 + 1:02}-{n // 180 % 28 + 1:02}",
            "unit": UNITS[n % len(UNITS)],
        }


def write(file, first, last):
    with open(file, "w") as out:
        for row in rows(first, last):
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return file
