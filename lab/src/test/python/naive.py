"""What goes wrong first: one client at a time, and each recv taken for a message."""

import socket

with socket.create_server(("127.0.0.1", 0)) as listening:
    print(listening.getsockname()[1], flush=True)
    while True:
        client, address = listening.accept()
        while data := client.recv(1024):
            client.sendall(f"{2 * int(data)}\n".encode())
