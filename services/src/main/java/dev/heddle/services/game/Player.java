package dev.heddle.services.game;

import dev.heddle.Outbox;

/// A player. The name is guarded by the table's lock.
final class Player {
  final Outbox outbox;
  String name = "";

  Player(Outbox outbox) {
    this.outbox = outbox;
  }

  void tell(String line) {
    outbox.sendLine(line);
  }
}
