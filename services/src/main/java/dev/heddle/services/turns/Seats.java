package dev.heddle.services.turns;

import dev.heddle.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/// The participants of this node. Guarded by the lock of [Turns]; output is only queued.
final class Seats {
  private final Map<ParticipantId, Seat> seats = new LinkedHashMap<>();

  void add(Seat seat) {
    seats.put(seat.id, seat);
  }

  void remove(Seat seat) {
    seats.remove(seat.id);
  }

  boolean has(ParticipantId id) {
    return seats.containsKey(id);
  }

  /// Whether all that would be notified of the end have said goodbye.
  boolean haveSaidBye() {
    return seats.values().stream().allMatch(seat -> !seat.isIn() || seat.saidBye);
  }

  void seated(ParticipantId id) {
    Seat seat = seats.get(id);
    if (seat != null) {
      seat.become(Seat.Role.TAKES_TURNS);
    }
  }

  void tell(ParticipantId id, String line) {
    Seat seat = seats.get(id);
    if (seat != null) {
      seat.tell(line);
    }
  }

  /// Tells all of them that are in.
  void tell(String line, Predicate<Seat> who) {
    Message message = Message.line(line);
    for (Seat seat : seats.values()) {
      if (seat.isIn() && who.test(seat)) {
        seat.outbox.send(message);
      }
    }
  }

  void end(ParticipantId id, String line) {
    Seat seat = seats.remove(id);
    if (seat != null) {
      seat.asked = false;
      seat.outbox.end(Message.line(line));
    }
  }
}
