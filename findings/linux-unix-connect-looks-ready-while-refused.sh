#!/bin/sh
# Linux (seen on 6.18), a non-blocking connect to a UNIX domain socket whose listener has a full backlog.
#
# connect fails with EAGAIN. Unlike a TCP connect in progress, it cannot be waited for: poll and epoll report the socket as
# writable (and hung up) at once, SO_ERROR is 0, and the socket is not connected. A loop that treats this as a TCP connect
# believes that it is connected, or spins. No event comes when the listener accepts and has room again; a connect at that
# time succeeds. What remains is to try again from time to time.
#
# Seen: "connect: EAGAIN", "poll: POLLOUT|POLLHUP, SO_ERROR 0", "event after room was made: none", "connect again: 0". Fails if
# that changes. Needs Python 3.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
uname -sr
python3 - "$work/socket" <<'END'
import errno, select, socket, sys

path = sys.argv[1]
listener = socket.socket(socket.AF_UNIX)
listener.bind(path)
listener.listen(0)
first = socket.socket(socket.AF_UNIX)
first.connect(path)

client = socket.socket(socket.AF_UNIX)
client.setblocking(False)
refused = errno.errorcode[client.connect_ex(path)]
print("connect:", refused)
poll = select.poll()
poll.register(client, select.POLLOUT)
ready = poll.poll(10_000)[0][1]
error = client.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
names = "|".join(n for n in ("POLLIN", "POLLOUT", "POLLERR", "POLLHUP") if ready & getattr(select, n))
print("poll: %s, SO_ERROR %d" % (names, error))
epoll = select.epoll()
epoll.register(client, select.EPOLLOUT | select.EPOLLET)
epoll.poll(10)  # what poll has shown
listener.accept()
later = epoll.poll(1)
print("event after room was made:", later or "none")
again = client.connect_ex(path)
print("connect again:", again)
sys.exit((refused, names, error, later, again) != ("EAGAIN", "POLLOUT|POLLHUP", 0, [], 0))
END
