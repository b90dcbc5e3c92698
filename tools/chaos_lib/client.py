"""A client of a service that reads lines: it asks, notes what it sees, and connects again when its connection ends."""
import asyncio, time

GIVES_UP = 40  # seconds without an answer


class Session:
    """One connection: what was seen on it, in order, and when."""

    def __init__(self, node):
        self.node, self.lines = node, []
        self.entered = self.ended = None  # when; while its client takes part


class Client:
    PORT = 0

    def __init__(self, name, nodes, chance):
        self.name, self.nodes, self.chance = name, nodes, chance
        self.sessions, self.waits = [], []
        self.stopped = asyncio.Event()
        self.inside = False  # whether it takes part
        self.doing = "nothing yet"
        self.writer = self.answer = None

    # What a service is like.

    async def enter(self):
        """Takes part, however often it has to ask."""

    async def act(self):
        """Does something. Called again and again while it takes part."""

    def hear(self, line):
        """A line has come."""

    def marker(self):
        """A question whose answer marks the end of the answer to what was asked before."""

    def is_answer(self, line):
        """Whether that answer has come."""

    def leave(self):
        """The connection has ended."""

    # What is alike for all.

    def stop(self):
        """It leaves as soon as it has the answer that it waits for."""
        self.stopped.set()

    @property
    def stopping(self):
        return self.stopped.is_set()

    async def rest(self, seconds):
        """Does nothing for a time; less if its connection ends, or it is to stop."""
        stopped = asyncio.create_task(self.stopped.wait())
        await asyncio.wait([self.reading, stopped], timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()

    async def run(self):
        while not self.stopping:
            try:
                await self.visit()
            except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, EOFError):
                pass
            if self.writer:
                self.writer.close()
            self.leave()
            await asyncio.sleep(0.5)

    async def visit(self):
        self.session = Session(self.chance.choice(self.nodes))
        node = self.session.node
        self.doing = f"connecting to {node}"
        self.reader, self.writer = await asyncio.wait_for(asyncio.open_connection(node, self.PORT), 3)
        self.doing = f"waiting for the welcome of {node}"
        self.welcome = (await asyncio.wait_for(self.reader.readline(), 15)).decode()
        if not self.welcome.startswith("Welcome"):
            raise EOFError(self.welcome)
        self.ended = False
        self.reading = asyncio.create_task(self.read())
        self.sessions.append(self.session)
        try:
            await self.enter()
            self.inside = True
            self.session.entered = time.monotonic()
            while not self.stopping and not self.ended:
                await self.act()
        finally:
            self.inside = False
            self.session.ended = time.monotonic()
            self.reading.cancel()

    async def ask(self, line):
        """Sends a line; returns the error that was the answer, or ""."""
        if self.ended:
            raise EOFError()
        self.error = ""
        self.answer = asyncio.get_running_loop().create_future()
        start = time.monotonic()
        node = self.session.node
        self.doing = f"waiting for the answer of {node} to {line}"
        self.writer.write(f"{line}\n{self.marker()}\n".encode())
        await self.writer.drain()
        await asyncio.wait_for(self.answer, GIVES_UP)
        if self.ended:
            raise EOFError()
        if not self.error:
            self.waits.append((time.monotonic() - start, line, node, start))
        return self.error

    def say(self, line):
        self.writer.write(f"{line}\n".encode())

    async def read(self):
        try:
            while line := (await self.reader.readline()).decode():
                self.take(line.rstrip("\n"))
        finally:  # however the connection ended: nobody waits for its answers any more
            self.ended = True
            self.answered()

    def take(self, line):
        if line.startswith("error: "):
            self.error = line
        if self.is_answer(line):
            self.answered()
        else:
            self.session.lines.append((time.monotonic(), line))
            self.hear(line)

    def answered(self):
        if self.answer and not self.answer.done():
            self.answer.set_result(None)


async def exchange(node, port, requests, last):
    """What a node says to some lines, up to the line that begins with `last`; raises EOFError if that does not come."""
    reader, writer = await asyncio.open_connection(node, port)
    writer.write("".join(request + "\n" for request in requests).encode())
    lines = []
    while (line := (await asyncio.wait_for(reader.readline(), 30)).decode()) and not line.startswith(last):
        lines.append(line.rstrip("\n"))
    writer.close()
    if not line:
        raise EOFError(lines)
    return lines + [line.rstrip("\n")]


def check_waits(clients, most, faults):
    """Nobody waits for longer, except for a node that was cut off or paused then, and the time that TCP takes to notice its end."""
    for client in clients:
        for waited, line, node, start in client.waits:
            if waited > most and not faults.apart(node, start, start + waited):
                yield f"answer: {client.name} waited {waited:.1f} s for {line} at {node}, and got no error"
