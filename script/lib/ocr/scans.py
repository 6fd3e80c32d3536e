"""Makes test scans: pages of award lists as a printer prints them, then what a scanner, a stamp or a
camera makes of them. Beside them `truth.json`: which numbers are printed on which page.

    python scans.py FOLDER [PAGES] [FONTS]

People and numbers are made up; check digits are right. The same arguments make the same pages.
FONTS is a folder with fonts beside those of Noto; where it is missing, fewer faces are printed.
"""

import json
import random
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

A4 = (8.27, 11.69)  # inches
NOTO = Path("/usr/share/fonts/opentype/noto")
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华慧建国文斌宇浩然子涵梓萱雨欣思远"
MAJORS = ["电气自动化技术", "会计", "软件技术", "学前教育", "护理", "机电一体化", "市场营销", "建筑工程"]
REGIONS = ["110105", "330302", "330327", "420106", "510104", "440305", "320102", "370102", "652301", "450103"]
BINS = ["621700", "622848", "622202", "621226", "622588", "623052", "621799", "6228480"]


def id_card(rng):
    day = f"{rng.randint(1998, 2008)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = rng.choice(REGIONS) + day + f"{rng.randint(1, 999):03}"
    total = sum(int(d) * (2 ** (17 - i) % 11) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def bank_card(rng):
    length = rng.choice([16, 19, 19, 19])
    body = rng.choice(BINS)
    body += "".join(rng.choice("0123456789") for _ in range(length - 1 - len(body)))
    total = 0
    for i, digit in enumerate(reversed(body)):
        doubled = int(digit) * 2 if i % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled
    return body + str(-total % 10)


def mobile(rng):
    return "1" + rng.choice("3578") + "".join(rng.choice("0123456789") for _ in range(9))


def name(rng):
    return rng.choice(SURNAMES) + "".join(rng.choice(GIVEN) for _ in range(rng.randint(1, 2)))


def faces(extra):
    """Chinese face, and the one its digits have."""
    found = [
        (NOTO / "NotoSerifCJK-Regular.ttc", NOTO / "NotoSerifCJK-Regular.ttc"),
        (NOTO / "NotoSansCJK-Regular.ttc", NOTO / "NotoSansCJK-Regular.ttc"),
    ]
    others = {path.name: path for path in sorted(extra.rglob("*.tt[fc]"))} if extra else {}
    for chinese, digits in [
        ("gbsn00lp.ttf", "LiberationSerif-Regular.ttf"),
        ("gkai00mp.ttf", "LiberationSerif-Regular.ttf"),
        ("wqy-zenhei.ttc", "LiberationSans-Regular.ttf"),
        ("gbsn00lp.ttf", "gbsn00lp.ttf"),
    ]:
        if chinese in others and digits in others:
            found.append((others[chinese], others[digits]))
    return found


class Pen:
    """Writes on a page in points, digits in a face of their own."""

    def __init__(self, page, dpi, face):
        self.draw = ImageDraw.Draw(page)
        self.scale = dpi / 72
        self.face = face
        self.fonts = {}

    def font(self, which, size):
        key = (which, size)
        if key not in self.fonts:
            # In collections of Noto the simplified face is the third.
            index = 2 if str(self.face[which]).startswith(str(NOTO)) else 0
            self.fonts[key] = ImageFont.truetype(str(self.face[which]), round(size * self.scale), index=index)
        return self.fonts[key]

    def runs(self, text):
        run = ""
        for c in text:
            if run and c.isascii() != run[0].isascii():
                yield run
                run = ""
            run += c
        if run:
            yield run

    def width(self, text, size):
        return sum(self.font(int(run[0].isascii()), size).getlength(run) for run in self.runs(text)) / self.scale

    def write(self, x, y, text, size):
        at = x * self.scale
        for run in self.runs(text):
            font = self.font(int(run[0].isascii()), size)
            self.draw.text((at, (y + size) * self.scale), run, fill=(20, 20, 20), font=font, anchor="ls")
            at += font.getlength(run)

    def line(self, a, b):
        points = [tuple(v * self.scale for v in a), tuple(v * self.scale for v in b)]
        self.draw.line(points, fill=(40, 40, 40), width=max(1, round(0.5 * self.scale)))


def blank(dpi):
    return Image.new("RGB", (round(A4[0] * dpi), round(A4[1] * dpi)), "white")


def table(rng, dpi, face):
    """A list as schools publish it: a head, rows with rules around them or without."""
    page, truth = blank(dpi), []
    pen = Pen(page, dpi, face)
    size = rng.choice([9, 10, 10.5, 11])
    widths = [28, 46, 86, 116, 122, 76]
    factor = 510 / sum(widths)
    widths = [width * factor for width in widths]
    left, top, height = 42, 96, size * 2.2
    title = "关于2026年国家奖学金拟获奖学生名单的公示"
    pen.write((595 - pen.width(title, 18)) / 2, 44, title, 18)
    rows = [["序号", "姓名", "专业", "身份证号", "银行卡号", "手机号码"]]
    for number in range(1, 27):
        row = [str(number), name(rng), rng.choice(MAJORS), id_card(rng), bank_card(rng), mobile(rng)]
        truth += [("id_card", row[3]), ("bank_card", row[4]), ("mobile", row[5])]
        rows.append(row)
    size = min(size, max(7.5, size * 112 / pen.width("6" * 19, size)))
    has_rules = rng.random() < 0.75
    for i, row in enumerate(rows):
        y = top + i * height
        x = left
        for cell, width in zip(row, widths):
            pen.write(x + max(1, (width - pen.width(cell, size)) / 2), y + height * 0.25, cell, size)
            x += width
    if has_rules:
        for i in range(len(rows) + 1):
            pen.line((left, top + i * height), (left + 510, top + i * height))
        edges = np.concatenate([[0], np.cumsum(widths)])
        for edge in edges:
            pen.line((left + edge, top), (left + edge, top + len(rows) * height))
    return page, truth


def letter(rng, dpi, face):
    """Sentences with numbers in them."""
    page, truth = blank(dpi), []
    pen = Pen(page, dpi, face)
    pen.write(180, 60, "关于发放困难补助的通知", 20)
    y = 110
    for number in range(1, 19):
        person, card, bank, phone = name(rng), id_card(rng), bank_card(rng), mobile(rng)
        truth += [("id_card", card), ("bank_card", bank), ("mobile", phone)]
        shown = " ".join(bank[i : i + 4] for i in range(0, len(bank), 4)) if rng.random() < 0.3 else bank
        pen.write(60, y, f"{number}. {person}，身份证号：{card}，联系电话{phone}，", 12)
        pen.write(60, y + 18, f"补助款汇入本人开户行账户，卡号{shown}，请于本月底前核对。", 12)
        y += 38
    return page, truth


def turned(page, degrees):
    return page.rotate(degrees, Image.BICUBIC, expand=True, fillcolor="white")


def stamped(page, rng, dpi):
    """Two round seals of 42 mm over the numbers; ink lets black through."""
    seal = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(seal)
    radius, ink = 21 / 25.4 * dpi, (rng.randint(205, 230), rng.randint(30, 70), rng.randint(40, 70))
    for _ in range(2):
        x = rng.uniform(0.45, 0.7) * page.width
        y = rng.uniform(0.3, 0.6) * page.height
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], outline=ink, width=round(dpi * 0.045))
        star = []
        for i in range(10):
            length = radius * (0.33 if i % 2 == 0 else 0.13)
            angle = np.pi * i / 5 - np.pi / 2
            star.append((x + length * np.cos(angle), y + length * np.sin(angle)))
        draw.polygon(star, fill=ink)
        font = ImageFont.truetype(str(NOTO / "NotoSerifCJK-Bold.ttc"), round(radius * 0.24), index=2)
        for i, c in enumerate("浙江样例职业技术学院学生处"):
            angle = np.pi * (0.75 + 1.5 * i / 12)
            glyph = Image.new("RGB", (font.size * 2, font.size * 2), "white")
            ImageDraw.Draw(glyph).text((font.size, font.size), c, fill=ink, font=font, anchor="mm")
            glyph = glyph.rotate(-np.degrees(angle) - 90, Image.BICUBIC, fillcolor="white")
            at = (x + radius * 0.78 * np.cos(angle) - font.size, y + radius * 0.78 * np.sin(angle) - font.size)
            place = tuple(int(v) for v in at)
            under = seal.crop((*place, place[0] + glyph.width, place[1] + glyph.height))
            seal.paste(ImageChops.multiply(under, glyph), place)
    return ImageChops.multiply(page, seal)


def at_an_angle(page, rng):
    """As a camera sees a sheet on a table."""
    w, h = page.size
    pad = int(0.06 * w)
    table_top = Image.new("RGB", (w + 2 * pad, h + 2 * pad), (120, 105, 90))
    table_top.paste(page, (pad, pad))
    w, h = table_top.size
    shift = lambda side: rng.uniform(0.02, 0.09) * side
    target = [(shift(w), shift(h)), (w - shift(w), shift(h) / 2), (w - shift(w) / 3, h - shift(h) / 3), (shift(w) / 3, h - shift(h) / 2)]
    source = [(0, 0), (w, 0), (w, h), (0, h)]
    rows, values = [], []
    for (tx, ty), (sx, sy) in zip(target, source):
        rows += [[tx, ty, 1, 0, 0, 0, -sx * tx, -sx * ty], [0, 0, 0, tx, ty, 1, -sy * tx, -sy * ty]]
        values += [sx, sy]
    solved = np.linalg.solve(np.array(rows, float), np.array(values, float))
    return table_top.transform((w, h), Image.PERSPECTIVE, solved, Image.BICUBIC, fillcolor=(120, 105, 90))


def unevenly_lit(page, rng):
    """Light from one corner, and the shadow of a hand."""
    w, h = page.size
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    angle = rng.uniform(0, 2 * np.pi)
    ramp = (x / w - 0.5) * np.cos(angle) + (y / h - 0.5) * np.sin(angle)
    light = 0.75 + 0.4 * ramp
    distance = np.hypot((x / w - rng.uniform(0.2, 0.8)) * 1.4, y / h - rng.uniform(0.2, 0.8))
    light *= 1 - 0.45 / (1 + np.exp((distance - 0.25) * 30))
    lit = np.asarray(page, np.float32) * light[..., None]
    return Image.fromarray(lit.clip(0, 255).astype(np.uint8))


def grainy(page, rng, much):
    noise = np.random.default_rng(rng.randint(0, 1 << 30)).normal(0, much, (page.height, page.width, 1))
    return Image.fromarray((np.asarray(page, np.float32) + noise).clip(0, 255).astype(np.uint8))


def squeezed(page, quality):
    packed = BytesIO()
    page.save(packed, "JPEG", quality=quality)
    return Image.open(BytesIO(packed.getvalue())).convert("RGB")


def blurred(page, dpi, millimetres):
    return page.filter(ImageFilter.GaussianBlur(millimetres / 25.4 * dpi))


def conditions(rng, dpi):
    sign = rng.choice([-1, 1])
    return {
        "as printed": lambda page: page,
        "turned by 1 to 3 degrees": lambda page: turned(page, sign * rng.uniform(1, 3)),
        "turned by 90 degrees": lambda page: turned(page, 90 * sign),
        "turned by 180 degrees": lambda page: turned(page, 180),
        "blurred a little": lambda page: blurred(page, dpi, 0.10),
        "blurred": lambda page: blurred(page, dpi, 0.16),
        "blurred much": lambda page: blurred(page, dpi, 0.22),
        "stamped in red": lambda page: stamped(page, rng, dpi),
        "stamped, scanned in grey": lambda page: stamped(page, rng, dpi).convert("L").convert("RGB"),
        "photographed at an angle": lambda page: at_an_angle(page, rng),
        "JPEG 60": lambda page: squeezed(page, 60),
        "unevenly lit": lambda page: unevenly_lit(page, rng),
        "black and white only": lambda page: page.convert("L").point(lambda v: 255 if v > 150 else 0).convert("RGB"),
        "a bad photo": lambda page: squeezed(
            grainy(unevenly_lit(blurred(at_an_angle(stamped(page, rng, dpi), rng), dpi, 0.08), rng), rng, 6), 70
        ),
    }


def main(folder, pages=3, extra=None):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    printed = faces(Path(extra) if extra else None)
    truth = []
    for dpi in (150, 200):
        for number in range(pages):
            for condition in conditions(random.Random(0), dpi):
                rng = random.Random(f"{dpi} {number} {condition}")
                face = printed[rng.randrange(len(printed))]
                make = letter if number % 3 == 2 else table
                page, numbers = make(rng, dpi, face)
                page = conditions(rng, dpi)[condition](page)
                file = f"{dpi}-{number}-{condition.replace(' ', '-')}.jpg"
                # A scanner's own quality; what is to be worse was made so above.
                page.save(folder / file, "JPEG", quality=85, dpi=(dpi, dpi))
                truth.append({"file": file, "dpi": dpi, "condition": condition, "numbers": numbers})
    (folder / "truth.json").write_text(json.dumps(truth, ensure_ascii=False))
    print(f"{len(truth)} scans in {folder}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 3, sys.argv[3] if len(sys.argv) > 3 else None)
