package dev.heddle.services.alert;

import dev.heddle.Outbox;

/// A sentry or a watcher. Its fields are guarded by the ring's lock.
final class Participant {
  final Outbox outbox;
  String name = "";
  int missed;
  boolean operator;
  boolean saidBye;

  Participant(Outbox outbox) {
    this.outbox = outbox;
  }

  void tell(String line) {
    outbox.sendLine(line);
  }
}
