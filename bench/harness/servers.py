"""The servers that can be measured: how each is built, and its command line."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace

from harness.processes import Failure, Launch, need

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
    """A row of the tables.

    `command` may say PORT; MODE for what a request is to it; TLS_CERT, TLS_KEY and TLS_FOLDER for the run's certificate;
    BACK_END for the number of its port.
    """

    name: str
    command: list
    build: object
    most: int = 1_000_000  # connections at once
    java: bool = False
    tls: bool = False
    plain: str = ""  # the name of the same server without TLS
    relays: bool = False  # asks a back end for each answer

    @property
    def streams(self):
        return "MODE" in self.command

    def launch(self, mode, certificate, flags=(), back_end=0):
        """How it is started. The flags are for a JVM."""
        places = {"MODE": mode, "BACK_END": str(back_end)}
        if self.tls:
            places |= {"TLS_CERT": certificate.chain, "TLS_KEY": certificate.key, "TLS_FOLDER": certificate.folder}
        words = [places.get(word, word) for word in class_path(self.command)]
        if self.java:
            words[1:1] = flags
        return Launch(self.name, words, certificate.client() if self.tls else None, mode != "stream" and not self.relays)


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
    if subprocess.run(["cc", "-E", "-include", "openssl/ssl.h", "-x", "c", os.devnull], capture_output=True).returncode:
        raise Failure("the load needs OpenSSL's headers: apt-get install libssl-dev")
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


TLS_PROVIDERS = ("jdk", "openssl")
# Engines for which a handler may wait.
WAITING_KINDS = ("threads", "virtual", "loops", "loops-uring", "loops-epoll", "loops-nio")


def _engine(kind):
    """The options for an engine, and maybe its poller: loops-uring."""
    engine, _, poller = kind.partition("-")
    return ["--engine", engine, "--poller", poller or "auto"]


def _heddle(name, checkout=None):
    """heddle-ENGINE, heddle-loops-POLLER; and over TLS, by a provider, either with -PROVIDER."""
    kind, provider = name.removeprefix("heddle-"), ""
    if kind.rpartition("-")[2] in TLS_PROVIDERS:
        kind, _, provider = kind.rpartition("-")
    options = [*_engine(kind), "--mode", "MODE", "--port", "PORT"]
    if provider:
        options += ["--cert", "TLS_CERT", "--key", "TLS_KEY", "--provider", provider]
    properties = []
    target = os.path.join(BENCH, "heddle", "target")
    if checkout:
        checkout = os.path.abspath(checkout)
        api = os.path.join(checkout, "core", "src", "main", "java", "dev", "heddle")
        if not os.path.isdir(api):
            raise Failure(f"not a checkout of Heddle: {checkout}")
        target = os.path.join(TARGET, "checkouts", checkout.strip("/").replace("/", "_"))
        properties = [f"-Dheddle.root={checkout}", f"-Dheddle.target={target}"]
        if not os.path.exists(os.path.join(api, "TlsProvider.java")):
            properties.append("-Dheddle.programs=HeddleEcho.java")
    suffix = f"@{os.path.basename(checkout)}" if checkout else ""
    return Server(
        name=name + suffix,
        command=_java("heddle", "HeddleTlsEcho" if provider else "HeddleEcho", HEDDLE_JVM, *options, target=target),
        build=lambda: maven("heddle", *properties),
        most=1 if kind == "blocking" else 1_000_000,
        java=True,
        tls=bool(provider),
        plain=f"heddle-{kind}",
    )


def _shipped(name):
    """What users start: the echo service, by the launcher."""

    def build():
        _run([os.path.join(ROOT, "heddle"), "--version"], "heddle")

    options = ["--prefix", "", "--engine", "loops", "--no-status", "--idle-timeout", "1h"]
    return Server(name, [os.path.join(ROOT, "heddle"), "serve", "echo:PORT", *options], build)


def build_back_end():
    _make("peers/c", "delay")


def _relay(name):
    """heddle-ENGINE-relay-client; heddle-ENGINE, netty-TRANSPORT or jdk-virtual with -relay-socket or -relay-http."""
    server, _, how = name.partition("-relay-")
    family, _, kind = server.partition("-")
    if family == "heddle":
        options = [*_engine(kind), "--ask", how, "--back-end", "BACK_END", "--port", "PORT"]
        command, module = _java("heddle", "HeddleRelay", HEDDLE_JVM, *options), "heddle"
    elif family == "netty":
        command, module = _java("peers/netty", "NettyRelay", NETTY_JVM, kind, how, "BACK_END", "PORT"), "peers/netty"
    else:
        command, module = _java("peers/jdk", "ThreadRelay", (), how, "BACK_END", "PORT"), "peers/jdk"
    return Server(name, command, lambda: maven(module), java=True, relays=True)


def _c(name, build):
    return Server(name, [os.path.join(TARGET, name), "PORT"], build)


def _jvm_peer(name, module, main, *args, flags=()):
    return Server(name, _java(module, main, flags, *args, "PORT"), lambda: maven(module), java=True)


def _netty(name, transport, mode="bytes", provider=""):
    tls = [provider, "TLS_CERT", "TLS_KEY"] if provider else []
    return Server(
        name,
        _java("peers/netty", "NettyEcho", NETTY_JVM, transport, mode, "PORT", *tls),
        lambda: maven("peers/netty"),
        java=True,
        tls=bool(provider),
        plain=f"netty-{transport}",
    )


def _c_openssl(name, tls):
    program = os.path.join(TARGET, "c-openssl")
    certificate = ["TLS_CERT", "TLS_KEY"] if tls else []
    return Server(
        name,
        [program, "PORT", "MODE", *certificate],
        lambda: _make("peers/c", "openssl"),
        tls=tls,
        plain="c-openssl-plain",
    )


def _nginx(name):
    def build():
        need("nginx", "apt-get install nginx libnginx-mod-stream")
        _make("peers/c", "openssl")

    script = os.path.join(BENCH, "peers", "nginx", "serve")
    behind = os.path.join(TARGET, "c-openssl")
    return Server(name, [script, "PORT", "MODE", "TLS_CERT", "TLS_KEY", "TLS_FOLDER", behind], build, tls=True)


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
    "c-openssl": lambda name: _c_openssl(name, tls=True),
    "c-openssl-plain": lambda name: _c_openssl(name, tls=False),
    "nginx": _nginx,
    "heddle-shipped": _shipped,
    "heddle-blocking": _heddle,
    "heddle-threads": _heddle,
    "heddle-virtual": _heddle,
    "heddle-selector": _heddle,
    "heddle-loops": _heddle,
    "heddle-loops-uring": _heddle,
    "heddle-loops-epoll": _heddle,
    "heddle-loops-nio": _heddle,
    **{f"heddle-{kind}-{provider}": _heddle for kind in WAITING_KINDS for provider in TLS_PROVIDERS},
    "netty-uring": lambda name: _netty(name, "uring"),
    "netty-uring-lines": lambda name: _netty(name, "uring", "lines"),
    "netty-uring-ring": lambda name: _netty(name, "uring-ring"),
    "netty-epoll": lambda name: _netty(name, "epoll"),
    "netty-nio": lambda name: _netty(name, "nio"),
    **{
        f"netty-{transport}-{provider}": lambda name, t=transport, p=provider: _netty(name, t, "MODE", p)
        for transport in ("uring", "epoll")
        for provider in ("tcnative", "jdk")
    },
    **{f"heddle-{kind}-relay-{how}": _relay for kind in WAITING_KINDS for how in ("client", "socket", "http")},
    **{f"{server}-relay-{how}": _relay for server in ("jdk-virtual", "netty-uring", "netty-epoll") for how in ("socket", "http")},
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
    """The server of that name. A Heddle server may be another checkout's: heddle-loops@/its/folder. NAME#2 is NAME once more."""
    name, _, number = name.partition("#")
    kind, _, checkout = name.partition("@")
    if kind not in KNOWN:
        raise Failure(f"no such server: {kind} (there are {', '.join(KNOWN)})")
    if checkout and (not kind.startswith("heddle-") or kind == "heddle-shipped" or "-relay-" in kind):
        raise Failure(f"only an engine of Heddle can be of another checkout: {name}")
    server = _heddle(kind, checkout) if checkout else KNOWN[kind](kind)
    return replace(server, name=f"{server.name}#{number}") if number else server
