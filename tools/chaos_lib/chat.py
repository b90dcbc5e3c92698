"""Members of the chat, and the rules of what they may see."""
import asyncio, re

from chaos_lib.client import Client, exchange

PORT = 7007
MESSAGE = re.compile(r"[^*:]+: (m\d+-\d+)$")


class Member(Client):
    """Says numbered messages in one room."""

    PORT = PORT

    def __init__(self, number, room, nodes, chance, pause):
        super().__init__(f"m{number}", nodes, chance)
        self.room, self.pause, self.said, self.count = room, pause, {}, 0
        self.pending = None  # the message that is being said

    def marker(self):
        self.mark = f"marker{self.chance.random()}"
        return f"/msg {self.own} {self.mark}"

    def is_answer(self, line):
        return line.endswith(" (to you): " + self.mark)

    async def enter(self):
        self.own = re.match(r"Welcome, (.*?)\. ", self.welcome).group(1)
        self.joined = False
        self.session.seen = []
        await self.ask("/join " + self.room)
        while not self.joined:
            await asyncio.sleep(1)
            await self.ask("/join " + self.room)

    def hear(self, line):
        if line.startswith(f"You are in #{self.room} "):
            self.joined = True
            self.session.seen = []
        elif match := MESSAGE.match(line):
            self.session.seen.append(match.group(1))

    async def act(self):
        await self.rest(self.chance.uniform(0.5, 1.5) * self.pause)
        if self.ended or self.stopping:
            return
        self.count += 1
        self.pending = f"{self.name}-{self.count}"
        refused = await self.ask(self.pending)
        self.said[self.pending] = "refused" if refused else "stored"
        self.pending = None

    def leave(self):
        if self.pending:
            self.said[self.pending] = "unknown"
            self.pending = None


async def history(node, room):
    """What history has of a room, by one node; up to 1000 messages."""
    found = []
    for line in await exchange(node, PORT, [f"/join {room}", "/who", "/history 1000", "/bye"], "error: unknown command"):
        if line.startswith("In #"):
            found = []
        elif match := MESSAGE.match(line):
            found.append(match.group(1))
    return found


async def present(node):
    """How many a node shows in which room; None if it lets nobody in."""
    try:
        lines = await exchange(node, PORT, ["/rooms"], "Rooms: ")
    except EOFError:
        return None
    return {name: int(count) for name, count in re.findall(r"#(r\d+) \((\d+)\)", lines[-1])}


def check(members, histories):
    """The rules that broke, as sentences."""
    for room, stored in histories.items():
        index = {}
        for place, message in enumerate(stored):
            if message in index:
                yield f"exactly once: {message} is in the history of #{room} as message {index[message] + 1} and {place + 1} of {len(stored)}"
            index[message] = place
        for member in (m for m in members if m.room == room):
            for message, outcome in member.said.items():
                if outcome == "stored" and message not in index:
                    yield f"stored: {message} got no error and is not in the history of #{room}"
            for session in member.sessions:
                yield from check_session(member, session, stored, index)


def check_session(member, session, stored, index):
    # A session that has reconnected shows its member's own earlier messages; those said in it are not shown to it.
    last = None
    for message in session.seen:
        where = f"{message}, seen by {member.name} at {session.node}"
        if message not in index:
            yield f"no more than history: {where}, is not in the history"
            return
        if last is not None:
            if index[message] <= last:
                yield f"order: {where}, after {stored[last]}"
                return
            missed = [m for m in stored[last + 1 : index[message]] if not m.startswith(member.name + "-")]
            if missed:
                yield f"no gap: {where}, after {stored[last]}, without {missed[0]}"
                return
        last = index[message]
