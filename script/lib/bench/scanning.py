"""The scanner for personal data against ripgrep and Presidio, one core each, on text of our own making.

As a program of its own: python3 script/lib/bench/scanning.py PROGRAM PROFILE SCRATCH writes its part of docs/bench.md."""

import json, os, random, subprocess, sys

import corpus
from machine import alternating, number, ratio, say

SIZE_MB = int(os.environ.get("GONGKAI_BENCH_SCAN_MB", 1000))
SAMPLE_MB = 1
# One core: the last, for the first takes the machine's interrupts.
CORE = str(max(os.sched_getaffinity(0)))
PATTERN = r"(?-u:\b)(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?-u:\b)"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# Planted values lie this far apart, as in the measurement of the baselines.
LINES_APART = 6


def identity(dice):
    """An identity number of nobody: made up, with the check digit that fits."""
    region, day = dice.choice(("330302", "110105", "440106")), f"{dice.randrange(1, 29):02}"
    body = f"{region}{dice.randrange(1970, 2007)}{dice.randrange(1, 13):02}{day}{dice.randrange(1000):03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS)) % 11]


def lines():
    """Paragraphs as notices have them, with their dates, document numbers and sums; without end."""
    dice = random.Random(3)
    bodies = [row["body_text"].replace("\n", "") for row in corpus.rows(0, 5000)]
    n = 0
    while True:
        for body in bodies:
            n += 1
            year = 2010 + n % 15
            told = f"浙教办〔{year}〕{n % 900}号，{year}年{n % 12 + 1}月{n % 28 + 1}日，共{n % 97}项，{n % 90000 / 7:,.2f}元，"
            planted = ""
            if n % LINES_APART == 0:
                planted = f"联系电话13{dice.randrange(10**9):09}" if n % 12 else f"身份证号{identity(dice)}"
            yield f"{told}{body}{planted}。\n"


def write_texts(file, size_mb):
    """Writes so many MB, and beside it a sample of its beginning."""
    left, sample = size_mb * 1_000_000, SAMPLE_MB * 1_000_000
    with open(file, "w") as out, open(f"{file}.sample.txt", "w") as first:
        for line in lines():
            if sample > 0:
                first.write(line)
                sample -= len(line.encode())
            out.write(line)
            left -= len(line.encode())
            if left <= 0:
                return


def cpu(*command):
    """What one core spent on a command, in s, and what it printed."""
    before = os.times()
    done = subprocess.run(["taskset", "-c", CORE, *command], stdout=subprocess.PIPE, check=False)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, done.stdout


def presidio(file):
    """MB per CPU second of Presidio's pattern recognisers, without any model; None where it isn't installed."""
    python = os.environ.get("GONGKAI_BENCH_PYTHON", "")
    if not os.path.exists(python):
        return None
    peer = os.path.join(os.path.dirname(__file__), "presidio.py")
    return json.loads(cpu(python, peer, file)[1])


def scanning(program, scratch):
    say(f"scan of {SIZE_MB:,} MB against ripgrep")
    file = f"{scratch}/texts.txt"
    write_texts(file, SIZE_MB)
    size, counts = os.path.getsize(file) / 1e6, {}

    def run(name, *command):
        spent, printed = cpu(*command)
        wanted = (b'"id_card"', b'"mobile"')
        counts[name] = sum(name == "rg" or any(kind in line for kind in wanted) for line in printed.splitlines())
        return spent

    ours = lambda: run("ours", program, "scan", file)
    theirs = lambda: run("rg", "rg", "-j1", "-o", "--no-line-number", PATTERN, file)
    theirs()
    pairs = alternating(ours, theirs, 5 if SIZE_MB < 300 else 3)
    sample = f"{file}.sample.txt"
    say("the sample against Presidio")
    peer = presidio(sample)
    found = {"size": size, "pairs": pairs, "counts": counts, "presidio": peer, "sample": os.path.getsize(sample) / 1e6}
    os.remove(file)
    return found


def part(found):
    """Its part of docs/bench.md."""
    size, pairs, counts = found["size"], found["pairs"], found["counts"]
    speeds = [sorted(size / pair[side] for pair in pairs)[len(pairs) // 2] for side in (0, 1)]
    yield "## The scanner\n"
    yield (
        f"`gongkai scan` with every rule, word and context, on one core, against ripgrep looking for identity numbers and mobiles alone (byte-level\n"
        f"boundaries), on {size:,.0f} MB of generated notices with dates, document numbers and sums in each paragraph and a number planted in every\n"
        f"sixth; and Microsoft Presidio's generic pattern recognisers, without a model, on {found['sample']:.0f} MB of the same. CPU seconds of whole\n"
        f"processes, in turns. Less is better; the aim is 1.\n"
    )
    yield "| what | MB per CPU second | numbers found | CPU, ours / theirs |\n| --- | --- | --- | --- |"
    yield f"| gongkai scan | {number(speeds[0])} | {counts['ours']:,} | |"
    yield f"| ripgrep, two patterns | {number(speeds[1])} | {counts['rg']:,} | {ratio(pairs)} |"
    if found["presidio"]:
        peer = found["presidio"]
        yield (
            f"| Presidio, {peer['recognisers']} recognisers | {number(peer['mb_per_s'])} | ({peer['found']:,} of its own kinds) | "
            f"**{peer['mb_per_s'] / speeds[0]:.5f}** |"
        )
    yield ""


if __name__ == "__main__":
    import report

    PROGRAM, PROFILE, SCRATCH = sys.argv[1:]
    report.write_scanner(scanning(PROGRAM, SCRATCH), PROFILE)
