"""Sentries and watchers of the alert's ring, and the rules of what they may see."""
import asyncio, re, time

from chaos_lib.client import Client, exchange
from chaos_lib.sequence import Sequence

PORT = 7008
TURN = re.compile(r"turn (\d+): (\S+)$")
ALERT = re.compile(r"alert (\d+) (\S+): (\d+)-(\S+)-(\d+)$")  # its text names the turn in which it was said


class Participant(Client):
    PORT = PORT

    def marker(self):
        return "count"

    def is_answer(self, line):
        return line.startswith("count ")

    def hear(self, line):
        if line.startswith("shutdown "):
            self.say("bye")


class Watcher(Participant):
    """Sees all turns, at one node."""

    async def enter(self):
        await self.ask("watch")

    async def act(self):
        await asyncio.sleep(2)
        await self.ask("")

    def holders(self, count):
        """Those who had the latest turns."""
        turns = [match.group(2) for _, line in self.session.lines[-20 * count :] if (match := TURN.match(line))]
        return set(turns[-count:])


class Sentry(Participant):
    """Answers most turns, often by an alert that names the turn."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.said, self.count, self.turn, self.pending = {}, 0, None, None
        self.sent = {}  # by the text of an alert: at which node, when
        self.skipped = False  # since it had the turn

    async def enter(self):
        self.turn = None
        while await self.ask("join " + self.name):
            await asyncio.sleep(1)

    def hear(self, line):
        super().hear(line)
        if match := re.match(r"turn (\d+)$", line):
            self.turn, self.skipped = match.group(1), False
        elif line == "skipped":
            self.turn, self.skipped = None, True

    async def act(self):
        if self.turn is None:
            await asyncio.sleep(0.02)
            return
        await asyncio.sleep(self.chance.uniform(0, 0.2))
        turn, self.turn = self.turn, None
        if turn is None:
            return  # it has passed meanwhile
        what = self.chance.random()
        if what < 0.02:
            return  # it is skipped
        if what < 0.3:
            await self.ask("ok")
            return
        self.count += 1
        self.pending = f"{turn}-{self.name}-{self.count}"
        begun = time.monotonic()
        self.sent[self.pending] = self.session.node, begun
        error = await self.ask("alert " + self.pending)
        if error.startswith("error: cannot store"):
            self.said[self.pending] = ("unknown", begun, time.monotonic())  # it may be stored nevertheless
            self.turn = self.turn or (None if self.skipped else turn)
            await asyncio.sleep(0.5)
        else:
            self.said[self.pending] = ("refused" if error else "stored", begun, time.monotonic())
        self.pending = None

    def leave(self):
        if self.pending:
            self.said[self.pending] = ("unknown", 0, time.monotonic())
            self.pending = None


async def count(node):
    """How many alerts a node has counted."""
    lines = await exchange(node, PORT, ["count"], "count ")
    return int(lines[-1].split()[1])


def shared(session):
    """What all watchers see."""
    return [(at, line) for at, line in session.lines if not line.startswith(("shutdown ", "error: "))]


class Check:
    """The rules of the ring."""

    def __init__(self, watchers, sentries):
        self.sentries = sentries
        self.sequence = Sequence([(f"{w.name} at {s.node}", shared(s)) for w in watchers for s in w.sessions], TURN.match)
        self.runs = list(self.sequence.lines())
        self.alerts = {}  # by their texts: the number

    def broken(self, longest, farewell, faults, counts):
        yield from self.sequence.broken
        for before, after in zip(self.runs, self.runs[1:]):
            yield f"no gap: what came between '{before[-1]}' and '{after[0]}' was seen by nobody"
        for run in self.runs:
            yield from self.check_turns(run, faults)
        yield from self.check_alerts()
        yield from self.check_times(longest, faults)
        for name, died, after in self.departures(faults.deaths):
            if after > farewell and not faults.disturbed(died, died + after):
                yield f"presence: {name} left {after:.1f} s after its node had died"
        for node, counted in counts.items():
            if counted != len(self.alerts):
                yield f"counted once: {node} counts {counted} alerts, and {len(self.alerts)} were seen"

    def check_turns(self, run, faults):
        """Turns and alerts have consecutive numbers; one act ends a turn, of whoever has it."""
        turn = holder = last = None
        for line in run:
            if match := TURN.match(line):
                if holder is not None:
                    yield f"one turn at a time: '{line}' comes before {holder} has ended its turn"
                if turn is not None and int(match.group(1)) != turn + 1:
                    yield f"no gap: after turn {turn} comes '{line}'"
                turn, holder = int(match.group(1)), match.group(2)
            elif match := ALERT.match(line):
                number, who, said, author, _ = match.groups()
                text = line.split(": ", 1)[1]
                if who != holder or author != holder:
                    yield f"one turn at a time: '{line}' in turn {turn} of {holder}"
                if int(said) != turn and not self.was_on_its_way(text, author, f"turn {turn}: {holder}", faults):
                    yield f"no old turn: '{line}' counts in turn {turn}"
                if last is not None and int(number) != last + 1:
                    yield f"no gap: after alert {last} comes '{line}'"
                if text in self.alerts:
                    yield f"no double: '{line}' was alert {self.alerts[text]} already"
                self.alerts[text] = last = int(number)
                holder = None
            elif match := re.match(r"(ok|skipped|removed): (\S+)$", line):
                if match.group(2) != holder:
                    yield f"one turn at a time: '{line}' in turn {turn} of {holder}"
                holder = None
            elif line == f"left: {holder}":
                holder = None

    def was_on_its_way(self, text, author, turn, faults):
        """Whether an alert was sent before this turn, to a node that was cut off or paused since, and so reads it late."""
        sent = next((s.sent[text] for s in self.sentries if s.name == author and text in s.sent), None)
        return sent is not None and faults.apart(*sent, self.sequence.seen[turn, 0])

    def check_alerts(self):
        for sentry in self.sentries:
            for text, (outcome, _, _) in sentry.said.items():
                if outcome == "stored" and text not in self.alerts:
                    yield f"stored: the alert {text} got no error, and no watcher saw it"
                if outcome == "refused" and text in self.alerts:
                    yield f"refused: the alert {text} got an error, and is alert {self.alerts[text]}"
            for session in sentry.sessions:
                yield from self.check_heard(sentry, session)

    def check_heard(self, sentry, session):
        """A sentry hears all alerts from its joining on."""
        last = None
        for _, line in session.lines:
            if match := ALERT.match(line):
                number, text = int(match.group(1)), line.split(": ", 1)[1]
                where = f"'{line}', seen by {sentry.name} at {session.node}"
                if self.alerts.get(text) != number:
                    yield f"same sequence: {where}, was seen by no watcher"
                    return
                if last is not None and number != last + 1:
                    yield f"no gap: {where}, after alert {last}"
                    return
                last = number

    def check_times(self, longest, faults):
        """A turn ends in time, also if its holder's node is dead; except while the servers are disturbed."""
        seen = self.sequence.seen
        for start, (piece, _) in self.sequence.pieces.items():
            holder = TURN.match(start).group(2)
            begun = seen[start, 0]
            ended = next((place for place, line in enumerate(piece, 1) if ends(line, holder)), None)
            over = seen[start, ended] if ended else time.monotonic()
            if over - begun > longest and not faults.disturbed(begun, over):
                yield f"turn passes: '{start}' lasted {over - begun:.1f} s"

    def departures(self, deaths):
        """How long after its node's death each sentry there had left."""
        lefts = [
            (self.sequence.seen[start, place], line)
            for start, (piece, _) in self.sequence.pieces.items()
            for place, line in enumerate(piece, 1)
            if line.startswith("left: ")
        ]
        for node, died in deaths:
            for sentry in self.sentries:
                if any(s.node == node and s.entered and s.entered < died < s.ended for s in sentry.sessions):
                    left = (at for at, line in lefts if at > died and line == "left: " + sentry.name)
                    yield sentry.name, died, min(left, default=time.monotonic()) - died


def ends(line, holder):
    return line in (f"ok: {holder}", f"skipped: {holder}", f"removed: {holder}", f"left: {holder}") or re.match(rf"alert \d+ {holder}: ", line)


def longest_turn(check):
    seen = check.sequence.seen
    return max((seen[start, len(piece)] - seen[start, 0] for start, (piece, _) in check.sequence.pieces.items() if piece), default=0)
