package dev.heddle.load.crew;

import dev.heddle.load.Fleet;
import dev.heddle.load.LoadFailedException;
import dev.heddle.load.LocalFleet;
import dev.heddle.load.Sample;
import dev.heddle.load.stats.IntervalForm;
import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.TallyForm;
import dev.heddle.load.stats.Timeline;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A worker's side of a run: carries out its commands, one after another, until the run is over or
/// the link is lost. Belongs to the thread that runs it.
public final class WorkerSession {
  private static final long PROGRESS_NANOS = 500_000_000;

  /// How long nothing may be heard on a link that does not notice death.
  private static final long SILENCE_NANOS = 15_000_000_000L;

  private final CrewLink link;
  private final CrewMessage.Hello hello;
  private final Equipment equipment;
  private final Courier courier;
  private final BlockingQueue<CrewMessage> commands = new LinkedBlockingQueue<>();
  private volatile long lastHeard = System.nanoTime();
  private volatile boolean cut;
  private volatile boolean lost;
  private @Nullable Assignment assignment;

  public WorkerSession(CrewLink link, CrewMessage.Hello hello, Equipment equipment) {
    this.link = link;
    this.hello = hello;
    this.equipment = equipment;
    this.courier = new Courier(link, "heddle-worker-sender");
  }

  /// Returns when the run is over, with all connections closed.
  ///
  /// @return null, or why this worker could not do its part
  public @Nullable String run() {
    courier.send(hello);
    Thread.ofPlatform().daemon().name("heddle-worker-receiver").start(this::receive);
    String failure = null;
    try (var pulse = new Pulse(courier)) {
      for (CrewMessage command; !((command = next()) instanceof CrewMessage.End); ) {
        carryOut(command, pulse);
      }
    } catch (LoadFailedException | IllegalArgumentException | IOException e) {
      failure = String.valueOf(e.getMessage());
    } catch (RuntimeException | Error e) {
      failure = String.valueOf(new LoadFailedException(e).getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = "interrupted";
    }
    end(failure);
    return failure;
  }

  private void end(@Nullable String failure) {
    if (failure != null) {
      courier.send(new CrewMessage.Failed(failure));
    }
    courier.close();
    link.close();
    if (assignment != null) {
      assignment.close();
    }
  }

  private void receive() {
    try {
      for (String text; (text = link.receive()) != null; ) {
        lastHeard = System.nanoTime();
        switch (CrewJson.decode(text)) {
          case CrewMessage.Ping ping ->
              courier.send(new CrewMessage.Pong(ping.number(), System.nanoTime()));
          case CrewMessage.Cut _ -> cut = true;
          case CrewMessage.Beat _ -> {}
          case CrewMessage message -> commands.add(message);
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      // The one who plans sees that this worker has left.
    }
    lose();
  }

  /// What is under way ends, and nothing follows.
  private void lose() {
    lost = true;
    cut = true;
    commands.add(new CrewMessage.End());
  }

  private CrewMessage next() throws InterruptedException {
    while (true) {
      CrewMessage command = commands.poll(1, TimeUnit.SECONDS);
      if (command != null) {
        return lost ? new CrewMessage.End() : command;
      }
      isOver();
    }
  }

  /// Whether what is under way is to end.
  private boolean isOver() {
    if (!lost && !link.noticesDeath() && System.nanoTime() - lastHeard > SILENCE_NANOS) {
      lose();
    }
    return cut;
  }

  private void carryOut(CrewMessage command, Pulse pulse) throws InterruptedException, IOException {
    switch (command) {
      case CrewMessage.Begin begin -> begin(begin);
      case CrewMessage.Connect connect -> connect(connect);
      case CrewMessage.Greet greet -> greet(greet, pulse);
      case CrewMessage.Load load -> load(load, pulse);
      case CrewMessage.Disconnect disconnect -> {
        Tally around = emptyTally();
        assigned().fleet(disconnect.target()).disconnect(around);
        assigned().drop(disconnect.target());
        courier.send(new CrewMessage.Disconnected(TallyForm.of(around)));
      }
      case CrewMessage.Drop drop -> assigned().drop(drop.target());
      default -> throw new IllegalArgumentException("not a command: " + command);
    }
  }

  private void begin(CrewMessage.Begin begin) throws IOException {
    assignment = Assignment.of(begin, equipment);
    int most = assignment.connections();
    int targets = begin.plan().targets().size();
    if (!equipment.holds(most)) {
      throw new IllegalArgumentException(equipment.shortage(most, 1));
    }
    courier.send(new CrewMessage.Ready(equipment.holds((long) most * targets)));
  }

  private void connect(CrewMessage.Connect connect) throws InterruptedException {
    Tally around = emptyTally();
    LocalFleet fleet = assigned().open(connect.target());
    int opened = fleet.connect(connect.rate(), around, this::isOver);
    courier.send(new CrewMessage.Connected(opened, TallyForm.of(around)));
  }

  private void greet(CrewMessage.Greet greet, Pulse pulse) throws InterruptedException {
    LocalFleet fleet = assigned().fleet(greet.target());
    awaitStart(greet.start());
    long stoodStill = pulse.stoodStill();
    Duration patience = Duration.ofNanos(greet.patience());
    Sample sample = fleet.greet(greet.start(), patience, onlooker(greet.number()));
    report(greet.number(), fleet, sample, pulse.stoodStill() - stoodStill);
  }

  private void load(CrewMessage.Load load, Pulse pulse) throws InterruptedException {
    LocalFleet fleet = assigned().fleet(load.target());
    awaitStart(load.start());
    long stoodStill = pulse.stoodStill();
    Duration length = Duration.ofNanos(load.length());
    var onlooker = onlooker(load.number());
    Sample sample = fleet.slice(load.start(), load.rate(), length, load.requests(), onlooker);
    report(load.number(), fleet, sample, pulse.stoodStill() - stoodStill);
  }

  private void report(int number, LocalFleet fleet, Sample sample, long stoodStill) {
    courier.send(
        new CrewMessage.Loaded(
            number,
            TallyForm.of(sample.tally()),
            sample.seconds(),
            sample.ownCpuNanos(),
            sample.stolen(),
            sample.begunLate(),
            stoodStill,
            fleet.answeredConnections()));
  }

  private void awaitStart(long start) {
    for (long left; !cut && (left = start - LocalFleet.LEAD_NANOS - System.nanoTime()) > 0; ) {
      LockSupport.parkNanos(left);
    }
  }

  private Fleet.Onlooker onlooker(int number) {
    long[] reported = {System.nanoTime()};
    return recent -> {
      if (System.nanoTime() - reported[0] >= PROGRESS_NANOS) {
        reported[0] = System.nanoTime();
        Fleet.Recent seen = recent.get();
        courier.send(
            new CrewMessage.Progress(
                number,
                IntervalForm.of(0, seen.interval()),
                seen.seconds(),
                seen.errors(),
                seen.example()));
      }
      return isOver();
    };
  }

  private Assignment assigned() {
    if (assignment == null) {
      throw new IllegalArgumentException("there is no plan yet");
    }
    return assignment;
  }

  private static Tally emptyTally() {
    return new Tally(false, new Timeline(System.nanoTime(), Duration.ofMinutes(1).toNanos()));
  }
}
