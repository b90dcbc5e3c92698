package dev.heddle.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/// Standard output, which remembers why something could not be written: a `PrintStream` only knows
/// that. Thread-safe.
public final class StandardOutput extends FilterOutputStream {
  private volatile @Nullable IOException failure;

  private StandardOutput() {
    super(new FileOutputStream(FileDescriptor.out));
  }

  /// Takes the place of `System.out`.
  public static StandardOutput install() {
    var output = new StandardOutput();
    var buffered = new BufferedOutputStream(output);
    System.setOut(new PrintStream(buffered, true, System.out.charset()));
    return output;
  }

  @Override
  public void write(int b) throws IOException {
    attempt(out -> out.write(b));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    attempt(out -> out.write(bytes, offset, length));
  }

  /// Why some of it is lost; null if nothing is. Nothing is lost on a reader that has had enough,
  /// such as `head`.
  public @Nullable String loss() {
    System.out.flush();
    IOException thrown = failure;
    if (thrown == null) {
      return null;
    }
    String reason = String.valueOf(thrown.getMessage());
    return reason.contains("Broken pipe") ? null : reason;
  }

  private void attempt(Write write) throws IOException {
    try {
      write.to(out);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @FunctionalInterface
  private interface Write {
    void to(OutputStream out) throws IOException;
  }
}
