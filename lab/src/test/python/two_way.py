"""Two people talk, as courses have it: no newline goes over the wire, and each recv is a message.

python3 two_way.py serve [PORT], and elsewhere python3 two_way.py connect PORT
"""

import socket
import sys
import threading


# region talk
def receive(peer, name):
    while data := peer.recv(1024):
        print(f"{name}: {data.decode()}", flush=True)
        if data == b"bye":
            break


def talk(peer, name):
    receiver = threading.Thread(target=receive, args=(peer, name), daemon=True)
    receiver.start()
    message = ""
    while message != "bye" and receiver.is_alive():
        message = input()
        peer.sendall(message.encode())
# endregion


role, port = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 0
if role == "serve":
    with socket.create_server(("127.0.0.1", port)) as listening:
        print(listening.getsockname()[1], flush=True)
        client, address = listening.accept()
        with client:
            talk(client, "Client")
else:
    with socket.create_connection(("127.0.0.1", port)) as server:
        talk(server, "Server")
