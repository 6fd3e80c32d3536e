"""The measuring of script/bench: bench.py PROGRAM PROFILE SCRATCH. Writes docs/bench.md."""

import gzip, json, os, random, re, socket, sqlite3, statistics, subprocess, sys, time
import urllib.parse, urllib.request

PROGRAM, PROFILE, SCRATCH = sys.argv[1:]
ROUNDS = 5
ROWS = 3000
WORDS = (
    "关于 公示 国家奖学金 获奖学生 名单 招生章程 收费标准 预算 决算 采购 中标 候选人 教师 招聘 岗位 实训楼 改造 工程 "
    "学术委员会 章程 申诉 办法 通知 工作安排 值班 假期 食堂 宿舍 图书馆 校企合作 现代学徒制 专业设置 课程建设 经费 "
    "评审 结果 教职工代表大会 工会 安全 应急预案 资助 助学金 勤工助学 就业质量 年度报告 信息公开 监督 举报 受理"
).split()


def say(text):
    print(f"bench: {text}", file=sys.stderr)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def get(url, gzipped=False):
    request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"} if gzipped else {})
    return urllib.request.urlopen(request, timeout=120)


def serve(*args):
    port = free_port()
    server = subprocess.Popen(
        [PROGRAM, *args, "--listen", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(3000):
        try:
            get(f"http://127.0.0.1:{port}/readyz")
            return server, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    sys.exit("bench: the server did not become ready")


def cpu_us(parent):
    """What the kernel counted for a process, its threads, ended ones too, and its children."""
    ticks = 0
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if str(parent) in (entry, fields[1]):
            ticks += int(fields[11]) + int(fields[12])
    return ticks * 1e6 / os.sysconf("SC_CLK_TCK")


def wrk(url, pid):
    """CPU in µs a request, and requests a second."""
    before = cpu_us(pid)
    out = subprocess.run(
        ["wrk", "-t1", "-c32", "-d3s", "-H", "Accept-Encoding: gzip", url], capture_output=True, text=True, check=True
    ).stdout
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    assert "Non-2xx" not in out, out
    return (cpu_us(pid) - before) / requests, float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))


def rounds(ours, theirs, count=ROUNDS):
    """Alternating, so that what else runs on the machine presses on both. Answers with the pairs."""
    return [(ours(), theirs()) for _ in range(count)]


def ratio(pairs):
    each = [a / b for a, b in pairs]
    return f"**{statistics.median(each):.2f}** ({min(each):.2f}–{max(each):.2f})"


def nginx(page, headers):
    """nginx as one would set it up for static files, with our page's bytes and headers."""
    root, port = f"{SCRATCH}/www", free_port()
    os.makedirs(root)
    open(f"{root}/index.html", "wb").write(page)
    open(f"{root}/index.html.gz", "wb").write(gzip.compress(page, 6))
    kept = ("Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Permissions-Policy")
    added = "\n".join(f'add_header {name} "{headers[name]}";' for name in kept)
    open(f"{SCRATCH}/nginx.conf", "w").write(
        f"""daemon off; worker_processes 2; pid {SCRATCH}/nginx.pid; error_log {SCRATCH}/nginx.log;
        events {{ worker_connections 1024; }}
        http {{ types {{ text/html html; }} charset utf-8; access_log off; sendfile on; tcp_nopush on; etag on;
        open_file_cache max=1000; gzip_static on; keepalive_requests 1000000; {added}
        server {{ listen 127.0.0.1:{port}; root {root}; }} }}"""
    )
    os.chmod(SCRATCH, 0o755)
    server = subprocess.Popen(["nginx", "-c", f"{SCRATCH}/nginx.conf"], stderr=subprocess.DEVNULL)
    time.sleep(1)
    return server, f"http://127.0.0.1:{port}/"


def pages():
    say("a kept page against nginx")
    server, url = serve("demo", "--data", f"{SCRATCH}/demo")
    get(url + "/").read()
    answer = get(url + "/")
    peer, peer_url = nginx(answer.read(), answer.headers)
    assert len(get(peer_url, True).read()) > 0 and get(url + "/", True).headers["Content-Encoding"] == "gzip"
    pairs = rounds(lambda: wrk(url + "/", server.pid), lambda: wrk(peer_url, peer.pid))
    for process in (server, peer):
        process.terminate()
        process.wait()
    cpu, rate = ratio([(a[0], b[0]) for a, b in pairs]), ratio([(a[1], b[1]) for a, b in pairs])
    return [
        ("a kept page, CPU per request", "nginx, the same bytes as a file (gzip_static)", cpu, "less"),
        ("a kept page, requests per second, 32 connections", "the same", rate, "more"),
    ]


def text(dice, words):
    return "".join(dice.choice(WORDS) + ("。" if n % 9 == 8 else "") for n in range(words))


def rows():
    dice = random.Random(20261009)
    return [
        {"external_id": f"old-{n}", "title": text(dice, 5), "body_text": text(dice, 200), "category": n % 10 + 1,
         "published_at": f"20{10 + n % 15}-0{n % 9 + 1}-15", "unit": "教务处"}
        for n in range(ROWS)
    ]  # fmt: skip


def importing(made):
    say("import against raw inserts")
    file = f"{SCRATCH}/rows.jsonl"
    open(file, "w").write("\n".join(json.dumps(row, ensure_ascii=False) for row in made))
    count = iter(range(ROUNDS))

    def ours():
        data = f"{SCRATCH}/school{next(count)}"
        run = lambda *args: subprocess.run([PROGRAM, *args, "--data", data], check=True, capture_output=True, text=True)
        run("init", "--code", "jn", "--name", "江南职业技术学院")
        began = time.monotonic()
        out = run("import", file, "--create-units").stdout
        assert json.loads(out.splitlines()[-1])["created"] == ROWS, out
        return ROWS / (time.monotonic() - began)

    def raw():
        path = f"{SCRATCH}/raw.db"
        for name in (path, path + "-wal", path + "-shm"):
            if os.path.exists(name):
                os.remove(name)
        base = sqlite3.connect(path, isolation_level=None)
        base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id TEXT PRIMARY KEY, a, b, c, d)")
        began = time.monotonic()
        for row in made:
            base.execute(
                "INSERT INTO t VALUES (?, ?, ?, ?, ?)",
                (row["external_id"], row["title"], row["body_text"], row["category"], row["published_at"]),
            )
        return ROWS / (time.monotonic() - began)

    pairs = rounds(ours, raw, 3)
    return [("import, rows per second, each cleaned, scanned, with its event and index number",
             "bare inserts into SQLite, one commit each (WAL, FULL)", ratio(pairs), "more")]  # fmt: skip


def searching(made):
    say("search against a scan")
    server, url = serve("serve", "--data", f"{SCRATCH}/school0")
    texts = [row["title"] + "\n" + row["body_text"] for row in made]
    dice = random.Random(7)
    asked = []
    while len(asked) < 40:
        words = dice.choice(texts).replace("\n", "").replace("。", "")
        at = dice.randrange(len(words) - 6)
        asked.append(words[at : at + dice.choice((2, 4, 6))])

    def ours(word):
        began = time.monotonic()
        total = json.load(get(f"{url}/api/v1/search?q={urllib.parse.quote(word)}"))["total"]
        return time.monotonic() - began, total

    def scan(word):
        began = time.monotonic()
        found = sum(word in one for one in texts)
        return time.monotonic() - began, found

    ours(asked[0])
    pairs, differing = [], 0
    for word in asked:
        (a, total), (b, found) = ours(word), scan(word)
        pairs.append((a, b))
        differing += total != found
        time.sleep(0.06)  # within one source's share
    server.terminate()
    server.wait()
    say(f"{differing} of {len(asked)} searches found other than the scan")
    return [(f"search over {ROWS} texts by HTTP, time per question", "a scan of the same texts in memory, first to last",
             ratio(pairs), "less")]  # fmt: skip


def scanning():
    say("scan against ripgrep")
    dice, file = random.Random(3), f"{SCRATCH}/texts.txt"
    with open(file, "w") as out:
        for n in range(4000):
            planted = f"，电话{13800000000 + n}" if n % 50 == 0 else ""
            out.write(text(dice, 400) + planted + "\n")
    size = os.path.getsize(file) / 1e6
    pattern = r"(?-u:\b)(?:1[3-9][0-9]{9}|[1-9][0-9]{16}[0-9Xx])(?-u:\b)"

    def cpu(*command):
        before = os.times()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    pairs = rounds(lambda: cpu(PROGRAM, "scan", file), lambda: cpu("rg", "-j1", "-o", pattern, file))
    return [(f"scan of {size:.0f} MB for every kind of personal data and marking, CPU", "ripgrep for identity numbers and mobiles alone",
             ratio(pairs), "less")]  # fmt: skip


def main():
    made = rows()
    lines = pages() + importing(made) + searching(made) + scanning()
    model = re.search(r"model name\s*:\s*(.*)", open("/proc/cpuinfo").read())
    table = "\n".join(f"| {what} | {peer} | {told} | {wanted} |" for what, peer, told, wanted in lines)
    with open("docs/bench.md", "w") as out:
        out.write(
            f"""# Measured

Made by `script/bench`: each line is ours divided by the peer's, in rounds that alternate on the same machine; the median, and in brackets the least and
the most. Profile: `{PROFILE}`{" (the development build: unoptimised, only to see that the script works)" if PROFILE == "dev" else ""}.
Machine: {os.cpu_count()} cores, {model.group(1) if model else "unknown"}, load {os.getloadavg()[0]:.1f} at the end.

| ours | the peer | ours / peer | better is |
| --- | --- | --- | --- |
{table}

No test fails on a time. What is not here was not measured.
"""
        )
    print(open("docs/bench.md").read())


main()
