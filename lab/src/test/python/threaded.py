"""A thread for each client: python3 threaded.py numbers [IDLE_SECONDS [CERTIFICATE KEY]]"""

import signal
import socket
import ssl
import sys
import threading

from rules import IDLE, Session

clients = {}
tls = None
if len(sys.argv) > 4:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(sys.argv[3], sys.argv[4])
stopping = False


def accepted(client, service):
    client.settimeout(IDLE)
    try:
        serve(tls.wrap_socket(client, server_side=True) if tls else client, service)
    except OSError:
        pass  # the client does not speak TLS, or has gone


def serve(client, service):
    session = clients[client] = Session(service)
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
        threading.Thread(target=accepted, args=(client, sys.argv[1])).start()
