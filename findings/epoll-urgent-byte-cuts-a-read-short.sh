#!/bin/sh
# Linux (seen on 6.18), epoll with EPOLLET on a TCP socket, and one urgent byte (MSG_OOB).
#
# epoll(7) says that a read of a stream socket that returns less than was asked for has emptied the socket, so an
# edge-triggered program may wait for the next event. It has not if the peer sent an urgent byte: recv stops in front of it,
# although there is room in the buffer and more data behind it, and no further event reports the rest. Such a program waits
# forever with data in its socket. (It can know: EPOLLPRI is reported if it was asked for.)
#
# Seen: "recv(1000) gave b'before'", "epoll reports 0 events", "recv(1000) gave b'after'". Fails if that changes. Needs Python 3.
set -eu
uname -sr
python3 - <<'END'
import select, socket, sys

with socket.create_server(("127.0.0.1", 0)) as server:
    peer = socket.create_connection(server.getsockname())
    reader, _ = server.accept()
peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
peer.send(b"before")
peer.send(b"!", socket.MSG_OOB)
peer.send(b"after")
peer.shutdown(socket.SHUT_WR)
reader.setblocking(False)
full = select.poll()
full.register(reader, select.POLLRDHUP)
full.poll(10_000)  # all of it has arrived

epoll = select.epoll()
epoll.register(reader, select.EPOLLIN | select.EPOLLET)
if not epoll.poll(10):
    sys.exit("no event at all")
first = reader.recv(1000)
print("recv(1000) gave %r" % first)
events = epoll.poll(1)
print("epoll reports %d events" % len(events))
rest = reader.recv(1000)
print("recv(1000) gave %r" % rest)
sys.exit((first, events, rest) != (b"before", [], b"after"))
END
