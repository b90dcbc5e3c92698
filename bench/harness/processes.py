"""Server processes: started on a core, tested, measured, and ended by id."""

import contextlib
import ctypes
import os
import re
import resource
import select
import shutil
import signal
import socket
import ssl
import subprocess
import time
from dataclasses import dataclass

START_SECONDS = 20
STOP_SECONDS = 5
SELF_TEST_BYTES = 1 << 20
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None)


class Failure(Exception):
    """What the user is told in one line, instead of a stack trace."""


def need(tool, how):
    if shutil.which(tool) is None:
        raise Failure(f"needs {tool}, which is not there: {how}")


def allow_descriptors(count):
    """Raises the limit, which the processes that we start inherit, as far as we may."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if count > most != resource.RLIM_INFINITY:
        raise Failure(f"needs {count:,} descriptors, and may have {most:,}: ulimit -Hn {count}, as root")
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run_pinned(cpu, command, **options):
    """Starts a command on one core. It does not outlive us, however we end."""
    return subprocess.Popen(["taskset", "-c", str(cpu), *command], preexec_fn=_die_with_parent, **options)


def cpu_seconds(pid):
    """What a process has used so far, without its children."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Process:
    """A running server. `secure` is the SSLContext of its clients, None in plain text."""

    def __init__(self, name, command, cpu, log, secure=None):
        self.name = name
        self.secure = secure
        self.port = free_port()
        self.log = log
        words = [word.replace("PORT", str(self.port)) for word in command]
        with open(log, "w") as output:
            self._process = run_pinned(
                cpu, words, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        self.pid = self._process.pid

    def await_start(self):
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise Failure(f"{self.name} did not start: {self._last_line()}")
            with contextlib.suppress(OSError):
                self.connect().close()
                return
            time.sleep(0.05)
        raise Failure(f"{self.name} does not listen after {START_SECONDS} s; its output is in {self.log}")

    def connect(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=START_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self.secure.wrap_socket(connection, server_hostname="localhost") if self.secure else connection

    def self_test(self):
        """Echoes a mebibyte of lines, sent without awaiting any of it, and compares."""
        line_count = SELF_TEST_BYTES // 64
        sent = b"".join(b"%063d\n" % number for number in range(line_count))
        received = bytearray()
        with self.connect() as connection:
            try:
                _exchange(connection, sent, received)
            except OSError as error:
                raise Failure(
                    f"{self.name} echoed {len(received):,} of {len(sent):,} bytes, then: {error}"
                ) from error
        if received != sent:
            raise Failure(f"{self.name} did not echo what it was sent; its output is in {self.log}")

    def stop(self):
        for end in (self._process.terminate, self._process.kill):
            end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
                return

    def rss_kib(self):
        with open(f"/proc/{self.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1))

    def _last_line(self):
        with open(self.log) as output:
            lines = [line.strip() for line in output if line.strip()]
        return lines[-1] if lines else "no output"


# What a socket that does not block raises, in plain text and over TLS.
NOT_NOW = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


def _exchange(connection, sent, received):
    """Sends and receives, whichever can be done, until as much has come back, or the end."""
    connection.setblocking(False)
    out = memoryview(sent)
    while len(received) < len(sent):
        moved = False
        with contextlib.suppress(*NOT_NOW):
            if out:
                out = out[connection.send(out[: 1 << 16]) :]
                moved = True
        with contextlib.suppress(*NOT_NOW):
            part = connection.recv(1 << 16)
            if not part:
                return
            received += part
            moved = True
        if not moved and not any(select.select([connection], [connection] if out else [], [], START_SECONDS)):
            raise TimeoutError(f"nothing for {START_SECONDS} s")


@dataclass(frozen=True)
class Launch:
    """What a server is started with."""

    name: str
    command: list
    secure: object = None  # the SSLContext of its clients
    echoes: bool = True  # else it cannot be tested here; the load compares what it answers


@contextlib.contextmanager
def running(launches, cpu, log_folder):
    """Starts and tests one server after another; ends them all, whatever happens."""
    processes = []
    try:
        for launch in launches:
            log = os.path.join(log_folder, f"{launch.name.replace('/', '_')}.log")
            process = Process(launch.name, launch.command, cpu, log, launch.secure)
            processes.append(process)
            process.await_start()
            if launch.echoes:
                process.self_test()
        yield processes
    finally:
        for process in processes:
            process.stop()
