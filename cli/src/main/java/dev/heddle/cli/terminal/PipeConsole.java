package dev.heddle.cli.terminal;

import dev.heddle.services.talk.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A console that is no terminal: its input comes from a pipe or a file. Thread-safe.
public final class PipeConsole implements Console {
  private final StandardStreams streams;
  private final BufferedReader in;

  public PipeConsole(StandardStreams streams) {
    this.streams = streams;
    this.in = new BufferedReader(new InputStreamReader(streams.in(), StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable String readLine(String prompt) {
    try {
      return in.readLine();
    } catch (IOException e) {
      return null; // nobody types any more
    }
  }

  @Override
  public void print(String line) {
    streams.out().println(line);
    streams.out().flush();
  }

  @Override
  public void close() {
    // A read that waits ends with the process: nothing else wakes it.
  }
}
