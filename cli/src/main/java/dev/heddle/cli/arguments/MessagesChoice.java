package dev.heddle.cli.arguments;

import dev.heddle.services.lines.Framing;

/// What a message is, by its names on the command line.
public enum MessagesChoice {
  lines,
  chunks;

  public Framing framing() {
    return this == lines ? Framing.LINES : Framing.CHUNKS;
  }
}
