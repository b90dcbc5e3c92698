package dev.heddle.serving;

import dev.heddle.Datagram;
import org.jspecify.annotations.Nullable;

/// What answers datagrams, and counts them. Thread-safe.
public interface DatagramHost {
  /// The answer; null for none, also where the handler threw.
  @Nullable Datagram reply(Datagram request);

  /// An answer of so many bytes has been sent.
  void sent(int bytes);

  /// Receiving or sending one datagram failed; waits a little if many fail in a row. Never throws.
  void failed(Throwable cause);

  /// What receives the datagrams cannot go on: see [Host#engineFailed].
  void engineFailed(Throwable cause);
}
