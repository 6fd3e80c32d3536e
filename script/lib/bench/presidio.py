"""Presidio's generic pattern recognisers on a text, line by line: prints MB per CPU second as JSON.

Run by an environment of its own (script/setup bench). No model is loaded, and nothing is fetched."""

import inspect, json, logging, sys, time

logging.disable(logging.CRITICAL)
import tldextract

# The list of domains that the package ships, instead of one from the network.
tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())
from presidio_analyzer import PatternRecognizer, predefined_recognizers

classes = [kind for _, kind in inspect.getmembers(predefined_recognizers, inspect.isclass) if ".generic." in kind.__module__]
recognisers = [kind() for kind in classes if issubclass(kind, PatternRecognizer)]
lines = open(sys.argv[1]).read().splitlines()


def count(line):
    return sum(len(one.analyze(line, one.supported_entities, None)) for one in recognisers)


count(lines[0])
began = time.process_time()
found = sum(map(count, lines))
spent = time.process_time() - began
size = sum(len(line.encode()) + 1 for line in lines) / 1e6
print(json.dumps({"recognisers": len(recognisers), "found": found, "mb_per_s": size / spent}))
