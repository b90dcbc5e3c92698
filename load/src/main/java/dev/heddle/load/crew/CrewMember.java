package dev.heddle.load.crew;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A worker, as the planning process sees it. Its messages arrive on a thread of its own; the
/// methods belong to the thread that runs the load, unless they say otherwise.
final class CrewMember implements AutoCloseable {
  private static final long UNKNOWN = Long.MAX_VALUE;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// Workers report more often than that.
  private static final long RECENT_NANOS = 2_000_000_000L;

  final int number;

  private final CrewLink link;
  private final Courier courier;
  private final Thread receiver;
  private final Runnable arrived;
  private final BlockingQueue<CrewMessage> replies = new LinkedBlockingQueue<>();
  private volatile CrewMessage.@Nullable Hello hello;
  private volatile @Nullable Report progress;
  private volatile @Nullable String departure;
  private volatile long lastHeard = System.nanoTime();
  private volatile int answeredPing;
  private long asked; // guarded by this
  private int ping; // likewise: the latest one
  private long offset;
  private long roundTrip = UNKNOWN;

  /// Progress, and when it came.
  record Report(CrewMessage.Progress progress, long at) {

    /// Whether its interval tells of the present; that of a worker which is paused does not.
    boolean isRecent(long now) {
      return now - at < RECENT_NANOS;
    }
  }

  /// @param number from 1
  /// @param arrived called when something has come, or nothing more will; by any thread
  CrewMember(int number, CrewLink link, Runnable arrived) {
    this.number = number;
    this.link = link;
    this.arrived = arrived;
    this.courier = new Courier(link, "heddle-worker-" + number + "-sender");
    this.receiver =
        Thread.ofPlatform()
            .daemon()
            .name("heddle-worker-" + number + "-receiver")
            .start(this::receive);
  }

  private void receive() {
    try {
      for (String text; (text = link.receive()) != null; ) {
        long now = System.nanoTime();
        lastHeard = now;
        take(CrewJson.decode(text), now);
        arrived.run();
      }
      depart(link.ending());
    } catch (IOException e) {
      depart(link.ending() + " (" + e.getMessage() + ")");
    } catch (IllegalArgumentException e) {
      depart(String.valueOf(e.getMessage()));
    }
  }

  private void take(CrewMessage message, long now) {
    switch (message) {
      case CrewMessage.Hello said -> hello = said;
      case CrewMessage.Pong pong -> pong(pong, now);
      case CrewMessage.Progress seen -> progress = new Report(seen, now);
      case CrewMessage.Failed failed -> depart(failed.reason());
      case CrewMessage.Beat _ -> {}
      case CrewMessage reply -> replies.add(reply);
    }
  }

  /// Of several answers, the quickest one is the most precise. An answer to an earlier question
  /// says nothing of the time since the latest one.
  private synchronized void pong(CrewMessage.Pong pong, long now) {
    if (pong.number() != ping) {
      return;
    }
    long trip = now - asked;
    if (trip < roundTrip) {
      roundTrip = trip;
      offset = pong.now() - (asked + trip / 2);
    }
    answeredPing = pong.number();
  }

  /// Asks for its time.
  void ping(int ping, boolean first) {
    synchronized (this) {
      asked = System.nanoTime();
      this.ping = ping;
      if (first) {
        roundTrip = UNKNOWN;
      }
    }
    courier.send(new CrewMessage.Ping(ping));
  }

  boolean hasAnswered(int ping) {
    return answeredPing == ping;
  }

  /// What its clock shows at this moment of ours.
  synchronized long clock(long nanoTime) {
    return nanoTime + offset;
  }

  /// How wrong that may be at the most, in nanoseconds.
  synchronized long clockError() {
    return roundTrip == UNKNOWN ? 0 : roundTrip / 2;
  }

  void send(CrewMessage message) {
    courier.send(message);
  }

  /// The next reply, if it is there.
  @Nullable CrewMessage poll() {
    return replies.poll();
  }

  CrewMessage.@Nullable Hello hello() {
    return hello;
  }

  /// What it has reported last of this slice; null if nothing.
  @Nullable Report progress(int slice) {
    Report last = progress;
    return last != null && last.progress().number() == slice ? last : null;
  }

  /// It takes no more part. The first reason counts. Any thread may call it.
  void depart(String reason) {
    synchronized (this) {
      if (departure == null) {
        departure = reason;
      }
    }
    link.close();
    arrived.run();
  }

  boolean isHere() {
    return departure == null;
  }

  /// Why it takes no more part; null if it does.
  @Nullable String departure() {
    return departure;
  }

  /// Takes the silence up to now as excused.
  void excuse(long now) {
    lastHeard = now;
  }

  /// Whether nothing was heard of it for so long; never before its first message, since a process
  /// may take long to start.
  boolean isSilent(long now, long patience) {
    return hello != null && now - lastHeard > patience;
  }

  /// As reports name it.
  String name() {
    return "worker " + number;
  }

  /// Where it is.
  String place() {
    CrewMessage.Hello said = hello;
    return said == null ? "no message yet" : said.host() + ", process " + said.pid();
  }

  /// Lets it go, and waits a moment until it has gone.
  @Override
  public void close() {
    courier.close();
    try {
      if (isHere() && link.noticesDeath()) {
        receiver.join(PATIENCE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }
}
