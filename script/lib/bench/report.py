"""The tables and the plot."""

import json, os, re

from machine import number, ratio
from plot import plot
from scanning import part as scanner

HEAD = """Made by `script/bench`, in one run on one machine: {cores} cores, {model}, load {load:.1f} at the end. Profile: `{profile}`{warning}.
"""


def head(profile):
    model = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    warning = " (the development build: unoptimised, only to see that the script works)" if profile == "dev" else ""
    return HEAD.format(
        cores=os.cpu_count(), model=model.group(1) if model else "unknown", load=os.getloadavg()[0], profile=profile, warning=warning
    )


def table(names, rows):
    lines = ["| " + " | ".join(names) + " |", "| " + " | ".join("---" for _ in names) + " |"]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def write(measured, scan, profile):
    whole = [one for one in measured if "kept" in one]
    if whole:
        with open("docs/bench.md", "w") as out:
            out.write("\n".join(bench(whole, scan, profile)))
    if len(measured) > 1:
        os.makedirs("docs/pictures", exist_ok=True)
        with open("docs/pictures/growth.svg", "w") as out:
            out.write(picture(measured))
        with open("docs/performance.md", "w") as out:
            out.write("\n".join(performance(measured, profile)))


def bench(whole, scan, profile):
    yield "# Measured\n"
    yield head(profile)
    yield (
        "A ratio is ours divided by the peer's, in rounds of one second that alternate; the median, and in brackets the least and the most.\n"
        "CPU is what the kernel counted for all processes and threads of a server: the figure that holds on a busy machine. The load comes\n"
        "from a second process (wrk) over the loopback, without TLS. No test fails on a time. What is not here was not measured.\n"
    )
    for one in whole:
        yield f"## {one['size']:,} publications\n"
        yield from pages(one)
        yield from figures(one)
        if one.get("browser"):
            yield from browser(one)
    if scan:
        yield from scanner(scan)


def write_scanner(scan, profile):
    """Puts the scanner's part anew into docs/bench.md, where the rest is of another run."""
    with open("docs/bench.md") as file:
        before = file.read().split("## The scanner")[0]
    about = re.sub("^Made by", "This part was made anew by", head(profile)).rstrip()
    with open("docs/bench.md", "w") as out:
        out.write(before + "\n".join(scanner(scan)) + about + "\n")


def pages(one):
    yield (
        "Pages against nginx, which serves the same bytes, compressed already, from files (`sendfile`, `open_file_cache`, `gzip_static`). CPU: less\n"
        "is better, the aim is 0.85 at 32 and 256 connections (not for search). Requests a second: more. 99th percentile of time: less. A search is asked\n"
        "anew each time; nobody keeps it.\n"
    )
    rows = [
        (subject, connections, cpu, rate, p99, f"{ours:.0f} / {theirs:.0f}")
        for subject, connections, cpu, rate, p99, ours, theirs in one["kept"]
    ]
    yield table(("page", "connections", "CPU per request", "requests/s", "p99", "µs of CPU, ours / nginx"), rows) + "\n"


def figures(one):
    found, release, search = one["import"], one["release"], one["search"]
    rows = [
        ("import until searchable, server running", f"{number(found['searchable'])} rows/s",
         f"{found['searchable'] / found['raw']:.3f} of raw SQLite inserts, 1,000 a commit ({number(found['raw'])}/s)", "5,000 rows/s"),
        ("import until written", f"{number(found['written'])} rows/s", f"{found['written'] / found['raw']:.3f} of the same", ""),
        ("import until catalogue and channels have their records too", f"{number(found['rows'] / (found['rows'] / found['searchable'] + one['settled']))} rows/s", "", ""),
        ("release until the answer", f"{number(release['answered'])} ms", f"{release['answered'] / release['sync']:.1f} fdatasync ({release['sync']:.2f} ms)", ""),
        ("release until the list shows it", f"{number(release['listed'])} ms", f"{release['listed'] / release['sync']:.1f} fdatasync", "50 ms"),
        ("release until search finds it", f"{number(release['found'])} ms", f"{release['found'] / release['sync']:.1f} fdatasync", ""),
        ("start until ready (the files in the system's cache)", f"{number(one['start_ms'])} ms", "", "300 ms"),
        ("anonymous memory at rest", f"{number(one['rest_mb'])} MB", "", "150 MB at 200,000"),
        ("CPU at rest", f"{number(one['rest_cpu'])} % of a core", "", ""),
        ("anonymous memory after all the load of this table", f"{number(one['load_mb'])} MB", "", ""),
        (f"search by HTTP, p50 of {search['asked']} parts of texts", f"{number(search['p50'])} ms",
         f"{ratio(search['ratio'])} of a scan of {search['texts']:,} texts in memory ({number(search['scan'])} ms)", ""),
        ("the same, p99", f"{number(search['p99'])} ms", "", "20 ms at 200,000"),
        ("searches that found less than the scan", search["missed"], f"of {search['asked']}; {search['more']} found more (words of attachments)", "0"),
    ]  # fmt: skip
    if "at_once" in one:
        alone, many = one["at_once"][1], one["at_once"][64]
        rows.append((
            "drafts saved a second by HTTP, 64 at once", number(many[1]),
            f"{many[1] / alone[1]:.1f} times one after the other ({number(alone[1])}/s); CPU {many[0]:.0f} µs each, alone {alone[0]:.0f}", "10 times",
        ))  # fmt: skip
    yield table(("what", "measured", "against", "aim"), rows) + "\n"


def browser(one):
    yield "In Chromium, nothing kept in it before, without TLS. Aims: under 30 kB for a publication page, one style sheet that blocks.\n"
    rows = [
        (name, width, requests, f"{size / 1000:.1f} kB", f"{again / 1000:.1f} kB", len(blocking), f"{paint:.0f} ms", f"{shift:.3f}")
        for name, width, requests, size, again, blocking, paint, shift in one["browser"]
    ]
    yield table(("page", "px wide", "requests", "over the wire", "once more", "blocking", "first paint", "layout shift"), rows) + "\n"


def growing(measured):
    """The lines of the plot: ms by number of publications."""
    lines = {}
    for one in measured:
        values = {f"{name}": cost[0] for name, cost in one["misses"].items()}
        values["search, p99"] = one["search"]["p99"]
        values["import, one row"] = 1000 / one["import"]["searchable"]
        values["release until listed"] = one["release"]["listed"]
        for name, value in values.items():
            lines.setdefault(name, []).append((one["size"], max(value, 0.01)))
    return lines


def picture(measured):
    return plot(list(growing(measured).items()), "publications", "ms")


def performance(measured, profile):
    sizes = [one["size"] for one in measured]
    yield "# How cost grows\n"
    yield head(profile)
    yield "![ms by number of publications, on logarithmic axes](pictures/growth.svg)\n"
    yield (
        "A page here is one that is **not** kept: it is made anew for each request (kept pages cost the same at every size, see\n"
        "[bench.md](bench.md)). CPU in ms, the kernel's count; for search, release and import the time that passed. The last column is the exponent:\n"
        "0 is constant, 1 grows as the number of publications does.\n"
    )
    import math

    rows = []
    for name, points in growing(measured).items():
        (x0, y0), (x1, y1) = points[0], points[-1]
        slope = math.log(y1 / y0) / math.log(x1 / x0)
        rows.append((name, *(number(y) for _, y in points), f"{slope:.2f}"))
    yield table(("ms", *(f"{size:,}" for size in sizes), "exponent"), rows) + "\n"
    rows = [
        ("start until ready, ms", *(number(one["start_ms"]) for one in measured)),
        ("anonymous memory at rest, MB", *(number(one["rest_mb"]) for one in measured)),
        ("CPU at rest, % of a core", *(number(one["rest_cpu"]) for one in measured)),
        ("anonymous memory after load, MB", *(number(one["load_mb"]) for one in measured)),
        ("import until searchable, rows/s", *(number(one["import"]["searchable"]) for one in measured)),
        ("search p50, ms", *(number(one["search"]["p50"]) for one in measured)),
        ("searches that missed something", *(f"{one['search']['missed']} of {one['search']['asked']}" for one in measured)),
    ]
    yield table(("", *(f"{size:,}" for size in sizes)), rows) + "\n"
    yield "## The exact count of a search\n"
    yield (
        "Only a search's count grows with its hits. Time by hits, the largest size; the slope is the least-squares line through all of them.\n"
    )
    yield slope_of(measured[-1]) + "\n"


def slope_of(one):
    points = one["search"]["slope"]
    mean_x, mean_y = (sum(values) / len(points) for values in zip(*points))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0
    rows = []
    for least, most in ((0, 10), (10, 100), (100, 1000), (1000, 10_000), (10_000, 100_000), (100_000, 10**9)):
        times = sorted(y for x, y in points if least <= x < most)
        if times:
            label = f"{least:,} to {most - 1:,}" if most < 10**9 else f"{least:,} and more"
            rows.append((label, len(times), number(times[len(times) // 2]), number(times[-1])))
    return table(("hits", "searches", "median ms", "longest ms"), rows) + f"\n\n{slope * 1000:.3f} ms for each 1,000 hits more."
