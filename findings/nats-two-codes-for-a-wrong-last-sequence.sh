#!/bin/sh
# nats-server 2.15.1; 2.9.10 and 2.10.27 have one code only.
#
# A message that is only to be stored if it is the next one of its subject (Nats-Expected-Last-Subject-Sequence) and comes
# second is refused with err_code 10071, "wrong last sequence: 1". With several replicas it may be refused with 10164 instead, "wrong last
# sequence", without a number: then the one that came first is still on its way to the other servers. Both are a 400. So a program that
# knows the one code takes the other one, which comes just when two are at it at the same time, for an error for good.
#
# Seen: "10071: 271, 10164: 529". Fails if there is no 10164 in 400 subjects, for each of which three clients ask at once.
set -eu
PATH=$PATH:/usr/sbin
command -v nats-server >/dev/null || { echo "needs nats-server" && exit 2; }
case $(nats-server --version) in *v2.9.* | *v2.10.*) echo "needs nats-server 2.11 or newer" && exit 2 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'END'
import collections, json, socket, subprocess, sys, threading, time

folder = sys.argv[1]
SUBJECTS = 400


def free():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


ports, routes = ([free() for _ in range(3)] for _ in range(2))
servers = [
    subprocess.Popen(
        ["nats-server", "-js", "-a", "127.0.0.1", "-p", str(ports[i]), "-n", f"s{i}", "-sd", f"{folder}/{i}", "--cluster_name", "c",
         "--cluster", f"nats://127.0.0.1:{routes[i]}", "--routes", ",".join(f"nats://127.0.0.1:{r}" for r in routes)],
        stderr=subprocess.DEVNULL)
    for i in range(3)
]


class Client:
    def __init__(self, port):
        self.file = socket.create_connection(("127.0.0.1", port), timeout=10).makefile("rwb")
        self.file.readline()
        self.inbox = f"inbox{port}"
        self.file.write(b'CONNECT {"verbose":false,"headers":true}\r\nSUB %s 1\r\n' % self.inbox.encode())

    def ask(self, subject, body=b"", headers=b""):
        if headers:
            self.file.write(b"HPUB %s %s %d %d\r\n%s%s\r\n" % (subject, self.inbox.encode(), len(headers), len(headers) + len(body), headers, body))
        else:
            self.file.write(b"PUB %s %s %d\r\n%s\r\n" % (subject, self.inbox.encode(), len(body), body))
        self.file.flush()
        while not (line := self.file.readline()).startswith(b"MSG"):
            if line.startswith(b"PING"):
                self.file.write(b"PONG\r\n")
                self.file.flush()
        return json.loads(self.file.read(int(line.split()[-1]) + 2)).get("error", {})


codes, together = collections.Counter(), threading.Barrier(3)
FIRST = b"NATS/1.0\r\nNats-Expected-Last-Subject-Sequence: 0\r\n\r\n"


def claim(client):
    for i in range(SUBJECTS):
        together.wait()
        if error := client.ask(b"claims.%d" % i, b"mine", FIRST):
            codes[error["err_code"]] += 1


try:
    time.sleep(5)
    clients = [Client(port) for port in ports]
    config = {"name": "claims", "subjects": ["claims.*"], "num_replicas": 3, "storage": "file"}
    made = clients[0].ask(b"$JS.API.STREAM.CREATE.claims", json.dumps(config).encode())
    assert not made, made
    time.sleep(1)
    threads = [threading.Thread(target=claim, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
finally:
    for server in servers:
        server.kill()
        server.wait()
print(", ".join(f"{code}: {count}" for code, count in sorted(codes.items())))
sys.exit(0 if codes[10164] else 1)
END
