package dev.heddle.services.topics;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Messages cannot be stored or read at present: the disk is full, or another program has locked
/// the file. Nothing was changed; the next try may succeed.
public final class StorageException extends IOException {
  private static final long serialVersionUID = 1;

  public StorageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
