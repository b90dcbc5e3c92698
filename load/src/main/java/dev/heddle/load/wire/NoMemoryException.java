package dev.heddle.load.wire;

import java.io.IOException;

/// An answer is too large to be kept beside all others. That is this side's limit and not the
/// server's fault.
public final class NoMemoryException extends IOException {
  private static final long serialVersionUID = 1;

  NoMemoryException(long bytes) {
    super(
        "no memory to keep another %,d bytes of unfinished answers: use fewer connections, or a larger heap"
            .formatted(bytes));
  }
}
