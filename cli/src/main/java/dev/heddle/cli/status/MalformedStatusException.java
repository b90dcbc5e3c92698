package dev.heddle.cli.status;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What answers is no status page.
final class MalformedStatusException extends IOException {
  private static final long serialVersionUID = 1;

  /// @param message why not; null if that is plain
  MalformedStatusException(@Nullable String message) {
    super(message);
  }
}
