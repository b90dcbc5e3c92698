"""A thread for each client: python3 threaded.py numbers"""

import signal
import socket
import sys
import threading

from rules import Session

clients = set()


def serve(client, service):
    session = Session(service)
    with client:
        try:
            client.sendall(session.greeting())
            while not session.over:
                data = client.recv(65536)
                if not data:
                    client.sendall(session.ended())
                    break
                client.sendall(session.received(data))
            client.shutdown(socket.SHUT_WR)
            while session.over and client.recv(65536):
                pass  # a close with unread bytes would be a reset, and the last answer lost
        except OSError:
            pass  # the client has broken off
        finally:
            clients.discard(client)


def stop(number, frame):
    for client in list(clients):
        try:
            client.shutdown(socket.SHUT_RD)
        except OSError:
            pass  # it is gone already
    raise SystemExit


signal.signal(signal.SIGTERM, stop)
with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
    print(listening.getsockname()[1], flush=True)
    while True:
        client, address = listening.accept()
        clients.add(client)
        threading.Thread(target=serve, args=(client, sys.argv[1])).start()
