package dev.heddle.engine;

import dev.heddle.AddressBlock;
import org.jspecify.annotations.Nullable;

/// What an accepted connection gets: a place, or a last line. Immutable.
public sealed interface Entry {

  /// A place, held until [Host#closed] or [Host#lost].
  ///
  /// @param address whose connections it counts among; null where addresses are not counted
  record Place(@Nullable AddressBlock address) implements Entry {
    static final Place UNCOUNTED = new Place(null);
  }

  /// No place.
  ///
  /// @param line what the client is told
  record Rejected(String line) implements Entry {}
}
