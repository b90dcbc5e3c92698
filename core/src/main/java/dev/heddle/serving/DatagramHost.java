package dev.heddle.serving;

import dev.heddle.Datagram;
import org.jspecify.annotations.Nullable;

/// The datagram server, as an engine sees it: answers datagrams, and counts them. Thread-safe.
public interface DatagramHost {
  /// The answer; null for none, also if the handler threw.
  @Nullable Datagram reply(Datagram request);

  /// An answer of that many bytes has been sent.
  void sent(int bytes);

  /// Receiving or sending one datagram failed; waits a little if many fail in a row. Never throws.
  void failed(Throwable cause);

  /// The receiver of the datagrams has failed: see [ConnectionHost#engineFailed].
  void engineFailed(Throwable cause);
}
