"""One thread, a selector, callbacks: python3 selecting.py numbers [IDLE_SECONDS]"""

import selectors
import signal
import socket
import sys
import time

from rules import IDLE, Session

selector = selectors.DefaultSelector()
clients = set()
stopping = False


class Client:
    def __init__(self, sock):
        self.sock = sock
        self.session = Session(sys.argv[1])
        self.out = self.session.greeting()
        self.ended = False
        self.moved = time.monotonic()
        clients.add(self)
        selector.register(sock, selectors.EVENT_READ | selectors.EVENT_WRITE, self)

    def ready(self, mask):
        self.moved = time.monotonic()
        try:
            if mask & selectors.EVENT_READ and not self.ended:
                data = self.sock.recv(65536)
                if self.session.over:
                    self.ended = not data
                elif data:
                    self.out += self.session.received(data)
                    self.ended = stopping and not self.session.in_the_middle
                else:
                    self.end()
            if self.out:
                self.out = self.out[self.sock.send(self.out):]
            if self.session.over and not self.out:
                self.sock.shutdown(socket.SHUT_WR)
        except BlockingIOError:
            pass  # not ready after all
        except OSError:
            self.close()
            return
        self.wait()

    def wait(self):
        if self.ended and not self.out:
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
        clients.discard(self)
        selector.unregister(self.sock)
        self.sock.close()


def ask_to_stop(number, frame):
    global stopping
    stopping = True


def stop_listening():
    selector.unregister(listening)
    listening.close()
    for client in list(clients):
        if not client.session.in_the_middle:
            client.ended = True
            client.wait()


def close_the_idle():
    for client in list(clients):
        if time.monotonic() - client.moved > IDLE:
            client.close()


signal.signal(signal.SIGTERM, ask_to_stop)
waker, woken = socket.socketpair()
woken.setblocking(False)
waker.setblocking(False)
signal.set_wakeup_fd(waker.fileno())
listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
listening.setblocking(False)
selector.register(listening, selectors.EVENT_READ)
selector.register(woken, selectors.EVENT_READ)
print(listening.getsockname()[1], flush=True)
while clients or not stopping:
    for key, mask in selector.select(timeout=0.1):
        if key.data:
            key.data.ready(mask)
        elif key.fileobj is listening:
            sock, address = listening.accept()
            sock.setblocking(False)
            Client(sock)
        else:
            woken.recv(100)
            stop_listening()
    close_the_idle()
