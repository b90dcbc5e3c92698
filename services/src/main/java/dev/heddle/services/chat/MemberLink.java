package dev.heddle.services.chat;

import dev.heddle.AddressBlock;
import java.io.IOException;

/// The way from the chat to a member, be it a TCP connection or anything else.
///
/// [#send] and [#end] are called by any thread, while the chat's lock is held: they must neither
/// wait nor call back.
public interface MemberLink {

  /// Queues a line. Never waits.
  ///
  /// @return false if it does not fit, because the member does not read
  boolean send(ChatLine line);

  /// Queues a last line, whether it fits or not, and closes once all is sent; or without that, if
  /// the member does not take it soon.
  void end(ChatLine last);

  /// Likewise, for a member that cannot come in now, but may try again soon.
  default void turnAway(ChatLine reason) {
    end(reason);
  }

  /// Waits, if much is unsent, until most of it is on its way. Called by the member's own thread,
  /// without a lock.
  void pace() throws IOException;

  /// The member's own message, after it has been stored and sent to its recipients. Called like
  /// [#send].
  default void said(ChatLine line) {}

  /// The member's address, for bans and for bounds per address.
  AddressBlock address();
}
