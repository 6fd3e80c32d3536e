"""The measuring of script/bench: python3 script/lib/bench PROGRAM PROFILE SCRATCH SIZE…

A fictional college is filled, rows are imported until it has each SIZE, and at each everything is
measured. Writes docs/bench.md, and with several sizes docs/performance.md and its plot."""

import os, shutil, sys, time

sys.path.insert(0, os.path.dirname(__file__))

import report
from browser import browsing
from machine import Server, cpu_us, say, settle
from pages import against_nginx, items, misses
from scanning import scanning
from searching import questions, searching, texts
from writing import at_once, importing, releasing

PROGRAM, PROFILE, SCRATCH, *SIZES = sys.argv[1:]
# Below this a size is there for the slope alone.
WHOLE = int(os.environ.get("GONGKAI_BENCH_WHOLE", 20_000))


def starting(data):
    starts, server = [], None
    for _ in range(5):
        if server:
            server.__exit__()
        server = Server(PROGRAM, data)
        starts.append(server.start_ms)
    return sorted(starts)[2], server


def resting(server, seconds=5):
    """The share of one core that a server takes of which nobody asks anything, in %."""
    before = cpu_us(server.pid)
    time.sleep(seconds)
    return (cpu_us(server.pid) - before) / seconds / 10_000


def measure(data, first, last, password):
    """Everything, once the folder has `last` rows."""
    with Server(PROGRAM, data) as server:
        found = {"size": last, "import": importing(PROGRAM, server, data, SCRATCH, first, last)}
        began = time.monotonic()
        settle(server.pid)
        found["settled"] = time.monotonic() - began
    found["start_ms"], server = starting(data)
    with server:
        time.sleep(2)
        found["rest_mb"], found["rest_cpu"] = server.anonymous_mb(), resting(server)
        words = questions(texts(data), 40)
        say(f"pages that are not kept, {last:,} rows")
        found["misses"] = misses(server, words)
        found["search"] = searching(server, data)
        if last >= WHOLE:
            found["kept"] = against_nginx(server, SCRATCH, words)
        found["load_mb"] = server.anonymous_mb()
        found["release"] = releasing(server, password, SCRATCH)
        if last == WHOLE:
            found["at_once"] = at_once(server, password, SCRATCH)
            newest = items(server.client(), 1)[-1]
            pages = {"publication page": newest, "home": "/", "list": "/items", "search": f"/search?q={words[0]}"}
            found["browser"] = browsing(server, pages)
        assert server.process.poll() is None
    say(f"{last:,} rows are measured")
    return found


def main():
    data = f"{SCRATCH}/school"
    say("filling the college")
    with Server(PROGRAM, data, "demo"):
        pass
    password = open(f"{data}/demo").read().strip()
    measured, first = [], 0
    for size in map(int, SIZES):
        measured.append(measure(data, first, size, password))
        first = size
        report.write(measured, None, PROFILE)
    report.write(measured, scanning(PROGRAM, SCRATCH), PROFILE)
    shutil.rmtree(data)
    print(open("docs/bench.md").read())


main()
