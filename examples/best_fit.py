#!/usr/bin/env python3
"""Best fit over CPU and memory, as a placement policy for Plimsoll: what `best-fit` does, as a program.

One question a line comes in, one answer a line goes out; docs/programs.md tells both. Try it:

    plimsoll conformance python3 examples/best_fit.py
"""

import json
import sys

WHOLE = 1_000_000_000


def part(amount, total):
    """An amount as a part of what is registered, in billionths: whole numbers are the same on every machine."""
    return min(amount * WHOLE // total, WHOLE) if total else 0


def left(candidate, demand):
    """What would remain of CPU and memory, added up."""
    return sum(
        part(max(candidate["remaining"][name] - demand[name], 0), candidate["registered"][name])
        for name in ("cpu", "memory")
    )


def answer(question):
    """The positions of the best candidates; all that tie, so that Plimsoll decides among them."""
    candidates = question["candidates"]
    if question["question"] == "place":
        scores = [left(one, question["task"]) for one in candidates]
        best = min(scores)
    else:
        # "stop": the task goes that leaves the emptiest instance.
        scores = [left(one, {"cpu": 0, "memory": 0}) for one in candidates]
        best = max(scores)
    return [position for position, score in enumerate(scores) if score == best]


for line in sys.stdin:
    print(json.dumps({"candidates": answer(json.loads(line))}), flush=True)
