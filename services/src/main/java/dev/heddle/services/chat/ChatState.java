package dev.heddle.services.chat;

import dev.heddle.services.lines.AddressRates;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// All that changes in a chat, and the one lock that guards it: here, and in [Bans], [Neighbours],
/// [Room], [Rooms], [Roster] and [Member].
///
/// Code under the lock neither waits nor writes to a connection: output is queued at a
/// [MemberLink]. Storing waits, so it is done without the lock. [#run], [#call], [#tell] and
/// [#awaitNobody] are thread-safe; all other methods need the lock.
final class ChatState {
  final Topics topics;
  final ChatSettings settings;
  final Neighbours neighbours;
  final Roster roster;
  final AddressRates changes;
  final AddressRates history;
  final Bans bans;
  final Rooms rooms;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition memberLeft = lock.newCondition();
  private final Deque<Member> overflowing = new ArrayDeque<>();
  private boolean closing;

  ChatState(Topics topics, Company company, ChatSettings settings) {
    this.topics = topics;
    this.settings = settings;
    this.neighbours = new Neighbours(company.register());
    this.roster = new Roster(neighbours);
    var perAddress = settings.perAddress();
    this.changes = new AddressRates(perAddress.burst(), perAddress.perSecond());
    this.history = new AddressRates(perAddress.historyBurst(), perAddress.historyPerSecond());
    this.bans = new Bans(topics);
    this.rooms = new Rooms(topics);
  }

  /// A change of the chat, or a question about it.
  @FunctionalInterface
  interface Call<T extends @Nullable Object, X extends Exception> {
    T call() throws X;
  }

  /// A change of the chat.
  @FunctionalInterface
  interface Change<X extends Exception> {
    void run() throws X;
  }

  /// Makes a change under the lock, as one step: see [#call].
  <X extends Exception> void run(Change<X> change) throws X {
    call(() -> {
      change.run();
      return null;
    });
  }

  /// Makes a change under the lock, as one step. Members whose queue overflowed in it are removed
  /// at its end and not in the middle, where the change would continue with a member that is gone.
  /// A change within another is a part of that.
  <T extends @Nullable Object, X extends Exception> T call(Call<T, X> change) throws X {
    lock.lock();
    try {
      return change.call();
    } finally {
      try {
        if (lock.getHoldCount() == 1) {
          removeOverflowing();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /// Their end is announced to others, whose queue may overflow in turn.
  private void removeOverflowing() {
    for (Member slow; (slow = overflowing.poll()) != null; ) {
      drop(slow, new ChatEvent.Refused("send queue exceeded"), "left");
    }
  }

  /// Sends an event to one member.
  void tell(Member member, ChatEvent event) {
    run(() -> send(member, ChatLine.of(event)));
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

  /// The member leaves its room; other nodes are shown that by the caller.
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
      neighbours.release(member.name);
      memberLeft.signalAll();
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

  /// Returns when all members have left, or after so many nanoseconds.
  void awaitNobody(long patience) throws InterruptedException {
    lock.lock();
    try {
      for (long left = patience; left > 0 && !roster.isEmpty(); ) {
        left = memberLeft.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// How many are in a room, on all nodes.
  int present(String room) {
    Room open = rooms.find(room);
    return (open == null ? 0 : open.members().size()) + neighbours.in(room).size();
  }

  /// A command may be under way when its member is removed.
  static void requirePresent(Member member) throws RefusedException {
    if (member.gone) {
      throw new RefusedException("you have left");
    }
  }

  static Room roomOf(Member member) throws RefusedException {
    Room room = member.room;
    if (room == null) {
      throw new RefusedException("you are in no room; /join ROOM takes you to one");
    }
    return room;
  }
}
