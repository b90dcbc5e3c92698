package dev.heddle.load;

import dev.heddle.load.stats.Tally;
import java.io.IOException;
import java.util.function.Consumer;

/// Runs one connection in its slices: sends the next request as soon as the last is answered, or
/// when it is due. Runs in a virtual thread of its lane's loop and belongs to that loop, so no
/// field needs a lock.
final class Requester {
  private static final long FIRST_PAUSE = 1_000_000;
  private static final long LONGEST_PAUSE = 1_000_000_000;

  private final LoadConnection link;
  private final TurnGate turn;
  private final int place;
  private final boolean reconnect;
  private final boolean pipelined;
  private final Consumer<Throwable> broken;
  private long sentInSlice;
  private long pause = FIRST_PAUSE;

  /// @param place of this connection among those of its lane, from 0
  /// @param broken receives a failure that is not the server's fault and ends this requester
  Requester(
      LoadConnection link,
      TurnGate turn,
      Workload workload,
      int place,
      Consumer<Throwable> broken) {
    this.link = link;
    this.turn = turn;
    this.place = place;
    this.reconnect = workload.reconnect();
    this.pipelined = workload.pipeline() > 1;
    this.broken = broken;
  }

  /// Works whenever its turn comes, until there are no more.
  void run() {
    for (Slice slice; (slice = turn.await()) != null; ) {
      try {
        work(slice);
      } catch (RuntimeException | Error e) {
        broken.accept(e);
        return;
      } finally {
        turn.done();
      }
    }
  }

  LoadConnection link() {
    return link;
  }

  private void work(Slice slice) {
    sentInSlice = 0;
    if (slice.isOnce() && !link.isOpen()) {
      return;
    }
    while (!isDone(slice)) {
      long answeredBefore = link.answered();
      try {
        if (reconnect) {
          askOnce(slice);
        } else if (link.open(slice.tally)) {
          converse(slice);
        }
      } catch (IOException e) {
        link.lost(e, slice.tally);
      }
      if (link.answered() > answeredBefore) {
        pause = FIRST_PAUSE;
      } else if (!link.isOpen()) {
        pauseWithin(slice);
      }
    }
    if (slice.isPaced()) {
      slice.tally.unsent(slice.dueAfter(place, sentInSlice));
    }
  }

  private boolean isDone(Slice slice) {
    return slice.isOver(System.nanoTime())
        || (slice.isOnce() && sentInSlice > 0)
        || (slice.isPaced() && slice.due(place, sentInSlice) >= slice.end());
  }

  /// A connection for one request, which begins with the connecting.
  private void askOnce(Slice slice) throws IOException {
    Tally tally = slice.tally;
    long now = System.nanoTime();
    long due = slice.isPaced() ? slice.due(place, sentInSlice) : now;
    long free = now;
    if (slice.isPaced()) {
      now = slice.awaitDue(due);
    }
    if (!slice.takes(now)) {
      return;
    }
    sentInSlice++;
    tally.lagged(now - Math.max(due, free));
    if (link.open(tally)) {
      link.send(due, now, tally);
      awaitAnswer(tally);
      link.closeInOrder();
    }
  }

  private void converse(Slice slice) throws IOException {
    if (!slice.isPaced()) {
      askWhenAnswered(slice);
    } else if (pipelined) {
      var pipeline = new Pipeline(link, slice, place, sentInSlice);
      try {
        pipeline.run();
      } finally {
        sentInSlice = pipeline.sent();
      }
    } else {
      askInTime(slice);
    }
  }

  private void askWhenAnswered(Slice slice) throws IOException {
    Flight flight = link.flight;
    Tally tally = slice.tally;
    long now = System.nanoTime();
    while (link.isOpen()) {
      while (!flight.isFull() && isNextWanted(slice) && slice.takes(now)) {
        sentInSlice++;
        link.send(now, now, tally);
      }
      if (flight.isEmpty()) {
        return;
      }
      link.receive(tally);
      now = link.now();
    }
  }

  private boolean isNextWanted(Slice slice) {
    return !slice.isOnce() || sentInSlice == 0;
  }

  private void askInTime(Slice slice) throws IOException {
    Tally tally = slice.tally;
    while (link.isOpen()) {
      long due = slice.due(place, sentInSlice);
      if (due >= slice.end()) {
        return;
      }
      long free = System.nanoTime();
      long now = slice.awaitDue(due);
      if (!slice.takes(now)) {
        return;
      }
      sentInSlice++;
      tally.lagged(now - Math.max(due, free));
      link.send(due, now, tally);
      awaitAnswer(tally);
    }
  }

  private void awaitAnswer(Tally tally) throws IOException {
    while (link.isOpen() && !link.flight.isEmpty()) {
      link.receive(tally);
    }
  }

  /// Waits before the next attempt: longer each time, as long as none succeeds.
  private void pauseWithin(Slice slice) {
    slice.awaitDue(System.nanoTime() + pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE);
  }
}
