"""What changes something: import, release, many at once."""

import json, os, re, sqlite3, statistics, subprocess, threading, time

import corpus
from machine import alternating, fdatasync_ms, say, wrk

BODY = "各单位：\n假期值班安排如下，请按时到岗。"


def total(client):
    return client.json("/api/v1/search?q=")["total"]


def importing(program, server, data, scratch, first, last):
    """Rows a second until the last of them is searchable, the server running, and raw inserts."""
    say(f"import of rows {first} to {last}")
    # A file may have 256 MB.
    parts = [(at, min(at + 100_000, last)) for at in range(first, last, 100_000)]
    files = [corpus.write(f"{scratch}/rows-{at}.jsonl", at, until) for at, until in parts]
    client, count = server.client(), last - first
    before = total(client)
    began = time.monotonic()
    created = 0
    for file in files:
        command = [program, "import", file, "--create-units", "--data", data]
        out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert out.returncode == 0, out.stderr
        created += json.loads(out.stdout.splitlines()[-1])["created"]
    written = time.monotonic() - began
    assert created == count, created
    while total(client) < before + count:
        assert time.monotonic() - began < 7200
        time.sleep(0.05)
    searchable = time.monotonic() - began
    raw = [raw_inserts(files[0], f"{scratch}/raw.db") for _ in range(3 if count < 50_000 else 1)]
    for file in files:
        os.remove(file)
    return {"rows": count, "written": count / written, "searchable": count / searchable, "raw": statistics.median(raw)}


def raw_inserts(file, path):
    """The same rows into one table, a thousand a commit, from Python's own SQLite."""
    made = [json.loads(line) for line in open(file)]
    for name in (path, path + "-wal", path + "-shm"):
        if os.path.exists(name):
            os.remove(name)
    base = sqlite3.connect(path, isolation_level=None)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (id TEXT PRIMARY KEY, a, b, c, d)")
    began = time.monotonic()
    for at in range(0, len(made), 1000):
        base.execute("BEGIN")
        base.executemany(
            "INSERT INTO t VALUES (:external_id, :title, :body_text, :entry, :published_at)", made[at : at + 1000]
        )
        base.execute("COMMIT")
    rate = len(made) / (time.monotonic() - began)
    base.close()
    os.remove(path)
    return rate


def sign_in(server, name, password):
    client = server.client()
    answer = client.send("/sign-in", "/sign-in", {"sign_in": name, "password": password, "to": "", "resume": ""})
    assert answer.status == 303, answer.body.decode()
    return client


def fields(client, title):
    form = client.text("/office/drafts/new?kind=general")
    unit = re.search(r'name="unit"[^>]*value="(\d+)"', form) or re.search(
        r'<select[^>]*name="unit".*?<option[^>]*value="(\d+)"', form, re.S
    )
    return {"kind": "general", "edits": "0", "title": title, "body": BODY, "unit": unit.group(1),
            "audience": "public", "entry": "37", "information": "信息列表", "made_on": "2026-10-08"}  # fmt: skip


def releasing(server, password, scratch, count=7):
    """From the press of 发布 until the answer, and until the public list and search show it, in ms."""
    say("publish to visible")
    head, reviewer, office = (sign_in(server, name, password) for name in ("zhoujianping", "shenguohua", "linruoqing"))
    public, each = server.client(), []
    for n in range(count):
        title = f"关于值班安排的第{time.time_ns()}号通知"
        answer = head.send("/office/drafts/new", "/office/drafts/new", fields(head, title))
        assert answer.status == 303, answer.body.decode()
        draft = "/office/drafts/" + re.search(r"drafts/(\d+)", answer.headers["Location"]).group(1)
        for person, step, more in (
            (head, "submit", {}),
            (reviewer, "secrecy", {"opinion": "不涉密"}),
        ):
            answer = person.send(draft, f"{draft}/{step}", more)
            assert answer.status == 303, (step, answer.body.decode())
        public.text("/items")  # kept as it was before
        token = re.search(r'name="form_token" value="([^"]+)"', office.text(draft)).group(1)
        began = time.monotonic()
        passed = lambda: (time.monotonic() - began) * 1000
        answer = office.ask("POST", f"{draft}/release", {"form_token": token, "at": ""})
        assert answer.status == 303, answer.body.decode()
        answered = passed()
        while title not in public.text("/items").replace("<wbr>", ""):
            pass
        listed = passed()
        while not public.json(f"/api/v1/search?q={title}")["total"]:
            pass
        each.append((answered, listed, passed()))
    answered, listed, found = (statistics.median(values) for values in zip(*each))
    return {"answered": answered, "listed": listed, "found": found, "sync": fdatasync_ms(scratch)}


TOKENS = """local tokens, fields = {{ {tokens} }}, "{fields}"
wrk.method, wrk.headers["Content-Type"], wrk.headers["Cookie"] = "POST", "application/x-www-form-urlencoded", "{cookie}"
wrk.headers["Origin"] = "http://127.0.0.1:{port}"
request = function() return wrk.format(nil, "/office/drafts/autosave", nil, "form_token=" .. (table.remove(tokens) or "none") .. fields) end
response = function(status, headers, body)
  local token = body:match('"token":"([^"]+)"')
  if token then tokens[#tokens + 1] = token end
end
"""


def at_once(server, password, scratch):
    """Drafts begun a second: one person after the other, and 64 at once. Each takes a token that
    an answer before it brought."""
    import urllib.parse

    say("64 at once")
    client = sign_in(server, "zhoujianping", password)
    sent = "".join(f"&{name}={urllib.parse.quote(value, safe='')}" for name, value in fields(client, "同时保存的草稿").items())
    token = lambda: re.search(r'name="form_token" value="([^"]+)"', client.text("/office/drafts/new?kind=general")).group(1)
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())

    def once(connections):
        # A token is good for one sending; wrk takes some before it begins.
        tokens = ", ".join(f'"{token()}"' for _ in range(connections + 8))
        file = f"{scratch}/save.lua"
        with open(file, "w") as out:
            out.write(TOKENS.format(tokens=tokens, fields=sent, cookie=cookie, port=server.port))
        return wrk(server.port, server.pid, file, connections, 3)

    pairs = alternating(lambda: once(1), lambda: once(64), 3)
    middle = lambda each: tuple(statistics.median(one[at] for one in each) for at in range(3))
    return {1: middle([alone for alone, _ in pairs]), 64: middle([many for _, many in pairs])}
