package dev.heddle.cli.connect;

import dev.heddle.Connection;
import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.terminal.StandardStreams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Sends each line that comes in without its newline, and prints each chunk that comes back on a
/// line of its own, until the server has ended.
///
/// Two lines that are sent at once would arrive as one message. So the first one gives a greeting
/// 200 ms to come, and each of the others waits for an answer, for 1 s at the most. The caller's
/// thread receives, another one sends.
///
/// Lines are taken for ISO 8859-1, in which each byte is a character: so they are sent as they are,
/// whatever their encoding.
final class ChunkPipe {
  private static final int CHUNK = 64 * 1024;
  private static final long GREETING_MILLIS = 200;
  private static final long ANSWER_MILLIS = 1000;

  private final Connection connection;
  private final StandardStreams streams;
  private final ReportedInput in;
  private final Semaphore came = new Semaphore(0);

  ChunkPipe(Connection connection, StandardStreams streams) {
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
      if (chunk[count - 1] != '\n') {
        out.write('\n');
      }
      if (out.checkError()) { // flushes; true once nobody reads our output any more
        break;
      }
      came.release();
    }
    return in.hasFailed() ? CommandFailure.IMPOSSIBLE : 0;
  }

  private void send() {
    try {
      var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
      OutputStream requests = connection.output();
      long patience = GREETING_MILLIS;
      for (String line; (line = lines.readLine()) != null; patience = ANSWER_MILLIS) {
        came.tryAcquire(patience, TimeUnit.MILLISECONDS);
        came.drainPermits();
        requests.write(line.getBytes(StandardCharsets.ISO_8859_1));
        requests.flush();
      }
      connection.closeOutput();
    } catch (IOException e) {
      // The receiving side learns the same, and reports it.
    } catch (InterruptedException e) {
      // Never interrupted: it ends with the process.
    }
  }
}
