"""What servers keep in memory, and what they allocate."""

import contextlib
import os
import re
import socket
import struct
import subprocess
import time

from harness import tables
from harness.load import duel, started
from harness.processes import Failure
from harness.servers import find, jdk

# So that nothing of the heap's own growth is taken for a connection's.
RESIDENT_HEAP = ["-Xms384m", "-Xmx384m", "-XX:+AlwaysPreTouch"]
GARBAGE_SLICES = 10


def idle(scenario, servers, settings):
    """One server at a time. A connection counts as idle once it has echoed a message and waits."""
    print(f"### Memory with {scenario.connections:,} idle connections\n", flush=True)
    rows = []
    for server in servers:
        with started([server], scenario.mode, settings) as [process]:
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
        _jcmd(process, "GC.run")
    time.sleep(0.5)
    return process.rss_kib()


def _jcmd(process, *words):
    """What a JVM answers."""
    command = [os.path.join(jdk(), "bin", "jcmd"), str(process.pid), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


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


def over_tls(scenario, servers, settings):
    """What a server keeps for an idle connection, over TLS and in plain text: what has grown of its memory outside a
    heap that is resident as a whole from the start, and of what is alive in the heap."""
    print(f"### What {scenario.connections:,} idle connections cost over TLS, and without\n", flush=True)
    rows = []
    for server in servers:
        secure = _kept(server, scenario, settings)
        line = [server.name, f"{secure:.2f}"]
        if server.plain:
            plain = _kept(find(server.plain + server.name[len(server.name.partition("@")[0]) :]), scenario, settings)
            line += [f"{plain:.2f}", f"{secure - plain:.2f}"]
        rows.append(line + [""] * (4 - len(line)))
    print(tables.markdown(["server", "KiB/connection", "in plain text", "of TLS"], rows) + "\n", flush=True)


def first_of(connections):
    """How many are open before those are that are measured."""
    return connections // 5


def _kept(server, scenario, settings):
    """KiB for a connection, once others have come and gone, so that the code is compiled, and some have stayed, so that
    what those have left behind is in use again."""
    with started([server], scenario.mode, settings, flags=RESIDENT_HEAP) as [process], contextlib.ExitStack() as open_ones:
        duel([process], settings, "-c", 8, "-H", rounds=1)
        open_ones.enter_context(_open_connections(process, first_of(scenario.connections)))
        before = _settled_rss(server, process) + _live_kib(server, process)
        open_ones.enter_context(_open_connections(process, scenario.connections))
        after = _settled_rss(server, process) + _live_kib(server, process)
    return (after - before) / scenario.connections


def _live_kib(server, process):
    """What is used of the heap of a JVM, after a full collection."""
    if not server.java:
        return 0
    info = _jcmd(process, "GC.heap_info")
    used = re.findall(r"^\s*(?:DefNew|Tenured) .* used (\d+)K", info, re.MULTILINE)
    if len(used) != 2:
        raise Failure(f"{server.name}: no serial collector's heap: {info}")
    return sum(map(int, used))


def garbage(scenario, servers, settings):
    """One server at a time: what all its threads have allocated in many slices, less what they have in one, since
    connections are opened in both."""
    print(f"### Garbage of an echo of 64 B, {scenario.connections} connections\n", flush=True)
    rows = []
    for server in servers:
        with started([server], scenario.mode, settings) as [process]:
            load = ["-c", scenario.connections]
            duel([process], settings, *load, rounds=1)
            few = _allocated(process, settings, load, 1)
            many = _allocated(process, settings, load, GARBAGE_SLICES)
        each = (many[0] - few[0]) / (many[1] - few[1])
        rows.append([server.name, f"{each:,.0f}"])
    print(tables.markdown(["server", "B/request"], rows) + "\n", flush=True)


def _allocated(process, settings, load, slices):
    """Bytes, and for how many requests."""
    before = _allocations(process)
    [rows] = duel([process], settings, *load, rounds=slices, warm_up=0).values()
    return _allocations(process) - before, sum(row.rate for row in rows) * settings.slice


def _allocations(process):
    """Of all threads that have not ended, carriers of virtual ones as well. The JVM says it with three digits at least."""
    found = re.findall(r" allocated=(\d+)([BKMG])", _jcmd(process, "Thread.print", "-e"))
    return sum(int(count) << 10 * "BKMG".index(unit) for count, unit in found)
