package dev.heddle.services.chat;

import dev.heddle.services.lines.AddressRates;
import dev.heddle.services.topics.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All that changes in a chat, and the one lock that guards it: here, and in [Bans], [Room],
/// [Rooms], [Roster] and [Member].
///
/// Code under the lock neither waits nor writes to a connection: output is queued at a
/// [MemberLink]. Storing waits, so it is done without the lock. Methods are thread-safe if they say
/// so; all others need the lock.
final class Hall {
  final Topics topics;
  final ChatSettings settings;
  final Roster roster = new Roster();
  final AddressRates changes;
  final AddressRates history;
  final Bans bans;
  final Rooms rooms;

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Member> overflowing = new ArrayDeque<>();
  private boolean closing;

  Hall(Topics topics, ChatSettings settings) {
    this.topics = topics;
    this.settings = settings;
    var perAddress = settings.perAddress();
    this.changes = new AddressRates(perAddress.burst(), perAddress.perSecond());
    this.history = new AddressRates(perAddress.historyBurst(), perAddress.historyPerSecond());
    this.bans = new Bans(topics);
    this.rooms = new Rooms(topics);
  }

  /// Thread-safe.
  void lock() {
    lock.lock();
  }

  /// First removes members whose outbox overflowed: that is announced to others, whose outbox may
  /// overflow in turn. Thread-safe.
  void unlock() {
    try {
      if (lock.getHoldCount() == 1) {
        for (Member slow; (slow = overflowing.poll()) != null; ) {
          drop(slow, new ChatEvent.Refused("send queue exceeded"), "left");
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Thread-safe.
  void tell(Member member, ChatEvent event) {
    lock();
    try {
      send(member, ChatLine.of(event));
    } finally {
      unlock();
    }
  }

  void send(Member member, ChatLine line) {
    if (!member.gone && !member.link.send(line)) {
      overflowing.add(member);
    }
  }

  /// Sends a line to all members of a room but `except`.
  void send(Room room, ChatLine line, @Nullable Member except) {
    for (Member member : room.members()) {
      if (!member.equals(except) && !member.link.send(line)) {
        overflowing.add(member);
      }
    }
  }

  /// Announces an event to a room.
  void announce(Room room, ChatEvent event) {
    if (!closing) {
      send(room, ChatLine.of(event), null);
    }
  }

  /// The member leaves its room.
  void depart(Member member, String how) {
    Room room = member.room;
    if (room != null) {
      room.members().remove(member);
      member.room = null;
      announce(room, new ChatEvent.Left(member.name, how));
      rooms.closeIfEmpty(room);
    }
  }

  /// The member leaves the chat. A second call does nothing.
  void remove(Member member, String how) {
    if (!member.gone) {
      member.gone = true;
      roster.remove(member);
      depart(member, how);
    }
  }

  /// Removes a member. A second call does nothing.
  void drop(Member member, ChatEvent last, String how) {
    if (!member.gone) {
      remove(member, how);
      member.link.end(ChatLine.of(last));
    }
  }

  /// Announces the end to all, and no longer announces members that leave, as all of them do.
  void close() {
    var closes = new ChatEvent.Notice("the server is closing");
    roster.all().forEach(member -> tell(member, closes));
    closing = true;
  }

  static Room roomOf(Member member) throws RefusedException {
    Room room = member.room;
    if (room == null) {
      throw new RefusedException("you are in no room; /join ROOM takes you to one");
    }
    return room;
  }
}
