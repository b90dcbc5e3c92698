"""A thread for each client: python3 threaded.py numbers [IDLE_SECONDS]"""

import signal
import socket
import sys
import threading

from rules import IDLE, Session

clients = {}
stopping = False


def serve(client, service):
    session = clients[client] = Session(service)
    client.settimeout(IDLE)
    with client:
        try:
            client.sendall(session.greeting())
            while not session.over and not (stopping and not session.in_the_middle):
                data = client.recv(65536)
                if not data:
                    client.sendall(session.ended())
                    break
                client.sendall(session.received(data))
            client.shutdown(socket.SHUT_WR)
            while session.over and client.recv(65536):
                pass  # a close with unread bytes would be a reset, and the last answer lost
        except OSError:
            pass  # the client has broken off, or has been silent for too long
        finally:
            del clients[client]


def stop(number, frame):
    global stopping
    stopping = True
    for client, session in list(clients.items()):
        if not session.in_the_middle:
            try:
                client.shutdown(socket.SHUT_RD)
            except OSError:
                pass  # it is gone already
    raise SystemExit  # which waits for the threads


signal.signal(signal.SIGTERM, stop)
with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
    print(listening.getsockname()[1], flush=True)
    while True:
        client, address = listening.accept()
        threading.Thread(target=serve, args=(client, sys.argv[1])).start()
