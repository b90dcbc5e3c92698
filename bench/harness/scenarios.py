"""What is measured: each scenario starts the servers anew, and prints a table."""

import contextlib
import os
import re
import socket
import struct
import subprocess
import time
from dataclasses import dataclass

from harness import tables
from harness.processes import Failure, allow_descriptors, run_pinned, running
from harness.servers import TARGET, class_path, jdk

DUEL = os.path.join(TARGET, "duel")
IDLE_CONNECTIONS = 15_000
# What a server or a client has open besides its connections.
SPARE_DESCRIPTORS = 200
SATURATION_ROUNDS = 3
# A server this close to its own saturation would show its queue, and not its latency.
HEADROOM = 0.8
# Beside the flood: one connection that sends a message now and then, and one that sends a quarter of a mebibyte
# of them at a time, again and again.
QUIET_RATE = 500
FLOOD_DEPTH = 4096
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


@dataclass(frozen=True)
class Scenario:
    connections: int
    depth: int = 1
    kind: str = "closed"  # or "half", "flood" or "idle"

    @property
    def mode(self):
        """Lines where there is more than one in flight; an idle connection waits for a line, too."""
        return "lines" if self.depth > 1 or self.kind in ("idle", "flood") else "bytes"


def parse(text):
    if text == "half":
        return Scenario(50, kind="half")
    if text == "flood":
        return Scenario(2, kind="flood")
    found = re.fullmatch(r"idle(?::(\d+))?", text)
    if found:
        return Scenario(int(found.group(1) or IDLE_CONNECTIONS), kind="idle")
    found = re.fullmatch(r"(\d+)(?:x(\d+))?", text)
    if found:
        return Scenario(int(found.group(1)), int(found.group(2) or 1))
    raise Failure(f"no such scenario: {text} (50, or 50x16 with 16 in flight, half, flood, idle, idle:1000)")


def run(scenario, servers, settings):
    """Runs one scenario and prints its table."""
    allow_descriptors(scenario.connections + SPARE_DESCRIPTORS)
    fit = [server for server in servers if server.most >= scenario.connections]
    for server in servers:
        if server not in fit:
            print(f"{server.name} is left out: it serves {server.most} connection at a time.\n")
    if not fit:
        return
    bases = [name for name in settings.bases if name in [server.name for server in fit]]
    bases = bases or [fit[0].name]
    if scenario.kind == "idle":
        _idle(scenario, fit, settings)
        return
    if scenario.kind == "flood":
        _flood(scenario, [server for server in fit if server.most > 1], settings)
        return
    with (
        _watch_noise(settings),
        running(_launches(fit, scenario.mode), settings.server_cpu, TARGET) as processes,
    ):
        if scenario.kind == "half":
            _half(scenario, processes, bases[0], settings)
        else:
            _closed(scenario, processes, bases, settings)


def _launches(servers, mode):
    return [(server.name, class_path(server.launch(mode))) for server in servers]


def _duel(processes, settings, *options, rounds=None):
    """Runs duel; returns the slices by server."""
    command = [DUEL, *map(str, options)]
    command += ["-n", str(rounds or settings.rounds), "-s", str(settings.slice), "-w", str(settings.warm_up)]
    command += [f"{process.name}={process.port}:{process.pid}" for process in processes]
    duel = run_pinned(settings.load_cpu, command, stdout=subprocess.PIPE, text=True)
    try:
        output, _ = duel.communicate()
    finally:
        if duel.poll() is None:
            duel.terminate()
            duel.wait()
    if duel.returncode != 0:
        raise Failure("the load ended early; see above")
    return tables.read_slices(output.splitlines())


def _closed(scenario, processes, bases, settings):
    plural = "s" if scenario.connections > 1 else ""
    title = f"### {scenario.connections:,} connection{plural}, 64 B"
    if scenario.depth > 1:
        title += f", {scenario.depth} in flight, as lines"
    print(f"{title}\n", flush=True)
    slices = _duel(processes, settings, "-c", scenario.connections, "-d", scenario.depth)
    print(tables.closed_table(slices, bases) + "\n", flush=True)


def _half(scenario, processes, base, settings):
    """All at the same rate: half of what the base can do."""
    connections = ["-c", scenario.connections]
    print(f"### Latency at half of {base}'s saturation, {scenario.connections} connections, 64 B\n", flush=True)
    saturated = _duel(processes, settings, *connections, rounds=SATURATION_ROUNDS)
    most = {name: tables.median(rows, "rate") for name, rows in saturated.items()}
    rate = most[base] / 2
    able = [process for process in processes if rate < HEADROOM * most[process.name]]
    for process in processes:
        if process not in able:
            print(f"{process.name} is left out: {most[process.name]:,.0f} requests/s is the most it can do.\n")
    slices = _duel(able, settings, *connections, "-r", rate)
    print(f"{rate:,.0f} requests/s.\n\n{tables.open_table(slices, base)}\n", flush=True)


def _flood(scenario, servers, settings):
    """One server at a time: a quiet connection's latency, alone, and beside one that floods the same loop."""
    print(f"### Latency of a quiet connection beside a flood, {QUIET_RATE} messages/s of 64 B\n", flush=True)
    rows = []
    with _watch_noise(settings):
        for server in servers:
            with running(_launches([server], scenario.mode), settings.server_cpu, TARGET) as [process]:
                quiet = ["-c", 1, "-r", QUIET_RATE]
                _duel([process], settings, "-c", 1, "-d", FLOOD_DEPTH, rounds=SATURATION_ROUNDS)  # warms up
                alone = _duel([process], settings, *quiet)[process.name]
                with _flooding(process, settings) as flood:
                    beside = _duel([process], settings, *quiet)[process.name]
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
    command.append(f"{process.name}={process.port}:{process.pid}")
    flood = run_pinned(settings.load_cpu, command, stdout=subprocess.DEVNULL)
    try:
        yield flood
    finally:
        flood.terminate()
        flood.wait()


def _idle(scenario, servers, settings):
    """One server at a time. A connection counts as idle once it has echoed a message and waits."""
    print(f"### Memory with {scenario.connections:,} idle connections\n", flush=True)
    rows = []
    for server in servers:
        with running(_launches([server], scenario.mode), settings.server_cpu, TARGET) as [process]:
            before = _settled_rss(server, process)
            with _open_connections(process, scenario.connections):
                after = _settled_rss(server, process)
        each = (after - before) / scenario.connections
        rows.append([server.name, f"{each:.2f}", f"{before / 1024:.1f}", f"{after / 1024:.1f}"])
    heading = ["server", "RSS KiB/connection", "RSS MiB before", "RSS MiB with them"]
    print(tables.markdown(heading, rows) + "\n", flush=True)


def _settled_rss(server, process):
    """The resident memory in KiB, after a full collection where there is a collector."""
    if server.java:
        jcmd = [os.path.join(jdk(), "bin", "jcmd"), str(process.pid), "GC.run"]
        subprocess.run(jcmd, check=True, stdout=subprocess.DEVNULL)
    time.sleep(0.5)
    return process.rss_kib()


@contextlib.contextmanager
def _open_connections(process, count):
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            connection = stack.enter_context(process.connect())
            # Closing resets: so many in TIME_WAIT would be in the way of the next server.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            message = b"x" * 63 + b"\n"
            connection.sendall(message)
            if connection.recv(len(message)) != message:
                raise Failure(f"{process.name} did not echo")
        yield


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
