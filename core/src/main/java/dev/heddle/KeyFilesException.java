package dev.heddle;

import java.nio.file.Path;
import javax.net.ssl.SSLException;

/// A file with keys or certificates cannot be used; the message names the file and says why.
///
/// ```java
/// try {
///   tls.context(); // reads the files
/// } catch (KeyFilesException e) {
///   System.err.println(e.getMessage()); // tls.key: wrong password
/// }
/// ```
public final class KeyFilesException extends SSLException {
  private static final long serialVersionUID = 1;

  /// With the message `file: reason`.
  public KeyFilesException(Path file, String reason) {
    super(file + ": " + reason);
  }

  /// With the message `file: reason`.
  public KeyFilesException(Path file, String reason, Throwable cause) {
    super(file + ": " + reason, cause);
  }
}
