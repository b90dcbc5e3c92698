package dev.heddle.sim.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One direction of a connection: what is on its way, in order, what waits to be read, and how much
/// of both there may be. Needs the network's lock.
///
/// A lost segment is sent again, and holds up all that was sent after it. Within a machine, without
/// a link, everything arrives at once.
final class Direction implements Runnable {
  /// The most that travels in one piece.
  private static final int LARGEST = 16 * 1024;

  /// One in this many pieces is cut in two.
  private static final int CUT = 8;

  private final StreamSocket from;
  private final StreamSocket to;
  private final @Nullable Link link;
  private @Nullable Segment flying;
  private @Nullable Segment lastFlying;
  private @Nullable Segment arrived;
  private @Nullable Segment lastArrived;
  private int readable;
  private int outstanding; // sent, and not read as far as the sender knows
  private int returning; // read, and the sender does not know
  private boolean updating; // it is about to be told
  private boolean armed;
  private boolean stopped; // nothing is sent again
  private long lastDue;

  Direction(StreamSocket from, StreamSocket to, @Nullable Link link) {
    this.from = from;
    this.to = to;
    this.link = link;
  }

  int readable() {
    return readable;
  }

  boolean hasRoom() {
    return outstanding < limit();
  }

  /// As Linux: a third must be free.
  boolean isWritable() {
    return outstanding <= comfortable();
  }

  private int limit() {
    return from.sendBuffer() + to.receiveBuffer();
  }

  private int comfortable() {
    return (int) (limit() * 2L / 3);
  }

  /// Sends what there is room for.
  ///
  /// @return the number of bytes
  int send(ByteBuffer source) {
    int total = 0;
    while (source.hasRemaining() && hasRoom()) {
      int count = Math.min(LARGEST, Math.min(source.remaining(), limit() - outstanding));
      if (link != null && count > 1) {
        long random = from.network().random();
        if ((random & CUT - 1) == 0) {
          count = 1 + (int) ((random >>> 3 & Integer.MAX_VALUE) % (count - 1));
        }
      }
      byte[] bytes = new byte[count];
      source.get(bytes);
      outstanding += count;
      total += count;
      send(new Segment(Rule.Kind.DATA, bytes));
    }
    if (total == 0 && link != null && source.hasRemaining()) {
      to.boot.stuck.add(this);
    }
    return total;
  }

  void send(Rule.Kind kind) {
    send(new Segment(kind, Segment.EMPTY));
  }

  private void send(Segment segment) {
    if (link == null) {
      arrive(segment);
      return;
    }
    launch(segment);
    if (lastFlying == null) {
      flying = segment;
    } else {
      lastFlying.next = segment;
    }
    lastFlying = segment;
    arm();
  }

  private void launch(Segment segment) {
    Network net = from.network();
    long delay = transit(segment.kind, segment.bytes.length, segment.attempt);
    segment.lost = delay == Link.LOST;
    long due = net.nanos() + (segment.lost ? Network.retryAfter(segment.attempt) : delay);
    segment.due = segment.attempt == 0 ? Math.max(lastDue, due) : due;
    lastDue = Math.max(lastDue, segment.due);
  }

  private long transit(Rule.Kind kind, int bytes, int attempt) {
    Link way = link;
    if (way == null) {
      return 0;
    }
    return from.network().transit(way, kind, from.inet(), to.inet(), bytes, attempt);
  }

  private void arm() {
    Segment first = flying;
    if (first != null && !armed) {
      armed = true;
      Network net = from.network();
      net.after(Math.max(0, first.due - net.nanos()), this);
    }
  }

  /// The first of what is on its way arrives, or is sent again.
  @Override
  public void run() {
    Network net = from.network();
    net.lock();
    try {
      armed = false;
      long now = net.nanos();
      for (Segment first = flying; first != null && first.due <= now; first = flying) {
        if (!first.lost) {
          net.tellArrival(from.boot.host, to.boot.host, first.kind, first.bytes.length);
        }
        if (first.lost || !to.boot.isUp() || !to.takes(first.kind)) {
          again(first);
          if (flying == first) {
            break;
          }
        } else {
          unlink(first);
          arrive(first);
        }
      }
      arm();
    } finally {
      net.unlock();
    }
  }

  private void unlink(Segment first) {
    flying = first.next;
    first.next = null;
    if (flying == null) {
      lastFlying = null;
    }
  }

  /// The first segment has not arrived, or it is time to send it again. A reset is never sent
  /// again, and nothing is by a machine that has crashed.
  private void again(Segment segment) {
    if (segment.kind == Rule.Kind.RESET || stopped || !from.boot.isUp()) {
      unlink(segment);
    } else if (!segment.lost && to.isFromBefore() && answerWithReset()) {
      stop(); // the new machine knows of no such connection
    } else if (!segment.lost) {
      segment.lost = true;
      segment.due = from.network().nanos() + Network.retryAfter(segment.attempt);
    } else if (segment.attempt == Network.ATTEMPTS) {
      stop();
      from.fail(Errors.TIMED_OUT);
    } else {
      segment.attempt++;
      launch(segment);
    }
  }

  private boolean answerWithReset() {
    Direction back = to.out();
    long delay = back == null ? Link.LOST : back.transit(Rule.Kind.RESET, 0, 0);
    if (delay == Link.LOST) {
      return false;
    }
    from.network().after(delay, locked(this::comesBack));
    return true;
  }

  private void comesBack() {
    from.network().tellArrival(to.boot.host, from.boot.host, Rule.Kind.RESET, 0);
    from.reset();
  }

  private void arrive(Segment segment) {
    if (segment.kind == Rule.Kind.DATA && to.takesBytes()) {
      if (lastArrived == null) {
        arrived = segment;
      } else {
        lastArrived.next = segment;
      }
      lastArrived = segment;
      readable += segment.bytes.length;
      to.changed();
    } else {
      to.arrived(segment.kind);
    }
  }

  /// Moves bytes that have arrived to the reader.
  int take(ByteBuffer into) {
    int total = 0;
    for (Segment first = arrived; first != null && into.hasRemaining(); first = arrived) {
      int count = Math.min(into.remaining(), first.bytes.length - first.start);
      into.put(first.bytes, first.start, count);
      first.start += count;
      total += count;
      if (first.start == first.bytes.length) {
        arrived = first.next;
        if (arrived == null) {
          lastArrived = null;
        }
      }
    }
    readable -= total;
    taken(total);
    return total;
  }

  /// A sender with enough room is not notified of more: it could not see a difference.
  private void taken(int count) {
    returning += count;
    if (isWritable()) {
      update();
    } else if (!updating && outstanding - returning <= comfortable()) {
      updating = true;
      tellSender(0);
    }
  }

  /// A buffer at one of the ends has another size: a sender that waits may have room now.
  void resized() {
    if (isWritable() && !updating) {
      updating = true;
      tellSender(0);
    }
  }

  private void tellSender(int attempt) {
    Network net = from.network();
    if (link == null) {
      updated();
      return;
    }
    long delay = to.out() == null ? 0 : to.out().transit(Rule.Kind.WINDOW, 0, attempt);
    if (delay == Link.LOST) {
      if (attempt < Network.ATTEMPTS && to.boot.isUp()) {
        net.after(Network.retryAfter(attempt), locked(() -> tellSender(attempt + 1)));
      }
    } else {
      net.after(delay, locked(this::updated));
    }
  }

  private void updated() {
    updating = false;
    to.boot.stuck.remove(this);
    update();
    from.changed();
  }

  private void update() {
    outstanding -= returning;
    returning = 0;
  }

  private Runnable locked(Runnable event) {
    Network net = from.network();
    return () -> net.locked(event);
  }

  /// Nothing more is sent, and nothing again; what is on its way arrives.
  void stop() {
    to.boot.stuck.remove(this);
    stopped = true;
    Segment last = null;
    for (Segment each = flying; each != null && !each.lost; each = each.next) {
      last = each;
    }
    if (last == null) {
      flying = null;
    } else {
      last.next = null;
    }
    lastFlying = last;
  }

  /// What has arrived is of no use any more.
  void forget() {
    arrived = null;
    lastArrived = null;
    readable = 0;
  }
}
