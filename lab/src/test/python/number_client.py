"""A client as courses have it: sends no newline and takes one recv for the answer.

python3 number_client.py PORT MESSAGE…
"""

# region client
import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as server:
    server.settimeout(10)
    for message in sys.argv[2:]:
        server.sendall(message.encode())
        print(repr(server.recv(1024)), flush=True)
# endregion
