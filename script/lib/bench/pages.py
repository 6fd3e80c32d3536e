"""Public pages against nginx with the same bytes, and what a page costs that is not kept."""

import os, re, statistics, subprocess, time

from machine import ELSEWHERE, addresses, alternating, cpu_us, free_port, quantile, ratio, say, wrk

CONNECTIONS = (1, 32, 256)
KEPT_HEADERS = ("Cache-Control", "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Permissions-Policy")


class Nginx:
    """nginx as one would set it up for files that are there compressed already, with our headers."""

    def __init__(self, scratch, headers):
        self.root, self.port = f"{scratch}/www", free_port()
        os.makedirs(self.root, exist_ok=True)
        os.chmod(scratch, 0o755)
        added = "\n".join(f'add_header {name} "{headers[name]}";' for name in KEPT_HEADERS if headers[name])
        with open(f"{scratch}/nginx.conf", "w") as conf:
            conf.write(
                f"""daemon off; worker_processes 2; pid {scratch}/nginx.pid; error_log {scratch}/nginx.log;
                events {{ worker_connections 1024; }}
                http {{ default_type text/html; charset utf-8; access_log off; sendfile on; tcp_nopush on; etag on;
                open_file_cache max=2000; gzip_static on; keepalive_requests 1000000; {added}
                server {{ listen 127.0.0.1:{self.port}; root {self.root}; }} }}"""
            )
        self.process = subprocess.Popen(["nginx", "-c", f"{scratch}/nginx.conf"], stderr=subprocess.DEVNULL)
        self.pid = self.process.pid
        time.sleep(0.5)

    def keep(self, name, plain, gzip):
        for path, content in ((name, plain), (f"{name}.gz", gzip)):
            with open(f"{self.root}/{path}", "wb") as file:
                file.write(content)
        return f"/{name}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def items(client, pages=4):
    """The newest publications' addresses."""
    found = []
    for page in range(1, pages + 1):
        found += re.findall(r'href="(?:\./|\.\./)*items/([^"/?#]+)"', client.text(f"/items?page={page}"))
    return [f"/items/{key}" for key in dict.fromkeys(found)]


def subjects(client, words):
    return {
        "publication page": items(client),
        "list": [f"/items?page={page}" for page in range(1, 11)],
        "home": ["/"],
        "feed": ["/feed.atom"],
        "search": [f"/search?q={word}" for word in words],
    }


def against_nginx(server, scratch, words):
    """For each subject and number of connections: ratios of CPU a request, throughput and p99."""
    client, lines = server.client(), []
    with Nginx(scratch, client.get("/").headers) as peer:
        for subject, paths in subjects(client, words).items():
            lines += subject_against(server, peer, client, scratch, subject, paths)
    return lines


def subject_against(server, peer, client, scratch, subject, paths):
    theirs = []
    for number, path in enumerate(paths):
        plain, gzip = client.get(path), client.get(path, **{"Accept-Encoding": "gzip"})
        is_gzip = gzip.headers["Content-Encoding"] == "gzip"
        theirs.append(peer.keep(f"{subject[:4].strip()}{number}", plain.body, gzip.body if is_gzip else plain.body))
    headers = ELSEWHERE if subject == "search" else "{}"
    import urllib.parse

    quoted = [urllib.parse.quote(path, safe="/?&=") for path in paths]
    # Each request of a search counts against its source's share: many sources ask.
    asked = quoted * (4000 // len(quoted) + 1) if subject == "search" else quoted
    ours = addresses(f"{scratch}/ours.lua", asked, headers)
    files = addresses(f"{scratch}/theirs.lua", theirs)
    lines = []
    for connections in CONNECTIONS:
        if subject == "search" and connections > 100:
            continue  # more than may wait are refused by design
        say(f"{subject}, {connections} connections")
        pairs = alternating(
            lambda: wrk(server.port, server.pid, ours, connections),
            lambda: wrk(peer.port, peer.pid, files, connections),
        )
        each = [ratio([(a[field], b[field]) for a, b in pairs]) for field in range(3)]
        micros = [statistics.median(side[0] for side in sides) for sides in zip(*pairs)]
        lines.append((subject, connections, *each, *micros))
    return lines


def misses(server, words, count=15):
    """What a page costs that has to be made anew: CPU and time, in ms. A parameter that no page
    knows passes the kept pages by."""
    client = server.client()
    last = max([int(n) for n in re.findall(r"page=(\d+)", client.text("/items"))] or [1])
    found = items(client, 1)
    asked = {
        "publication page": found,
        "home": ["/"],
        "list, first page": ["/items"],
        "list, last page": [f"/items?page={last}"],
        "category": ["/categories/3"],
        "unit": [re.search(r'href="(?:\./|\.\./)*(units/[^"/?#]+)"', client.text("/units")).group(1).join(("/", ""))],
        "catalogue": ["/catalogue"],
        "statistics": ["/statistics"],
        "feed": ["/feed.atom"],
        "sitemap": ["/sitemap.xml"],
        "suggestions": [f"/suggest?q={word}" for word in words],
        "search": [f"/search?q={word}" for word in words],
        "search, page 500": [f"/search?q={words[0]}&page=500"],
    }
    costs = {}
    for subject, paths in asked.items():
        each, before = [], cpu_us(server.pid)
        for n in range(count):
            path = paths[n % len(paths)]
            began = time.monotonic()
            client.get(f"{path}{'&' if '?' in path else '?'}anew={n}")
            each.append((time.monotonic() - began) * 1000)
        costs[subject] = ((cpu_us(server.pid) - before) / count / 1000, statistics.median(each), quantile(each, 0.99))
    return costs
