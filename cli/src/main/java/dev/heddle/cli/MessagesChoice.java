package dev.heddle.cli;

import dev.heddle.services.lines.Framing;

/// What a message is, by its names on the command line.
enum MessagesChoice {
  lines,
  chunks;

  Framing framing() {
    return this == lines ? Framing.LINES : Framing.CHUNKS;
  }
}
