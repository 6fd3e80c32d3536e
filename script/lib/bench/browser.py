"""What a real browser says: requests and bytes over the wire, first paint, what shifts. Chromium
without a window, spoken to through a pipe in its own protocol."""

import json, os, shutil, statistics, subprocess, tempfile, time

from machine import say

SEEN = """(() => {
  const paint = performance.getEntriesByType("paint").find(one => one.name == "first-contentful-paint");
  const blocking = performance.getEntriesByType("resource").filter(one => one.renderBlockingStatus == "blocking");
  return JSON.stringify({
    paint: paint ? paint.startTime : null, shift: window.shifted || 0,
    blocking: blocking.map(one => new URL(one.name).pathname),
  });
})()"""
WATCH = """window.shifted = 0;
new PerformanceObserver(list => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });"""


class Browser:
    def __init__(self):
        self.profile = tempfile.mkdtemp()
        ours, theirs = os.pipe(), os.pipe()  # it reads from ours, writes to theirs

        def place():
            a, b = os.dup(ours[0]), os.dup(theirs[1])
            os.dup2(a, 3)
            os.dup2(b, 4)

        self.process = subprocess.Popen(
            [shutil.which("chromium"), "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             f"--user-data-dir={self.profile}", "--no-first-run", "about:blank"],
            preexec_fn=place, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(ours[0])
        os.close(theirs[1])
        self.out, self.into, self.rest, self.count, self.heard = ours[1], theirs[0], b"", 0, []
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.ask(f"{domain}.enable")

    def read(self):
        while b"\0" not in self.rest:
            self.rest += os.read(self.into, 1 << 16)
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def ask(self, method, **params):
        self.count += 1
        sent = {"id": self.count, "method": method, "params": params}
        if hasattr(self, "session"):
            sent["sessionId"] = self.session
        os.write(self.out, json.dumps(sent).encode() + b"\0")
        while (answer := self.read()).get("id") != self.count:
            self.heard.append(answer)
        assert "error" not in answer, (method, answer)
        return answer.get("result", {})

    def visit(self, url, width, height, is_first):
        """One view of a page: with nothing kept in the browser yet, or once more."""
        if is_first:
            self.ask("Network.clearBrowserCache")
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        watch = self.ask("Page.addScriptToEvaluateOnNewDocument", source=WATCH)["identifier"]
        self.heard.clear()
        self.ask("Page.navigate", url=url)
        while not any(one.get("method") == "Page.loadEventFired" for one in self.heard):
            self.heard.append(self.read())
        time.sleep(0.4)  # what shifts after loading shifts in this time
        seen = json.loads(self.ask("Runtime.evaluate", expression=SEEN)["result"]["value"])
        self.ask("Page.removeScriptToEvaluateOnNewDocument", identifier=watch)
        finished = [one["params"] for one in self.heard if one.get("method") == "Network.loadingFinished"]
        served = {one["params"]["requestId"] for one in self.heard if one.get("method") == "Network.requestServedFromCache"}
        sizes = [one["encodedDataLength"] for one in finished if one["requestId"] not in served and one["encodedDataLength"]]
        return {"requests": len(sizes), "bytes": sum(sizes), **seen}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        os.close(self.out)
        os.close(self.into)
        shutil.rmtree(self.profile, ignore_errors=True)


def browsing(server, pages, count=5):
    if not shutil.which("chromium"):
        say("no chromium: bytes, first paint and layout shift are not measured")
        return []
    say("in the browser")
    lines = []
    with Browser() as browser:
        browser.visit(f"http://127.0.0.1:{server.port}/", 1280, 800, True)  # the first page of all is slow
        for name, path in pages.items():
            url = f"http://127.0.0.1:{server.port}{path}"
            for width, height in ((1280, 800), (360, 740)):
                first = [browser.visit(url, width, height, True) for _ in range(count)]
                again = browser.visit(url, width, height, False)
                lines.append((
                    name, width, first[0]["requests"], first[0]["bytes"], again["bytes"], first[0]["blocking"],
                    statistics.median(one["paint"] or 0 for one in first), max(one["shift"] for one in first),
                ))  # fmt: skip
    return lines
