"""What the services answer; the servers beside this file differ in how they wait."""

import re
import sys
import unicodedata

LONGEST = 65536
MOST_DIGITS = 10_000
IDLE = float(sys.argv[2]) if len(sys.argv) > 2 else 30.0
sys.set_int_max_str_digits(0)
PROMPTS = {"message": b"Message: "}
TOO_LONG = b"error: line longer than 65536 bytes\n"


def clusters(text):
    """Splits roughly where people see characters: marks and joined emoji stay together."""
    found = []
    for character in text:
        if found and (
            unicodedata.combining(character) or character == "\u200d" or found[-1].endswith("\u200d")
        ):
            found[-1] += character
        else:
            found.append(character)
    return found


def answer(service, line):
    try:
        text = line.removesuffix(b"\r").decode("utf-8")
    except UnicodeDecodeError:
        return b"error: not UTF-8\n"
    if service == "message":
        return b"Received: " + text.encode() + b"\n"
    if service == "reverse":
        return "".join(reversed(clusters(text))).encode() + b"\n"
    number = text.strip()
    if not re.fullmatch(r"[+-]?[0-9]+", number):
        return f'error: not an integer: "{number[:40]}"\n'.encode()
    if len(number.lstrip("+-")) > MOST_DIGITS:
        return f"error: number longer than {MOST_DIGITS} digits\n".encode()
    return f"{2 * int(number)}\n".encode()


class Session:
    """One client's lines, however they come. Not tied to any way of waiting."""

    def __init__(self, service):
        self.service = service
        self.partial = b""
        self.over = False

    @property
    def in_the_middle(self):
        """Whether a message has begun and not ended."""
        return bool(self.partial)

    def greeting(self):
        return PROMPTS.get(self.service, b"")

    def received(self, data):
        if self.service == "echo":
            return b"ECHO: " + data
        self.partial += data
        answers = b""
        while b"\n" in self.partial:
            line, self.partial = self.partial.split(b"\n", 1)
            answers += answer(self.service, line) + self.greeting()
        if len(self.partial) > LONGEST:
            self.over = True
            answers += TOO_LONG
        return answers

    def ended(self):
        if self.service == "echo" or not self.partial:
            return b""
        return answer(self.service, self.partial) + self.greeting()
