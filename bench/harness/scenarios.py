"""What is measured: each scenario starts the servers anew, and prints a table."""

import contextlib
import os
import re
import subprocess
import time
from dataclasses import dataclass

from harness import memory, tables
from harness.load import DUEL, duel, started, targets
from harness.processes import Failure, allow_descriptors, free_port, run_pinned
from harness.servers import TARGET, build_back_end

IDLE_CONNECTIONS = 15_000
TLS_IDLE_CONNECTIONS = 5_000
# What a server or a client has open besides its connections.
SPARE_DESCRIPTORS = 200
SATURATION_ROUNDS = 3
# A server this close to its own saturation would show its queue, and not its latency.
HEADROOM = 0.8
# Beside the flood: one connection that sends a message now and then, and one that sends a quarter of a mebibyte
# of them at a time, again and again.
QUIET_RATE = 500
FLOOD_DEPTH = 4096
# The crowd that comes at once, and what those send meanwhile that are there, all together.
BURST = 500
BURST_RATE = 1000
QUIET_ROUNDS = 5
# How long the back end of relays takes.
BACK_END_MICROS = 1000
# More than this share of the two cores for others, and the figures are not to be quoted.
QUIET = 0.03


@dataclass(frozen=True)
class Settings:
    bases: list  # names; the first is what throughput and latency are compared with, too
    rounds: int
    slice: float
    warm_up: float
    server_cpu: int
    load_cpu: int
    certificate: object  # of the servers over TLS


@dataclass(frozen=True)
class Scenario:
    connections: int
    depth: int = 1
    kind: str = "closed"  # or a name of KINDS

    @property
    def mode(self):
        """Lines where there is more than one in flight; an idle connection waits for a line, too."""
        if self.kind == "stream":
            return "stream"
        return "lines" if self.depth > 1 or self.kind in ("idle", "flood") else "bytes"

    @property
    def load(self):
        """For a title."""
        text = f"{self.connections:,} connection{'s' if self.connections > 1 else ''}, 64 B"
        return text + f", each answered after {BACK_END_MICROS:,} µs by a back end" if self.kind in RELAYED else text


# Those with a name, and their connections.
KINDS = {"half": 50, "flood": 2, "stream": 8, "garbage": 50, "handshakes": 8, "resumed": 8, "burst": 50}
KINDS |= {"connects": 8, "relay": 200, "relay-half": 200, "idle": IDLE_CONNECTIONS, "tls-idle": TLS_IDLE_CONNECTIONS}
RELAYED = ("relay", "relay-half")
OVER_TLS = ("handshakes", "resumed", "burst", "tls-idle")


def parse(text):
    found = re.fullmatch(r"([a-z-]+?)(?::(\d+))?", text)
    if found and found.group(1) in KINDS:
        return Scenario(int(found.group(2) or KINDS[found.group(1)]), kind=found.group(1))
    found = re.fullmatch(r"(\d+)(?:x(\d+))?", text)
    if found:
        return Scenario(int(found.group(1)), int(found.group(2) or 1))
    names = ", ".join(KINDS)
    raise Failure(f"no such scenario: {text} (50, or 50x16 with 16 in flight, {names}; idle:1000 for so many)")


def run(scenario, servers, settings):
    """Runs one scenario and prints its table."""
    some_first = memory.first_of(scenario.connections) if scenario.kind == "tls-idle" else 0
    allow_descriptors(scenario.connections + some_first + SPARE_DESCRIPTORS)
    fit = [server for server in servers if _fits(server, scenario)]
    if not fit:
        return
    names = [server.name for server in fit]
    bases = [name for name in settings.bases if name in names] or names[:1]
    apart = {"idle": memory.idle, "flood": _flood, "tls-idle": memory.over_tls, "garbage": memory.garbage}
    if scenario.kind in apart:
        apart[scenario.kind](scenario, fit, settings)
        return
    measure = MEASURES.get(scenario.kind, _closed)
    with _watch_noise(settings), _back_end(scenario, settings) as port:
        with started(fit, scenario.mode, settings, back_end=port) as processes:
            measure(scenario, processes, bases, settings)


def _fits(server, scenario):
    """Says why not."""
    why = None
    if server.most < scenario.connections or (scenario.kind == "flood" and server.most == 1):
        why = f"it serves {server.most} connection at a time"
    elif server.relays != (scenario.kind in RELAYED):
        why = "it asks a back end" if server.relays else "it asks no back end"
    elif scenario.kind in OVER_TLS and not server.tls:
        why = "it speaks no TLS"
    elif scenario.kind == "stream" and not server.streams:
        why = "it only echoes"
    elif scenario.kind == "garbage" and not server.java:
        why = "it makes no garbage"
    if why:
        print(f"{server.name} is left out: {why}.\n")
    return why is None


@contextlib.contextmanager
def _back_end(scenario, settings):
    """The back end that relays ask, on the core of the load; gives its port."""
    if scenario.kind not in RELAYED:
        yield 0
        return
    build_back_end()
    port = free_port()
    back_end = run_pinned(settings.load_cpu, [os.path.join(TARGET, "c-delay"), str(port), str(BACK_END_MICROS)])
    try:
        yield port
    finally:
        back_end.terminate()
        back_end.wait()


def _closed(scenario, processes, bases, settings):
    title = f"### {scenario.load}"
    if scenario.depth > 1:
        title += f", {scenario.depth} in flight, as lines"
    options = ["-c", scenario.connections, "-d", scenario.depth]
    what = "request"
    if scenario.kind == "stream":
        title = f"### {scenario.connections:,} connections, a mebibyte at a time, written 16 KiB at a time"
        options += ["-a", 1 << 20]
        what = "MiB"
    print(f"{title}\n", flush=True)
    slices = duel(processes, settings, *options)
    print(tables.closed_table(slices, bases, what) + "\n", flush=True)


def _handshakes(scenario, processes, bases, settings):
    """Connections that shake hands if they are over TLS, have one message echoed, and are ended by both sides."""
    resumed = scenario.kind == "resumed"
    title = {"connects": "Connections of one message each", "resumed": "Resumed handshakes"}.get(scenario.kind, "Full handshakes")
    what = "connection" if scenario.kind == "connects" else "handshake"
    print(f"### {title}, {scenario.connections} at a time\n", flush=True)
    slices = duel(processes, settings, "-c", scenario.connections, "-R" if resumed else "-H")
    print(tables.closed_table(slices, bases, what, resumed=resumed) + "\n", flush=True)


def _burst(scenario, processes, bases, settings):
    """What open connections notice of a crowd that connects at once."""
    count, rate = scenario.connections, BURST_RATE
    print(f"### A burst of {BURST} handshakes, beside {count} connections with {rate:,} messages/s in all\n", flush=True)
    load = ["-c", count, "-r", rate]
    quiet = duel(processes, settings, *load, rounds=QUIET_ROUNDS)
    beside = duel(processes, settings, *load, "-B", BURST)
    print(tables.burst_table(quiet, beside) + "\n", flush=True)


def _half(scenario, processes, bases, settings):
    """All at the same rate: half of what the base can do."""
    base = bases[0]
    connections = ["-c", scenario.connections]
    print(f"### Latency at half of {base}'s saturation, {scenario.load}\n", flush=True)
    saturated = duel(processes, settings, *connections, rounds=SATURATION_ROUNDS)
    most = {name: tables.median(rows, "rate") for name, rows in saturated.items()}
    rate = most[base] / 2
    able = [process for process in processes if rate < HEADROOM * most[process.name]]
    for process in processes:
        if process not in able:
            print(f"{process.name} is left out: {most[process.name]:,.0f} requests/s is the most it can do.\n")
    slices = duel(able, settings, *connections, "-r", rate)
    print(f"{rate:,.0f} requests/s.\n\n{tables.open_table(slices, base)}\n", flush=True)


MEASURES = {"half": _half, "relay-half": _half, "burst": _burst}
MEASURES |= dict.fromkeys(("connects", "handshakes", "resumed"), _handshakes)


def _flood(scenario, servers, settings):
    """One server at a time: a quiet connection's latency, alone, and beside one that floods the same loop."""
    print(f"### Latency of a quiet connection beside a flood, {QUIET_RATE} messages/s of 64 B\n", flush=True)
    rows = []
    with _watch_noise(settings):
        for server in servers:
            with started([server], scenario.mode, settings) as [process]:
                quiet = ["-c", 1, "-r", QUIET_RATE]
                duel([process], settings, "-c", 1, "-d", FLOOD_DEPTH, rounds=SATURATION_ROUNDS)  # warms up
                alone = duel([process], settings, *quiet)[process.name]
                with _flooding(process, settings) as flood:
                    beside = duel([process], settings, *quiet)[process.name]
                    if flood.poll() is not None:
                        raise Failure("the flood ended early")
            figures = [tables.median(part, column) for part in (alone, beside) for column in ("p50", "p99")]
            rows.append([server.name, *(f"{figure:,.0f}" for figure in figures)])
    heading = ["server", "p50 µs alone", "p99 µs alone", "p50 µs beside a flood", "p99 µs beside a flood"]
    print(tables.markdown(heading, rows) + "\n", flush=True)


@contextlib.contextmanager
def _flooding(process, settings):
    """The flood, on the core of the load; it gives way to whoever measures."""
    command = ["nice", "-n", "19", DUEL, "-c", "1", "-d", str(FLOOD_DEPTH), "-n", "1", "-w", "0", "-s", "3600"]
    flood = run_pinned(settings.load_cpu, command + targets([process], settings), stdout=subprocess.DEVNULL)
    try:
        yield flood
    finally:
        flood.terminate()
        flood.wait()


@contextlib.contextmanager
def _watch_noise(settings):
    """Says how much of the two cores went to neither the servers nor the load.

    All of ours have ended, and are counted as ended children, when this ends.
    """
    cpus = (settings.server_cpu, settings.load_cpu)
    start, busy, own = time.monotonic(), _busy_seconds(cpus), _children_seconds()
    yield
    others = _busy_seconds(cpus) - busy - (_children_seconds() - own)
    share = max(0.0, others / (time.monotonic() - start) / len(cpus))
    if share > QUIET:
        print(f"**Noisy**: others took {share:.0%} of the two cores meanwhile.\n", flush=True)


def _busy_seconds(cpus):
    """What was computed on these cores since the machine started, stolen time included."""
    tick = os.sysconf("SC_CLK_TCK")
    total = 0
    with open("/proc/stat") as stat:
        for line in stat:
            name, *times = line.split()
            if name in [f"cpu{cpu}" for cpu in cpus]:
                user, nice, system, _idle_time, _io_wait, irq, soft_irq, steal = map(int, times[:8])
                total += user + nice + system + irq + soft_irq + steal
    return total / tick


def _children_seconds():
    times = os.times()
    return times.children_user + times.children_system
