"""Expressions: a typical property rendered from the cache, beside jinja2 if it is installed."""

import json
import subprocess
import time

from harness import ROOT, Figure, median

BENCH = ROOT / ".build" / "release" / "expressions-bench"


def figures(stage):
    """The figures of expressions."""
    subprocess.run(
        ["swift", "build", "--quiet", "--configuration", "release", "--static-swift-stdlib", "--product", "expressions-bench"],
        cwd=ROOT, check=True,
    )
    ours, peer = [], []
    for _ in range(stage.rounds(4)):
        lines = subprocess.run([BENCH], capture_output=True, text=True, check=True).stdout.splitlines()
        ours.append({line["name"]: line["microseconds"] for line in map(json.loads, lines)})
        peer.append(jinja())
    theirs = None if None in peer else median(peer)
    beside = "jinja2 is not installed" if theirs is None else f"jinja2 {theirs:.2f} us for the same text, compiled"
    for name in ours[0]:
        samples = [sample[name] for sample in ours]
        yield Figure(f"expressions.{name}", median(samples), "us", beside if name == "typical" else "", samples)


def jinja():
    """Microseconds that jinja2 takes for the typical property, from a compiled template; `None` without jinja2."""
    try:
        import jinja2
    except ImportError:
        return None
    template = jinja2.Environment(undefined=jinja2.StrictUndefined).from_string(
        "{{ inputs.name | upper }}-{{ outputs.first.value }}"
    )
    context = {"inputs": {"name": "Ada", "count": 3}, "outputs": {"first": {"value": "ok"}}}
    turns, best = 20_000, float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(turns):
            template.render(context)
        best = min(best, (time.perf_counter() - began) / turns * 1e6)
    return best
