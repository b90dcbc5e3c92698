"""The machines of tools/cluster, and what happens to them."""
import asyncio, json, os, re, subprocess, time, urllib.request

CLUSTER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "cluster")
TCP = 20  # seconds after a cut until a connection across it moves again
HEALING = 16  # seconds until the servers store again after one was cut off, paused or killed


def cluster(*arguments):
    done = subprocess.run([CLUSTER, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"tools/cluster {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def addresses():
    return re.findall(r"^[123] +(\S+)", cluster("status"), re.MULTILINE)


class Faults:
    """What was done, when, to which machine."""

    def __init__(self, nodes, chance):
        self.nodes, self.chance = nodes, chance
        self.begun = time.monotonic()
        self.log = []
        self.cuts = []  # machine, from, until: in which what its clients ask may wait
        self.troubles = []  # from, until: in which the servers may store nothing
        self.deaths = []  # address, when: nodes that were killed
        self.healed = self.settled = self.begun  # the last one; settled, when it leaves nothing behind any more

    def disturbed(self, since, until):
        """Whether the servers may have stored nothing at some time between these."""
        return any(since < end and until > begin for begin, end in self.troubles)

    def apart(self, node, since, until):
        """Whether this node was cut off or paused, or what its clients asked waited for that, at some time between these."""
        return any(node.endswith("." + machine) and since < end and until > begin for machine, begin, end in self.cuts)

    def note(self, what):
        self.log.append(f"{time.monotonic() - self.begun:6.1f} s: {what}")
        print(self.log[-1], flush=True)

    async def upgrade(self, until):
        """Restarts the nodes one after the other."""
        while time.monotonic() < until:
            for machine in "123":
                self.note(f"restart {machine}")
                await asyncio.to_thread(cluster, "restart", machine)
                self.healed = self.settled = time.monotonic()
                await asyncio.sleep(2)

    async def strike(self, until, spare_servers):
        """One fault after the other, each healed, until this time."""
        kinds = ["kill heddle", "pause heddle", "restart"]
        if not spare_servers:
            separate = "10.77" in self.nodes[0]
            kinds += ["pause nats", "kill nats", "kill both"] + ["cut"] * 2 * separate
        while True:
            await self.one(self.chance.choice(kinds))
            if time.monotonic() > until:
                return
            await asyncio.sleep(self.chance.uniform(8, 16))
            await self.await_current()

    async def one(self, kind):
        machine = str(self.chance.choice([1, 2, 3]))
        verb, _, what = kind.partition(" ")
        arguments = [verb, machine] + ([what] if what and what != "both" else [])
        self.note(" ".join(arguments))
        start = time.monotonic()
        await asyncio.to_thread(cluster, *arguments)
        if verb == "kill" and what != "nats":
            self.deaths.append((self.nodes[int(machine) - 1], start))
        # Half of the pauses are so short that the other nodes may or may not take it for dead.
        await asyncio.sleep(self.chance.uniform(2, 30 if verb in ("pause", "cut") and self.chance.random() < 0.5 else 8))
        self.note("heal")
        await asyncio.to_thread(cluster, "heal")
        self.healed = self.settled = time.monotonic()
        if verb in ("cut", "pause"):
            self.settled = self.healed + TCP
            self.cuts.append((machine, start, self.settled))
        if what != "heddle" and verb != "restart":
            self.settled = max(self.settled, self.healed + HEALING)
            self.troubles.append((start, self.healed + HEALING))

    async def await_current(self):
        """A server that has just come back must catch up before another one is killed: of the other two copies, one may be in memory only."""
        start = time.monotonic()
        while time.monotonic() < start + 60:
            try:
                if await asyncio.to_thread(is_current, self.nodes):
                    return
            except OSError:
                pass
            await asyncio.sleep(0.5)
        self.note("the servers have not caught up for 60 s")


def is_current(nodes):
    """Whether each stream has a leader, and all of its copies are as long as the leader's, as the servers' monitoring shows it."""
    led, streams = set(), set()
    for machine, address in enumerate(nodes, 1):
        with urllib.request.urlopen(f"http://{address}:8222/jsz?accounts=true&streams=true", timeout=2) as answer:
            server = json.load(answer)
        for account in server.get("account_details", []):
            for stream in account.get("stream_detail", []):
                streams.add(stream["name"])
                copies = stream.get("cluster", {})
                is_leader = copies.get("leader") == f"nats-{machine}"
                if is_leader and all(copy["current"] and not copy.get("lag") for copy in copies["replicas"]):
                    led.add(stream["name"])
    return streams == led and bool(streams)
