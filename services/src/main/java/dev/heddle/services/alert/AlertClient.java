package dev.heddle.services.alert;

import dev.heddle.AddressBlock;
import dev.heddle.Connection;
import dev.heddle.services.turns.Seat;

/// A sentry or a watcher. Belongs to the thread that reads what it sends.
final class AlertClient {
  final AddressBlock address;
  final Seat seat;
  boolean operator;
  private int wrongPasswords;

  AlertClient(Connection connection, Seat seat) {
    this.address = AddressBlock.of(connection.peerAddress());
    this.seat = seat;
  }

  void tell(String line) {
    seat.tell(line);
  }

  /// @return whether these were too many
  boolean countWrongPassword() {
    return ++wrongPasswords >= 3;
  }
}
