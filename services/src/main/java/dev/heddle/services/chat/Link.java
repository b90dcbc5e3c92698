package dev.heddle.services.chat;

import dev.heddle.AddressBlock;
import java.io.IOException;

/// The way from the chat to a member, be it a TCP connection or anything else.
///
/// [#send] and [#end] are called by any thread, while the chat's lock is held: they must neither
/// wait nor call back.
public interface Link {

  /// Queues a line. Never waits.
  ///
  /// @return false if it does not fit, because the member does not take what was sent before
  boolean send(Line line);

  /// Queues a last line, whether it fits or not, and closes once all is sent; or without that, if
  /// the member does not take it soon.
  void end(Line last);

  /// Waits, if much is unsent, until most of it is on its way. Called by the member's own thread,
  /// without a lock.
  void pace() throws IOException;

  /// What the member itself has said: it has been stored, and the others have it, or the one for
  /// whom it was. Called as [#send] is.
  default void said(Line line) {}

  /// Where the member comes from, for bans and for bounds per address.
  AddressBlock address();
}
