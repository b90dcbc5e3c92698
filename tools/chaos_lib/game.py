"""Players of the game, and the rules of what they may see."""
import asyncio, collections, re

from chaos_lib.client import Client, exchange
from chaos_lib.sequence import Sequence

PORT = 7009
ROUND = re.compile(r"round (\d+): guess a number from 1 to 100; \d+ guess(?:es)?; players: (.*)$")
GUESS = re.compile(r"(\S+) guessed (\d+): (higher|lower)$")
WON = re.compile(r"(\S+) wins round (\d+) with (\d+) after (\d+) guess(?:es)?$")
NOBODY = re.compile(r"nobody wins round (\d+); the number was (\d+)$")


class Player(Client):
    """Guesses on its turn, no number twice in a round; what it is told of its own guess is noted as others see it."""

    PORT = PORT

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.round, self.turn, self.guess = 0, False, None
        self.guesses = {}  # by round and number: whether it was refused

    def marker(self):
        return "top"

    def is_answer(self, line):
        return line.startswith("top: ")

    async def enter(self):
        self.turn = False
        while await self.ask("join " + self.name):
            await asyncio.sleep(1)

    def hear(self, line):
        if line == "your turn":
            self.session.lines.pop()
            self.turn = True
        elif line == "your turn has passed":
            self.note(f"{self.name} has let the turn pass")
            self.turn = False
        elif line in ("higher", "lower"):
            self.note(f"{self.name} guessed {self.guess}: {line}")
            self.learn(self.guess, line)
        elif match := GUESS.match(line):
            self.learn(int(match.group(2)), match.group(3))
        elif (match := ROUND.match(line)) and int(match.group(1)) != self.round:
            self.round = int(match.group(1))
            self.least, self.most = 1, 100

    def note(self, line):
        at, _ = self.session.lines.pop()
        self.session.lines.append((at, line))

    def learn(self, number, hint):
        if hint == "higher":
            self.least = max(self.least, number + 1)
        else:
            self.most = min(self.most, number - 1)

    async def act(self):
        if not self.turn:
            await asyncio.sleep(0.02)
            return
        self.turn = False
        await asyncio.sleep(self.chance.uniform(0, 0.2))
        untried = [n for n in range(1, 101) if (self.round, n) not in self.guesses]
        likely = [n for n in untried if self.least <= n <= self.most]
        self.guess = self.chance.choice(likely or untried)
        key = (self.round, self.guess)
        self.guesses[key] = "unknown"
        error = await self.ask(str(self.guess))
        if error.startswith("error: cannot store"):
            raise EOFError(error)  # it may be stored nevertheless: the answer to the next guess could be this one's
        self.guesses[key] = "refused" if error else "stored"

    def players(self):
        """Who plays, as it was told last."""
        rounds = (ROUND.match(line) for _, line in reversed(self.session.lines))
        return next((set(match.group(2).split(", ")) for match in rounds if match), set())


async def top(node):
    """The scores as a node has them."""
    return (await exchange(node, PORT, ["top"], "top: "))[-1]


def shared(session):
    """What all players see, each line with its round before it: in another one, lines may be alike."""
    number, lines = 0, []
    for at, line in session.lines:
        if match := ROUND.match(line):
            number = int(match.group(1))
        if line != "the server is closing" and not line.startswith("error: "):
            lines.append((at, f"{number} {line}"))
    return lines


def is_anchor(line):
    line = line.split(" ", 1)[1]
    return GUESS.match(line) or WON.match(line) or NOBODY.match(line)


class Check:
    """The rules of the game."""

    def __init__(self, players):
        self.players = {player.name: player for player in players}
        self.sequence = Sequence([(f"{p.name} at {s.node}", shared(s)) for p in players for s in p.sessions], is_anchor)
        self.runs = list(self.sequence.lines())
        self.guessed = set()  # by whom, in which round, the number
        self.ends = {}  # by round
        self.wins = collections.Counter()

    def broken(self, tops):
        yield from self.sequence.broken
        for before, after in zip(self.runs, self.runs[1:]):
            yield f"no gap: what came between '{before[-1]}' and '{after[0]}' was seen by nobody"
        for run in self.runs:
            yield from self.check_run(run)
        for player in self.players.values():
            for (number, guess), outcome in player.guesses.items():
                if ((player.name, number, guess) in self.guessed) != (outcome == "stored") and outcome != "unknown":
                    yield f"stored: {player.name}'s guess {guess} of round {number} was {outcome}, and others saw otherwise"
        expected = ", ".join(f"{name} {wins}" for name, wins in sorted(self.wins.items(), key=lambda each: (-each[1], each[0])))
        for node, line in tops.items():
            if line != f"top: {expected or 'nobody has won yet'}":
                yield f"one winner: {node} says '{line}', and won have {expected}"

    def check_run(self, run):
        hints = []
        for line in run:
            number, line = line.split(" ", 1)
            if match := GUESS.match(line):
                hints.append((int(match.group(2)), match.group(3)))
                self.guessed.add((match.group(1), int(number), int(match.group(2))))
            elif match := WON.match(line):
                winner, number, secret, guesses = match.group(1), *map(int, match.groups()[1:])
                self.wins[winner] += 1
                self.guessed.add((winner, number, secret))
                if guesses != len(hints) + 1:
                    yield f"same sequence: '{line}' comes after {len(hints) + 1} guesses"
                if (number, secret) not in self.players[winner].guesses:
                    yield f"one winner: '{line}', who never guessed that"
                yield from self.check_end(number, line, secret, hints)
            elif match := NOBODY.match(line):
                yield from self.check_end(int(match.group(1)), line, int(match.group(2)), hints)

    def check_end(self, number, line, secret, hints):
        if number in self.ends:
            yield f"one winner: '{line}', and '{self.ends[number]}'"
        self.ends[number] = line
        for guess, hint in hints:
            if guess == secret or hint != ("higher" if guess < secret else "lower"):
                yield f"same number: '{line}', and {guess} was to be {hint}"
        hints.clear()
