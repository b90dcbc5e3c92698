package dev.heddle.keys;

import dev.heddle.KeyFilesException;
import dev.heddle.Tls;

/// Keys that can be had themselves, and not only in a context of the JDK. Thread-safe.
public interface KeySource extends Tls.Keys {
  /// What a connection that begins now uses; the same object until the files change.
  ///
  /// @throws KeyFilesException if the files cannot be used, and never could
  LoadedKeys loaded() throws KeyFilesException;
}
