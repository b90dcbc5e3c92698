package dev.heddle.services.alert;

import dev.heddle.AddressBlock;
import dev.heddle.Connection;
import dev.heddle.Outbox;

/// A sentry or a watcher. Its fields are guarded by the ring's lock.
final class Participant {
  final AddressBlock address;
  final Outbox outbox;
  String name = "";
  int missed;
  boolean operator;
  boolean saidBye;
  private int wrongPasswords; // belongs to the participant's reader

  Participant(Connection connection) {
    this.address = AddressBlock.of(connection.peerAddress());
    this.outbox = connection.outbox();
  }

  void tell(String line) {
    outbox.sendLine(line);
  }

  /// @return whether these were too many
  boolean countWrongPassword() {
    return ++wrongPasswords >= 3;
  }
}
