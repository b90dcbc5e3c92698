package dev.heddle.cli.connect;

import dev.heddle.cli.terminal.StandardStreams;
import java.io.FilterInputStream;
import java.io.IOException;

/// The input of a command, which ends if it cannot be read: that is reported once, and decides the
/// exit code. It is not taken for an error of the connection. Read by one thread.
final class ReportedInput extends FilterInputStream {
  private final StandardStreams streams;
  private volatile boolean failed;

  ReportedInput(StandardStreams streams) {
    super(streams.in());
    this.streams = streams;
  }

  /// Whether it could not be read to its end. Any thread may ask.
  boolean hasFailed() {
    return failed;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    try {
      return failed ? -1 : super.read(target, offset, length);
    } catch (IOException e) {
      failed = true;
      streams.err().println("heddle: cannot read the input: " + e.getMessage());
      return -1;
    }
  }
}
