package dev.heddle.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/// Where the body of a response is written: a stream that takes files, too. Belongs to the
/// connection's thread; ends with its response, and need not be closed.
///
/// ```java
/// Path path = Path.of("large.iso");
/// HttpResponse response =
///     HttpResponse.streamed(200, "application/octet-stream", body -> {
///       try (FileChannel file = FileChannel.open(path)) {
///         body.writeFile(file, 0, file.size());
///       }
///     });
/// ```
public abstract class BodyOutput extends OutputStream {
  BodyOutput() {}

  @Override
  public final void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  /// Writes bytes of a file, which the system moves by itself if it can: see
  /// [dev.heddle.Connection#writeFile].
  ///
  /// @param position of the first byte in the file
  /// @param count how many bytes, 0 or more
  /// @throws java.io.EOFException if the file ends before
  public abstract void writeFile(FileChannel file, long position, long count) throws IOException;
}
