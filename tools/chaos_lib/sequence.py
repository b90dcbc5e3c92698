"""What several clients saw of one sequence, put together. Some lines are anchors: no two are alike."""


class Sequence:
    """The pieces between anchors, as all sessions saw them, and where they saw different ones."""

    def __init__(self, seen, is_anchor):
        """`seen` has who saw what: times and lines, without those that were for it alone."""
        self.pieces = {}  # by the anchor with which it begins; the anchor after it is its last line
        self.seen = {}  # when the first client saw a line, by its piece and its place in that
        self.broken = []
        for who, lines in seen:
            self.add(who, lines, is_anchor)

    def add(self, who, lines, is_anchor):
        begun = set()
        piece, start = [], None
        for at, line in lines:
            if start is not None:
                piece.append(line)
                place = (start, len(piece))
                self.seen[place] = min(at, self.seen.get(place, at))
            if is_anchor(line):
                if start is not None:
                    self.end(who, start, piece)
                if line in begun:
                    self.broken.append(f"no double: {who} saw twice: {line}")
                begun.add(line)
                piece, start = [], line
                self.seen[line, 0] = min(at, self.seen.get((line, 0), at))
        if start is not None:
            self.end(who, start, piece)

    def end(self, who, start, piece):
        known, _ = self.pieces.get(start, ([], ""))
        for mine, other in zip(piece, known):
            if mine != other:
                by = self.pieces[start][1]
                self.broken.append(f"same sequence: after '{start}', {who} saw '{mine}', and {by} saw '{other}'")
                return
        if len(piece) > len(known) or start not in self.pieces:
            self.pieces[start] = (piece, who)

    def lines(self):
        """All of them in order, from each anchor that follows no other one; more than one means that something was seen by nobody."""
        following = {piece[-1] for piece, _ in self.pieces.values() if piece}
        for start in self.pieces:
            if start not in following:
                run, done = [start], set()
                while start in self.pieces and start not in done:
                    done.add(start)
                    run += self.pieces[start][0]
                    start = run[-1]
                yield run
