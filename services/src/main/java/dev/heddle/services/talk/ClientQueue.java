package dev.heddle.services.talk;

import dev.heddle.Outbox;
import dev.heddle.services.lines.TextFraming;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The clients: the first one talks and the others wait. Thread-safe: everything is guarded by
/// `lock`; under it, output is only queued.
final class ClientQueue {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Outbox> clients = new ArrayList<>();
  private final TextFraming framing;
  private boolean closed;

  ClientQueue(TextFraming framing) {
    this.framing = framing;
  }

  /// Waits in line until it is this client's turn; sends it its position.
  ///
  /// @return false if there will be no turn
  boolean await(Outbox client) throws InterruptedException {
    lock.lock();
    try {
      clients.add(client);
      moved.signalAll();
      int told = 0;
      for (int place; (place = clients.indexOf(client)) > 0 && !closed; ) {
        if (place != told) {
          client.sendText(framing.framed("busy: position " + place + " in line"));
          told = place;
        }
        moved.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  void leave(Outbox client) {
    lock.lock();
    try {
      clients.remove(client);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there is a client to talk to.
  ///
  /// @return null if no further client will come
  @Nullable Outbox awaitFirst() throws InterruptedException {
    lock.lock();
    try {
      while (clients.isEmpty() && !closed) {
        moved.await();
      }
      return closed ? null : clients.getFirst();
    } finally {
      lock.unlock();
    }
  }

  @Nullable Outbox first() {
    lock.lock();
    try {
      return clients.isEmpty() ? null : clients.getFirst();
    } finally {
      lock.unlock();
    }
  }

  /// Rejects the waiting clients.
  void close() {
    lock.lock();
    try {
      closed = true;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
