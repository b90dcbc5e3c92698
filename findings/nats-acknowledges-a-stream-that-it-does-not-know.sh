#!/bin/sh
# nats-server 2.10.27; not 2.9.10.
#
# Three clients, each of another one of three servers, make the same stream with three replicas at about the same moment. Each
# gets its stream by STREAM.CREATE or STREAM.INFO. One that asks STREAM.INFO after that may get "stream not found": by a
# server that leads the stream, and is still making its copy.
#
# So "not found" is to be asked again for some time, even after the stream was acknowledged.
#
# Seen: "not found after an acknowledgement: 9 of 900". Fails if there is none in 900, which take two minutes.
set -eu
PATH=$PATH:/usr/sbin
command -v nats-server >/dev/null || { echo "needs nats-server" && exit 2; }
case $(nats-server --version) in *v2.9.*) echo "needs nats-server 2.10" && exit 2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'END'
import json, random, socket, subprocess, sys, threading, time

folder = sys.argv[1]
STREAMS = 300
NOT_FOUND = 10059


def free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


clients, routes = ([free() for _ in range(3)] for _ in range(2))


def start(i):
    return subprocess.Popen(
        ["nats-server", "-js", "-a", "127.0.0.1", "-p", str(clients[i]), "-n", f"s{i}", "-sd", f"{folder}/{i}", "--cluster_name", "c",
         "--cluster", f"nats://127.0.0.1:{routes[i]}", "--routes", ",".join(f"nats://127.0.0.1:{r}" for r in routes)],
        stderr=subprocess.DEVNULL)


class Client:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.settimeout(5)
        self.file = self.socket.makefile("rwb")
        self.file.readline()
        self.inbox = f"inbox{random.random()}"
        self.send(b'CONNECT {"verbose":false}\r\nSUB %s 1\r\n' % self.inbox.encode())

    def send(self, data):
        self.file.write(data)
        self.file.flush()

    def ask(self, what, name, body=b""):
        self.send(b"PUB $JS.API.STREAM.%s.%s %s %d\r\n%s\r\n" % (what.encode(), name.encode(), self.inbox.encode(), len(body), body))
        while not (line := self.file.readline()).startswith(b"MSG"):
            if line.startswith(b"PING"):
                self.send(b"PONG\r\n")
        answer = self.file.read(int(line.split()[-1]) + 2)
        return json.loads(answer).get("error", {}).get("err_code")


servers = [start(i) for i in range(3)]
late = []


def work(port):
    client = Client(port)
    for i in range(STREAMS):
        name = f"stream{i}"
        time.sleep(random.uniform(0, 0.1))
        try:
            if client.ask("INFO", name) == NOT_FOUND:
                config = {"name": name, "subjects": [f"{name}.*"], "num_replicas": 3, "storage": "file"}
                if client.ask("CREATE", name, json.dumps(config).encode()):
                    continue
            if client.ask("INFO", name) == NOT_FOUND:
                late.append(name)
        except OSError:  # nobody answers while there is no leader
            client = Client(port)


try:
    time.sleep(5)
    threads = [threading.Thread(target=work, args=(port,)) for port in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
finally:
    for server in servers:
        server.kill()
        server.wait()
print(f"not found after an acknowledgement: {len(late)} of {3 * STREAMS}")
sys.exit(0 if late else 1)
END
