#!/usr/bin/env python3
"""Makes tables of what duel prints. Also on its own: duel … | bench/harness/tables.py [BASE]"""

import statistics
import sys
from collections import namedtuple

# The last three are of duel alone; crowd prints none of them.
Row = namedtuple("Row", "round server rate cpu p50 p99 p999 longest resumed burst", defaults=[0, 0, 0])


def read_slices(lines):
    """The slices of each server by name, in the order of the rounds."""
    slices = {}
    for line in lines:
        fields = line.split("\t")
        if not fields[0].strip().isdigit():
            continue  # the heading
        row = Row(int(fields[0]), fields[1], *map(float, fields[2:]))
        slices.setdefault(row.server, []).append(row)
    return {name: sorted(rows) for name, rows in slices.items()}


def median(rows, column):
    return statistics.median(getattr(row, column) for row in rows)


def ratios(rows, base, column):
    """Median and quartiles of the ratios, each of two slices of the same round."""
    pairs = [getattr(row, column) / getattr(other, column) for row, other in zip(rows, base)]
    if len(pairs) < 2:
        return pairs[0], pairs[0], pairs[0]
    low, middle, high = statistics.quantiles(pairs, n=4, method="inclusive")
    return middle, low, high


def ratio_text(rows, base, column):
    if rows is base:
        return "1"
    return "{:.2f} [{:.2f} {:.2f}]".format(*ratios(rows, base, column))


def markdown(heading, rows):
    """A table; all columns but the first are figures."""
    lines = [heading, ["---"] + ["---:"] * (len(heading) - 1), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def closed_table(slices, bases, what="request", resumed=False):
    """CPU per request, its ratio to each base, throughput and latency; for handshakes how many resumed a session."""
    heading = ["server", f"CPU µs/{what}"]
    heading += [f"CPU ÷ {base}" for base in bases]
    unit = what if what == "MiB" else f"{what}s"
    heading += [f"{unit}/s", f"{unit}/s ÷ {bases[0]}", "p50 µs", "p99 µs", "p99.9 µs"]
    heading += ["resumed"] if resumed else []
    table = []
    for name, rows in slices.items():
        line = [name, f"{median(rows, 'cpu'):.2f}"]
        line += [ratio_text(rows, slices[base], "cpu") for base in bases]
        line += [f"{median(rows, 'rate'):,.0f}", ratio_text(rows, slices[bases[0]], "rate")]
        line += [f"{median(rows, column):,.0f}" for column in ("p50", "p99", "p999")]
        line += [f"{median(rows, 'resumed'):.0%}"] if resumed else []
        table.append(line)
    return markdown(heading, table)


def burst_table(quiet, beside):
    """Latency of those who are there, without a crowd and with one; and how long the crowd took."""
    heading = ["server", "p50 ms alone", "p99 ms alone", "max ms alone"]
    heading += ["p50 ms in a burst", "p99 ms in a burst", "max ms in a burst", "worst ms in a burst", "ms of a burst"]
    table = []
    for name, rows in beside.items():
        figures = [median(part, column) / 1000 for part in (quiet[name], rows) for column in ("p50", "p99", "longest")]
        worst = max(row.longest for row in rows) / 1000
        table.append([name, *(f"{figure:.2f}" for figure in (*figures, worst)), f"{median(rows, 'burst'):,.0f}"])
    return markdown(heading, table)


def open_table(slices, base):
    """Latency at a fixed rate, and its ratio to the base's."""
    heading = ["server", "p50 µs", "p99 µs", f"p99 ÷ {base}", "p99.9 µs", "CPU µs/request"]
    table = []
    for name, rows in slices.items():
        table.append(
            [
                name,
                f"{median(rows, 'p50'):,.0f}",
                f"{median(rows, 'p99'):,.0f}",
                ratio_text(rows, slices[base], "p99"),
                f"{median(rows, 'p999'):,.0f}",
                f"{median(rows, 'cpu'):.2f}",
            ]
        )
    return markdown(heading, table)


def main():
    slices = read_slices(sys.stdin)
    if not slices:
        sys.exit(1)  # duel has said why
    base = sys.argv[1] if len(sys.argv) > 1 else next(iter(slices))
    if base not in slices:
        sys.exit(f"tables: no slices of {base}")
    print(closed_table(slices, [base]))


if __name__ == "__main__":
    main()
