package dev.heddle;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Connections that get the same messages.
///
/// A message is encoded once, whatever the number of members, and goes to each through its
/// [Outbox]: **a member that does not read never delays another**, on any engine; what happens to
/// it is its outbox's [OverflowPolicy]. A member whose connection has closed is removed
/// automatically.
///
/// A new member is in when [#add] returns: it gets every broadcast that begins after that. Of those
/// under way at that moment, it may get some and miss others. A member that is removed gets no
/// broadcast that begins after [#remove] has returned.
///
/// Thread-safe. Two broadcasts at the same time may reach different members in different orders;
/// for one order for all, broadcast from one thread or under one lock.
///
/// ```java
/// group.add(connection);
/// for (String line; (line = connection.readLine()) != null; ) {
///   group.broadcast(Message.line(line), connection); // to all others
/// }
/// ```
public final class Group {
  public Group() {}

  private final Set<Outbox> members = ConcurrentHashMap.newKeySet();

  /// Adds a member; nothing changes if it is one already.
  public void add(Connection connection) {
    add(connection.outbox());
  }

  /// Adds a member by its outbox, as a [Protocol] knows it.
  public void add(Outbox outbox) {
    members.add(outbox);
  }

  /// Removes a member; nothing changes if it is none.
  public void remove(Connection connection) {
    remove(connection.outbox());
  }

  public void remove(Outbox outbox) {
    members.remove(outbox);
  }

  /// How many members there are; those that have closed may count until the next broadcast.
  public int size() {
    return members.size();
  }

  /// Queues a message for every member. Never blocks.
  ///
  /// @return in how many outboxes it is: those that are closed, or too full for it, do not count
  public int broadcast(Message message) {
    return broadcastExcept(message, null);
  }

  /// Queues a message for every member but one. Never blocks.
  ///
  /// @return as [#broadcast(Message)]
  public int broadcast(Message message, Connection except) {
    return broadcastExcept(message, except.outbox());
  }

  /// Queues a message for every member but one, named by its outbox. Never blocks.
  ///
  /// @return as [#broadcast(Message)]
  public int broadcast(Message message, Outbox except) {
    return broadcastExcept(message, except);
  }

  @Override
  public String toString() {
    return "group of " + size();
  }

  private int broadcastExcept(Message message, @Nullable Outbox except) {
    members.removeIf(Outbox::isClosed);
    int taken = 0;
    for (Outbox member : members) {
      if (!member.equals(except) && member.send(message)) {
        taken++;
      }
    }
    return taken;
  }
}
