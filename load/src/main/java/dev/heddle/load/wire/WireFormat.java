package dev.heddle.load.wire;

/// What a request is wrapped in, and how its answer is found in a stream of bytes. Immutable; any
/// thread may use it.
public interface WireFormat {

  /// The bytes of a request on the wire: the payload as it is, unless the framing adds something.
  default byte[] encode(byte[] payload) {
    return payload;
  }

  /// Finds the answers on one connection.
  ///
  /// @param memory for the bytes to keep
  AnswerReader reader(AnswerMemory memory);

  /// An answer ends after this many nanoseconds of silence; 0 if silence means nothing.
  default long quietNanos() {
    return 0;
  }

  /// Whether the next answer can be found behind one that was wrong.
  default boolean findsNextAfterWrong() {
    return true;
  }
}
