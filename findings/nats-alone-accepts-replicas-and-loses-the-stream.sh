#!/bin/sh
# nats-server 2.9.10.
#
# A server that is in no cluster refuses to make a stream with three replicas: error 10074. But it accepts to change a stream that
# it has to three: until it ends, all is well; when it starts again, it logs "Error recreating stream: replicas > 1 not
# supported", and the stream with all its messages is "not found". So a client must look whether the server is in a cluster
# (its INFO says so) before it asks for replicas.
#
# Seen: "change accepted: 3 replicas", "messages before the restart: 1", "after the restart: stream not found". Fails if that
# changes.
set -eu
PATH=$PATH:/usr/sbin
command -v nats-server >/dev/null || { echo "needs nats-server" && exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'END'
import json, re, socket, subprocess, sys

folder = sys.argv[1]


def start():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(["nats-server", "-js", "-a", "127.0.0.1", "-p", str(port), "-sd", folder],
                              stderr=subprocess.PIPE, text=True)
    for line in server.stderr:
        if "Server is ready" in line:
            break
    client = socket.create_connection(("127.0.0.1", port))
    lines = client.makefile("rb")
    client.sendall(b'CONNECT {"verbose":false}\r\nSUB answers 1\r\n')
    return server, client, lines


def request(client, lines, subject, body=b""):
    client.sendall(b"PUB %s answers %d\r\n%s\r\n" % (subject.encode(), len(body), body))
    while not lines.readline().startswith(b"MSG answers"):
        pass
    return json.loads(lines.readline())


config = {"name": "s", "subjects": ["s.*"], "storage": "file", "retention": "limits", "discard": "old"}
server, client, lines = start()
request(client, lines, "$JS.API.STREAM.CREATE.s", json.dumps(config | {"num_replicas": 1}).encode())
request(client, lines, "s.x", b"hello")
changed = request(client, lines, "$JS.API.STREAM.UPDATE.s", json.dumps(config | {"num_replicas": 3}).encode())
replicas = changed.get("config", {}).get("num_replicas", 0)
before = request(client, lines, "$JS.API.STREAM.INFO.s")["state"]["messages"]
server.terminate()
server.wait()
server, client, lines = start()
after = request(client, lines, "$JS.API.STREAM.INFO.s").get("error", {}).get("description")
server.terminate()
server.wait()
print(f"change accepted: {replicas} replicas")
print(f"messages before the restart: {before}")
print(f"after the restart: {after}")
sys.exit((replicas, before, after) != (3, 1, "stream not found"))
END
