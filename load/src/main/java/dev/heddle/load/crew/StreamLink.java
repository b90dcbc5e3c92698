package dev.heddle.load.crew;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A link over two streams, such as a child's standard input and output: a line for each message.
/// The system closes both when either process ends, however it ends.
public final class StreamLink implements CrewLink {
  private final BufferedReader in;
  private final BufferedWriter out;
  private final Runnable closing;
  private final Supplier<String> ending;

  /// @param closing ends the streams, even if a thread waits in them
  /// @param ending says what has become of the other side
  public StreamLink(InputStream in, OutputStream out, Runnable closing, Supplier<String> ending) {
    this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    this.closing = closing;
    this.ending = ending;
  }

  @Override
  public void send(String message) throws IOException {
    out.write(message);
    out.write('\n');
    out.flush();
  }

  @Override
  public @Nullable String receive() throws IOException {
    return in.readLine();
  }

  @Override
  public boolean noticesDeath() {
    return true;
  }

  @Override
  public String ending() {
    return ending.get();
  }

  @Override
  public void close() {
    closing.run();
  }
}
