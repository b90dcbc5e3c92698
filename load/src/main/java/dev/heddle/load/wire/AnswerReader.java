package dev.heddle.load.wire;

/// Finds the end of each answer in the bytes of a connection. Each byte is examined once. Belongs
/// to its connection's loop.
public interface AnswerReader {
  /// Returned by [#read]: all that came belongs to the answer, which is not over.
  int MORE = -1;

  /// A new connection begins, or an answer was ended by silence.
  void reset();

  /// Takes bytes of the answer that is under way, or begins the next one.
  ///
  /// @param bytes those from `from` to `to` have arrived; none for an empty datagram
  /// @param sent the request that is answered, as it went over the wire; if there is none to be
  ///   answered, the last one
  /// @param answer gets what belongs to the answer
  /// @return the place behind the answer, or [#MORE]
  /// @throws MalformedAnswerException if this can be no answer
  /// @throws NoMemoryException if there is no memory for the part to be kept
  int read(byte[] bytes, int from, int to, byte[] sent, Answer answer)
      throws MalformedAnswerException, NoMemoryException;

  /// Whether the bytes so far are an answer if the connection ends now.
  default boolean endsWithConnection() {
    return false;
  }

  /// Whether the server closes the connection behind the answer that was read last.
  default boolean closesAfter() {
    return false;
  }

  /// How much of the answer has arrived, for people; empty if nothing is known about its length.
  default String progress() {
    return "";
  }
}
