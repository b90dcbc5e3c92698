package dev.heddle.services.turns;

import dev.heddle.Outbox;

/// A participant of this node, from its connecting to its end. Thread-safe as a whole; its fields
/// are guarded by the lock of [Turns].
public final class Seat {
  final ParticipantId id;
  final Outbox outbox;
  boolean asked; // to take turns
  boolean saidBye;

  private volatile Role role = Role.GUEST; // written with the lock held

  enum Role {
    GUEST,
    WATCHER,
    TAKES_TURNS
  }

  Seat(ParticipantId id, Outbox outbox) {
    this.id = id;
    this.outbox = outbox;
  }

  public void tell(String line) {
    outbox.sendLine(line);
  }

  /// Whether it takes turns or watches.
  public boolean isIn() {
    return role != Role.GUEST;
  }

  boolean isWatcher() {
    return role == Role.WATCHER;
  }

  void become(Role role) {
    this.role = role;
  }
}
