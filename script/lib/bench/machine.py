"""What every subject measures with: the program, its processes, the load, medians."""

import json, os, random, re, socket, statistics, subprocess, sys, time
import http.client, urllib.parse

ROUNDS = 5
SECONDS = 1


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def somewhere():
    """An address that asks: each has a share of its own of what is costly. The server believes
    it because the bench names the loopback a trusted proxy."""
    return ".".join(str(random.randrange(1, 250)) for _ in range(4))


class Client:
    """One connection that stays open. Knows cookies, follows nothing."""

    def __init__(self, port):
        self.port, self.cookies = port, {}
        self.wire, self.used = http.client.HTTPConnection("127.0.0.1", port, timeout=120), 0

    def ask(self, method, path, body=None, headers=()):
        sent = {"X-Forwarded-For": somewhere(), **dict(headers)}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            body = urllib.parse.urlencode(body)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            sent["Origin"] = f"http://127.0.0.1:{self.port}"
        # The server closes what says nothing for ten seconds.
        if time.monotonic() - self.used > 5:
            self.wire.close()
        self.used = time.monotonic()
        self.wire.request(method, urllib.parse.quote(path, safe="/?&=%#:+"), body, sent)
        answer = self.wire.getresponse()
        answer.body = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        return answer

    def get(self, path, **headers):
        answer = self.ask("GET", path, headers=headers)
        assert answer.status == 200, (path, answer.status)
        return answer

    def text(self, path):
        return self.get(path).body.decode()

    def json(self, path):
        return json.loads(self.get(path).body)

    def send(self, page, to, fields):
        """Sends a form as the page shows it, with its token."""
        token = re.search(r'name="form_token" value="([^"]+)"', self.text(page)).group(1)
        return self.ask("POST", to, {"form_token": token, **fields})


class Server:
    """`gongkai serve` on a folder, and how long it took until it was ready."""

    def __init__(self, program, data, *command):
        self.port = free_port()
        env = dict(os.environ, GONGKAI_TRUSTED_PROXIES='["127.0.0.1/32"]', RUST_LOG="error")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [program, *(command or ["serve"]), "--data", data, "--listen", f"127.0.0.1:{self.port}"],
            env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.pid = self.process.pid
        while not self.is_ready():
            assert self.process.poll() is None and time.monotonic() - began < 3600, "the server did not become ready"
            time.sleep(0.002)
        self.start_ms = (time.monotonic() - began) * 1000

    def is_ready(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as s:
                s.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
                return b" 200 " in s.recv(200)
        except OSError:
            return False

    def client(self):
        return Client(self.port)

    def anonymous_mb(self):
        return int(re.search(r"RssAnon:\s+(\d+)", open(f"/proc/{self.pid}/status").read()).group(1)) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


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


def settle(pid, most=900):
    """Waits until a server has done what an import brings about: nothing is measured beside it."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        before = cpu_us(pid)
        time.sleep(3)
        if cpu_us(pid) - before < 150_000:
            return
    say("the server is still at work")


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def wrk(port, pid, script, connections, seconds=SECONDS):
    """One round of load from a second process: CPU in µs a request, requests a second, p99 in ms."""
    before = cpu_us(pid)
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "--latency", "-s", script,
         f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    spent = cpu_us(pid) - before
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    assert requests and "Non-2xx" not in out, out
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
    return spent / requests, rate, milliseconds(re.search(r"\n\s+99%\s+(\S+)", out).group(1))


def addresses(file, paths, headers="{}"):
    """A wrk script that asks for these paths in turn."""
    listed = ",\n".join(json.dumps(path) for path in paths)
    with open(file, "w") as out:
        out.write(
            f"""local paths, built, n = {{ {listed} }}, {{}}, 0
            init = function()
              for i, path in ipairs(paths) do
                local headers = {headers}
                headers["Accept-Encoding"] = "gzip"
                built[i] = wrk.format("GET", path, headers)
              end
            end
            request = function() n = n % #built + 1; return built[n] end
            """
        )
    return file


# A source of its own for each address asked for, made within wrk.
ELSEWHERE = (
    '{ ["X-Forwarded-For"] = string.format("%d.%d.%d.%d", math.random(1, 249), math.random(249), math.random(249), '
    "math.random(249)) }"
)


def alternating(ours, theirs, count=ROUNDS):
    """In turns, so that what else runs on the machine presses on both. Answers with the pairs."""
    return [(ours(), theirs()) for _ in range(count)]


def ratio(pairs):
    each = [a / b for a, b in pairs if b]
    return f"**{number(statistics.median(each))}** ({number(min(each))}–{number(max(each))})"


def number(value):
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def quantile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def fdatasync_ms(folder, count=60):
    """What the disk takes for the least that must be done before “done” may be said."""
    path, each = f"{folder}/sync", []
    with open(path, "wb") as file:
        for _ in range(count):
            file.write(b"x" * 4096)
            file.flush()
            began = time.monotonic()
            os.fdatasync(file.fileno())
            each.append((time.monotonic() - began) * 1000)
    os.remove(path)
    return statistics.median(each)
