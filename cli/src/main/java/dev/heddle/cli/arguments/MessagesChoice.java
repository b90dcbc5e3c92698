package dev.heddle.cli.arguments;

import dev.heddle.services.lines.TextFraming;

/// What a message is, by its names on the command line.
public enum MessagesChoice {
  lines,
  chunks;

  public TextFraming framing() {
    return this == lines ? TextFraming.LINES : TextFraming.CHUNKS;
  }
}
