package dev.heddle.load.wire;

/// Where an answer ends in a stream of bytes, and what a request is wrapped in. Immutable; any
/// thread may use it.
public interface Framing {
  /// Returned by [#end]: there is no whole answer yet.
  int MORE = -1;

  /// What goes over the wire for a request.
  byte[] encode(byte[] payload);

  /// Looks for the end of the first answer among the bytes from `from` to `to`.
  ///
  /// @param seen the bytes before this place were looked at before, and no answer ended there
  /// @param sent the request that is answered, as it went over the wire; where there is none to be
  ///   answered, the last one
  /// @return the place behind the answer, or [#MORE]
  /// @throws MalformedAnswerException if what is there can be no answer
  int end(byte[] bytes, int from, int to, int seen, byte[] sent) throws MalformedAnswerException;

  /// Where the content of an answer begins: behind a length, say.
  default int contentFrom(byte[] bytes, int from, int to) {
    return from;
  }

  /// Where the content of an answer ends: before a newline, say.
  default int contentTo(byte[] bytes, int from, int to) {
    return to;
  }

  /// An answer ends when nothing has come for so many nanoseconds; 0 if silence means nothing.
  default long quietNanos() {
    return 0;
  }

  /// Whether what has come is an answer, now that the connection has ended.
  default boolean endsWithConnection(byte[] bytes, int from, int to) {
    return false;
  }

  /// Whether the server closes the connection behind this answer.
  default boolean closesAfter(byte[] bytes, int from, int to) {
    return false;
  }

  /// Whether the next answer can be found behind one that was wrong.
  default boolean findsNextAfterWrong() {
    return true;
  }
}
