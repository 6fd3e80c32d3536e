"""The scanner for personal data against ripgrep."""

import os, random, subprocess

import corpus
from machine import alternating, ratio, say


def scanning(program, scratch):
    say("scan against ripgrep")
    dice, file = random.Random(3), f"{scratch}/texts.txt"
    with open(file, "w") as out:
        for n, row in enumerate(corpus.rows(0, 7000)):
            planted = f"，电话{13800000000 + n}" if n % 50 == 0 else ""
            out.write(row["body_text"].replace("\n", "") + planted + dice.choice("。！") + "\n")
    size = os.path.getsize(file) / 1e6
    pattern = r"(?-u:\b)(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?-u:\b)"

    def cpu(*command):
        before = os.times()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    pairs = alternating(lambda: cpu(program, "scan", file), lambda: cpu("rg", "-j1", "-o", pattern, file))
    return size, ratio(pairs)
