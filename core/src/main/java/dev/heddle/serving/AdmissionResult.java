package dev.heddle.serving;

import dev.heddle.AddressBlock;
import org.jspecify.annotations.Nullable;

/// What an accepted connection gets: a place, sooner or later, or a last line. Immutable.
public sealed interface AdmissionResult {

  /// A place, held until [ConnectionHost#closed] or [ConnectionHost#lost].
  ///
  /// @param address whose connections it counts among; null where addresses are not counted
  record Place(@Nullable AddressBlock address) implements AdmissionResult {
    static final Place UNCOUNTED = new Place(null);
  }

  /// No place yet: [ConnectionHost#seat] gives it one when another connection has ended.
  ///
  /// @param address likewise; it counts among them already
  record Waiting(@Nullable AddressBlock address) implements AdmissionResult {}

  /// No place.
  ///
  /// @param line the line that the client is sent
  record Refused(String line) implements AdmissionResult {}
}
