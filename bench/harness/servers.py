"""The servers that can be measured: how each is built, and its command line."""

import os
import subprocess
import sys
from dataclasses import dataclass

from harness.processes import Failure, need

BENCH = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(BENCH)
TARGET = os.path.join(BENCH, "target")

MOST_ERRORS = 20

# Debian's, because that is where python3-uvloop goes.
PYTHON = "/usr/bin/python3"

# The same for every JVM, and those of ./heddle.
JVM = ["-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders"]
HEDDLE_JVM = [
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
]
# Netty is faster with them, and warns without.
NETTY_JVM = ["--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]


@dataclass(frozen=True)
class Server:
    """A row of the tables. `command` may say PORT, and MODE for what a request is to it."""

    name: str
    command: list
    build: object
    most: int = 1_000_000  # connections at once
    java: bool = False

    def launch(self, mode):
        return [word.replace("MODE", mode) for word in self.command]


def _run(words, what, **options):
    result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if result.returncode != 0:
        errors = [line for line in result.stdout.splitlines() if "error" in line.lower()]
        print("\n".join(errors[:MOST_ERRORS]), file=sys.stderr)
        raise Failure(f"{what} does not build; its first errors are above")


def _make(folder, goal):
    need("make", "apt-get install make")
    need("cc", "apt-get install gcc libc6-dev")
    _run(["make", "-s", "-C", os.path.join(BENCH, folder), goal], f"bench/{folder} ({goal})")


def build_duel():
    _make("duel", "all")


def _build_c_uring():
    if not os.path.exists("/usr/include/liburing.h"):
        raise Failure("c-uring needs liburing: apt-get install liburing-dev (or leave it out of --servers)")
    _make("peers/c", "uring")


def jdk():
    """The home of the JDK that the whole project is built with."""
    found = subprocess.run([os.path.join(ROOT, "tools", "find-jdk")], capture_output=True, text=True)
    if found.returncode != 0:
        raise Failure(found.stderr.strip())
    return found.stdout.strip()


def maven(module, *properties):
    need("mvn", "apt-get install maven (only the servers in C and Python do without)")
    command = ["mvn", "-B", "-ntp", "-q", "-f", os.path.join(BENCH, "pom.xml"), "-pl", module, "-am"]
    command += [*properties, "process-classes"]
    _run(command, f"bench/{module}", env={**os.environ, "JAVA_HOME": jdk()}, cwd=ROOT)


def _java(module, main, flags, *args, target=None):
    """A command whose class path is known only after the build: see class_path."""
    target = target or os.path.join(BENCH, module, "target")
    return [os.path.join(jdk(), "bin", "java"), *JVM, *flags, f"-cp@{target}", main, *args]


def class_path(command):
    """Puts in the class path that Maven has written."""
    words = []
    for word in command:
        if word.startswith("-cp@"):
            target = word[len("-cp@") :]
            with open(os.path.join(target, "class-path")) as libraries:
                words += ["-cp", f"{target}/classes:{libraries.read().strip()}"]
        else:
            words.append(word)
    return words


def _heddle(name, checkout=None):
    """heddle-ENGINE, or heddle-loops-POLLER."""
    engine, _, poller = name.removeprefix("heddle-").partition("-")
    options = ["--engine", engine, "--poller", poller or "auto", "--mode", "MODE", "--port", "PORT"]
    properties = []
    target = os.path.join(BENCH, "heddle", "target")
    if checkout:
        checkout = os.path.abspath(checkout)
        if not os.path.isdir(os.path.join(checkout, "core", "src", "main", "java")):
            raise Failure(f"not a checkout of Heddle: {checkout}")
        target = os.path.join(TARGET, "checkouts", checkout.strip("/").replace("/", "_"))
        properties = [f"-Dheddle.root={checkout}", f"-Dheddle.target={target}"]
    return Server(
        name=f"{name}@{os.path.basename(checkout)}" if checkout else name,
        command=_java("heddle", "HeddleEcho", HEDDLE_JVM, *options, target=target),
        build=lambda: maven("heddle", *properties),
        most=1 if engine == "blocking" else 1_000_000,
        java=True,
    )


def _c(name, build):
    return Server(name, [os.path.join(TARGET, name), "PORT"], build)


def _jvm_peer(name, module, main, *args, flags=()):
    return Server(name, _java(module, main, flags, *args, "PORT"), lambda: maven(module), java=True)


def _python(name, *args):
    def build():
        need(PYTHON, "apt-get install python3")
        if "uvloop" in args and subprocess.run([PYTHON, "-c", "import uvloop"], capture_output=True).returncode:
            raise Failure(f"{name} needs uvloop: apt-get install python3-uvloop (or leave it out of --servers)")

    script = os.path.join(BENCH, "peers", "python", "asyncio_echo.py")
    return Server(name, [PYTHON, script, *args, "PORT"], build)


KNOWN = {
    "c-epoll": lambda name: _c(name, lambda: _make("peers/c", "epoll")),
    "c-uring": lambda name: _c(name, _build_c_uring),
    "heddle-blocking": _heddle,
    "heddle-threads": _heddle,
    "heddle-virtual": _heddle,
    "heddle-selector": _heddle,
    "heddle-loops": _heddle,
    "heddle-loops-uring": _heddle,
    "heddle-loops-epoll": _heddle,
    "heddle-loops-nio": _heddle,
    "netty-uring": lambda name: _jvm_peer(name, "peers/netty", "NettyEcho", "uring", "bytes", flags=NETTY_JVM),
    "netty-uring-lines": lambda name: _jvm_peer(name, "peers/netty", "NettyEcho", "uring", "lines", flags=NETTY_JVM),
    "netty-uring-ring": lambda name: _jvm_peer(name, "peers/netty", "NettyEcho", "uring-ring", "bytes", flags=NETTY_JVM),
    "netty-epoll": lambda name: _jvm_peer(name, "peers/netty", "NettyEcho", "epoll", "bytes", flags=NETTY_JVM),
    "netty-nio": lambda name: _jvm_peer(name, "peers/netty", "NettyEcho", "nio", "bytes", flags=NETTY_JVM),
    "vertx": lambda name: _jvm_peer(name, "peers/vertx", "VertxEcho", flags=NETTY_JVM),
    "jdk-virtual": lambda name: _jvm_peer(name, "peers/jdk", "ThreadEcho", "virtual"),
    "jdk-platform": lambda name: _jvm_peer(name, "peers/jdk", "ThreadEcho", "platform"),
    "jdk-selector": lambda name: _jvm_peer(name, "peers/jdk", "SelectorEcho"),
    "asyncio": lambda name: _python(name, "asyncio", "protocol"),
    "asyncio-streams": lambda name: _python(name, "asyncio", "streams"),
    "uvloop": lambda name: _python(name, "uvloop", "protocol"),
    "uvloop-streams": lambda name: _python(name, "uvloop", "streams"),
}


def find(name):
    """The server of that name. A Heddle server may be another checkout's: heddle-loops@/its/folder."""
    kind, _, checkout = name.partition("@")
    if kind not in KNOWN:
        raise Failure(f"no such server: {kind} (there are {', '.join(KNOWN)})")
    if checkout:
        if not kind.startswith("heddle-"):
            raise Failure(f"only a Heddle server can be of another checkout: {name}")
        return _heddle(kind, checkout)
    return KNOWN[kind](kind)
