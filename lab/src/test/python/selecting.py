"""One thread, a selector, callbacks: python3 selecting.py numbers"""

import selectors
import signal
import socket
import sys

from rules import Session

selector = selectors.DefaultSelector()
running = True


class Client:
    def __init__(self, sock):
        self.sock = sock
        self.session = Session(sys.argv[1])
        self.out = self.session.greeting()
        self.ended = False
        selector.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE, self)

    def ready(self, mask):
        try:
            if mask & selectors.EVENT_READ and not self.ended:
                data = self.sock.recv(65536)
                if self.session.over:
                    self.ended = not data
                elif data:
                    self.out += self.session.received(data)
                else:
                    self.end()
            if self.out:
                self.out = self.out[self.sock.send(self.out):]
            if self.session.over and not self.out:
                self.sock.shutdown(socket.SHUT_WR)
            if self.ended and not self.out:
                self.close()
                return
        except BlockingIOError:
            pass  # not ready after all
        except OSError:
            self.close()
            return
        # Whoever does not read its answers is not read from either.
        wants = selectors.EVENT_WRITE if self.out else 0
        if not self.ended and len(self.out) < 65536:
            wants |= selectors.EVENT_READ
        selector.modify(self.sock, wants, self)

    def end(self):
        self.ended = True
        self.out += self.session.ended()

    def close(self):
        selector.unregister(self.sock)
        self.sock.close()


def stop(number, frame):
    global running
    running = False


signal.signal(signal.SIGTERM, stop)
waker, woken = socket.socketpair()
woken.setblocking(False)
waker.setblocking(False)
signal.set_wakeup_fd(waker.fileno())
listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
listening.setblocking(False)
selector.register(listening, selectors.EVENT_READ)
selector.register(woken, selectors.EVENT_READ)
print(listening.getsockname()[1], flush=True)
while running:
    for key, mask in selector.select():
        if key.data:
            key.data.ready(mask)
        elif key.fileobj is listening:
            client, address = listening.accept()
            client.setblocking(False)
            Client(client)
