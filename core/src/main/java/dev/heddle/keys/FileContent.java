package dev.heddle.keys;

import dev.heddle.KeyFilesException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file as it was at one moment: its content, or why it could not be read. Immutable, and equal
/// if that is the same.
///
/// @param content each byte as a character; what is around PEM in a file may be in any encoding
record FileContent(Path path, String content, @Nullable String problem) {
  /// No key or chain is that long; an endless file, such as a device, is not read to the end.
  private static final int MOST_BYTES = 4 << 20;

  private static final char DER_SEQUENCE = 0x30;

  static FileContent read(Path path) {
    try (var in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      return bytes.length > MOST_BYTES
          ? new FileContent(path, "", "the file is longer than 4 MiB")
          : new FileContent(path, new String(bytes, StandardCharsets.ISO_8859_1), null);
    } catch (IOException e) {
      return new FileContent(path, "", reason(path, e));
    }
  }

  private static String reason(Path path, IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "no such file";
      case AccessDeniedException _ -> "permission denied";
      case IOException _ when Files.isDirectory(path) -> "is a directory";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> "cannot be read: " + e.getMessage();
    };
  }

  /// The content of a file that has some.
  ///
  /// @throws KeyFilesException if it is empty or could not be read
  String text() throws KeyFilesException {
    if (problem != null) {
      throw new KeyFilesException(path, problem);
    }
    if (content.isEmpty()) {
      throw new KeyFilesException(path, "the file is empty");
    }
    return content;
  }

  /// Likewise, as bytes.
  byte[] bytes() throws KeyFilesException {
    return text().getBytes(StandardCharsets.ISO_8859_1);
  }

  /// What there is instead of the PEM that was looked for, for an error message.
  String instead(List<PemBlock> blocks) {
    if (!blocks.isEmpty()) {
      return ", but " + blocks.getFirst().label();
    }
    return content.charAt(0) == DER_SEQUENCE ? ": it is binary, and PEM is needed" : "";
  }

  /// Without the content, which may be secret.
  @Override
  public String toString() {
    return path.toString();
  }
}
