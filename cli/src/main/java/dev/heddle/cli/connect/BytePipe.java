package dev.heddle.cli.connect;

import dev.heddle.Connection;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.terminal.StandardStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;

/// Sends its input and prints the answers, byte for byte as they arrive, until the server ends the
/// connection.
final class BytePipe {
  private static final int CHUNK = 16 * 1024;

  private final Connection connection;
  private final StandardStreams streams;
  private final ReportedInput in;

  BytePipe(Connection connection, StandardStreams streams) {
    this.connection = connection;
    this.streams = streams;
    this.in = new ReportedInput(streams);
  }

  /// @return the exit code
  int run() throws IOException {
    Thread.ofPlatform().daemon().name("heddle-send").start(this::send);
    InputStream answers = connection.input();
    PrintStream out = streams.peerOut();
    byte[] chunk = new byte[CHUNK];
    for (int count; (count = answers.read(chunk)) >= 0; ) {
      out.write(chunk, 0, count);
      if (out.checkError()) { // flushes; true once nobody reads our output any more
        break;
      }
    }
    return in.hasFailed() ? CommandFailure.IMPOSSIBLE : 0;
  }

  private void send() {
    try {
      OutputStream requests = connection.output();
      byte[] chunk = new byte[CHUNK];
      for (int count; (count = in.read(chunk)) >= 0; ) {
        requests.write(chunk, 0, count);
        requests.flush();
      }
      connection.closeOutput();
    } catch (IOException e) {
      // The receiving side meets the same error and reports it.
    }
  }
}
