"""Starts servers, and duel on them."""

import os
import subprocess

from harness import tables
from harness.processes import Failure, run_pinned, running
from harness.servers import TARGET

DUEL = os.path.join(TARGET, "duel")


def started(servers, mode, settings, flags=(), back_end=0):
    """The running processes, for a with statement."""
    launches = [server.launch(mode, settings.certificate, flags, back_end) for server in servers]
    return running(launches, settings.server_cpu, TARGET)


def duel(processes, settings, *options, rounds=None, warm_up=None):
    """Runs duel; returns the slices by server."""
    command = [DUEL, *map(str, options)]
    command += ["-n", str(rounds or settings.rounds), "-s", str(settings.slice)]
    command += ["-w", str(settings.warm_up if warm_up is None else warm_up)]
    load = run_pinned(settings.load_cpu, command + targets(processes, settings), stdout=subprocess.PIPE, text=True)
    try:
        output, _ = load.communicate()
    finally:
        if load.poll() is None:
            load.terminate()
            load.wait()
    if load.returncode != 0:
        raise Failure("the load ended early; see above")
    return tables.read_slices(output.splitlines())


def targets(processes, settings):
    """What the load is told about the servers."""
    trust = ["-t", settings.certificate.chain] if any(process.secure for process in processes) else []
    return trust + [
        f"{process.name}={'tls:' if process.secure else ''}{process.port}:{process.pid}" for process in processes
    ]
