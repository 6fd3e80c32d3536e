"""Search: time by percentile, and whether it finds all that a scan of the same texts finds."""

import random, sqlite3, statistics, time

from machine import quantile, say


def texts(data):
    """What stands public, as it is in the records."""
    base = sqlite3.connect(f"file:{data}/gongkai.db?mode=ro", uri=True)
    rows = base.execute(
        "SELECT v.title, v.body_text, p.index_no, v.document_no FROM publishing_publications p"
        " JOIN publishing_versions v ON v.id = p.live_version_id"
        " WHERE p.standing = 'live' AND p.is_held = 0 AND p.audience = 'public'"
    )
    found = ["\n".join(part or "" for part in row).lower() for row in rows]
    base.close()
    return found


def questions(texts, count):
    """Parts of texts, of two, four, six and twelve characters, wherever they begin."""
    dice, asked = random.Random(7), []
    while len(asked) < count:
        text = dice.choice(texts)
        size = (2, 4, 6, 12)[len(asked) % 4]
        part = text[(at := dice.randrange(max(1, len(text) - size))) : at + size]
        if len(part) == size and not any(c.isspace() for c in part):
            asked.append(part)
    return asked


def searching(server, data, count=200):
    say("search and its recall")
    known, client = texts(data), server.client()
    asked = questions(known, count)
    for word in asked[:20]:
        client.json(f"/api/v1/search?q={word}")
    each, scans, missed, more, slopes = [], [], 0, 0, []
    for word in asked:
        began = time.monotonic()
        total = client.json(f"/api/v1/search?q={word}")["total"]
        each.append((time.monotonic() - began) * 1000)
        began = time.monotonic()
        found = sum(word in text for text in known)
        scans.append((time.monotonic() - began) * 1000)
        # Beyond so many hits a search may say “more than”.
        missed += total < min(found, 10_000)
        more += total > found
        slopes.append((found, each[-1]))
    return {
        "texts": len(known), "asked": count, "missed": missed, "more": more,
        "p50": statistics.median(each), "p99": quantile(each, 0.99), "most": max(each),
        "scan": statistics.median(scans), "ratio": list(zip(each, scans)), "slope": slopes,
    }  # fmt: skip
