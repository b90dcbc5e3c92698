package dev.heddle.services.turns;

import dev.heddle.Outbox;
import dev.heddle.services.lines.TurnTimer;
import dev.heddle.services.nodes.Company;
import dev.heddle.services.topics.StorageException;
import dev.heddle.services.topics.Topic;
import dev.heddle.text.Durations;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The participants of a service that act in one order, by [Rules], and the time that a turn may
/// take. Acts take effect at once in a process that serves alone, and when they come back from
/// their topic if several nodes serve together.
///
/// Thread-safe: `lock` guards the rules, the seats and the fields below; under it, output is only
/// queued.
public final class Turns<R extends Rules> implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.heddle.turns");

  /// How much later than its own node others say that a turn is over.
  private static final Duration GRACE = Duration.ofSeconds(2);

  private static final Duration RETRY = Duration.ofMillis(500);

  private final Setup setup;
  private final String node;
  private final Listener listener;
  private final TurnTimer timer;
  private final Order<R> order;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final Seats seats = new Seats();
  private long participants;
  private long timed; // the turn whose end the timer waits for; 0 for none
  private boolean leaving;
  private boolean stopping;

  /// How it is run. Immutable.
  ///
  /// @param name of the service, for its threads
  /// @param patience how long a turn may take
  /// @param terms the options that all nodes have to know: see [Act.Join]
  public record Setup(String name, Duration patience, String terms) {}

  /// Called for what happens, with the lock held: must not wait.
  public interface Listener {
    /// Does nothing.
    Listener NONE = new Listener() {};

    /// Something has happened that outlives the participants.
    default void recorded(Rules.Fact fact) {}

    /// An act has ended all of it.
    default void ended() {}
  }

  private Turns(Setup setup, String node, Listener listener, Function<Turns<R>, Order<R>> order) {
    this.setup = setup;
    this.node = node;
    this.listener = listener;
    this.timer = new TurnTimer("heddle-" + setup.name + "-turns");
    this.order = order.apply(this);
  }

  /// In a process that serves alone.
  ///
  /// @param facts stores what outlives it
  /// @param count how many of the facts of earlier processes are of interest
  /// @throws IOException if those cannot be read
  public static <R extends Rules> Turns<R> alone(
      Setup setup, R rules, Topic facts, int count, Listener listener) throws IOException {
    var turns =
        new Turns<R>(
            setup,
            Company.alone().node(),
            listener,
            self -> new OwnOrder<>(self, rules, facts, count));
    turns.start();
    return turns;
  }

  /// On one of several nodes.
  ///
  /// @param restoring makes rules of their state; of "" in the beginning
  /// @param acts the topic of all acts
  /// @throws IOException if the cluster cannot be reached, or the acts cannot be read
  public static <R extends Rules> Turns<R> shared(
      Setup setup, Function<String, R> restoring, Topic acts, Company company, Listener listener)
      throws IOException {
    var turns =
        new Turns<R>(
            setup,
            company.node(),
            listener,
            self -> new SharedOrder<>(self, restoring, acts, company));
    turns.start();
    return turns;
  }

  private void start() throws IOException {
    try {
      order.start();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  // What participants do. Waits for the storage where it throws a StorageException.

  /// A seat for a client that has connected.
  public Seat seat(Outbox outbox) {
    return call(() -> {
      var seat = new Seat(new ParticipantId(node, ++participants), outbox);
      seats.add(seat);
      return seat;
    });
  }

  /// From now on it takes turns, or gets the reason why not.
  public void join(Seat seat, String name) throws StorageException {
    attempt(seat, () -> new Act.Join(seat.id, name, setup.terms));
  }

  /// From now on it watches.
  ///
  /// @param greeting what it gets
  public void watch(Seat seat, Function<R, String> greeting) {
    run(() -> {
      seat.become(Seat.Role.WATCHER);
      seat.tell(greeting.apply(order.rules()));
    });
  }

  /// It acts, or gets the reason why not.
  public void move(Seat seat, String text) throws StorageException {
    try {
      attempt(seat, () -> new Act.Move(order.rules().turn(), seat.id, text));
    } catch (StorageException e) {
      run(() -> {
        timed = 0; // it may try again
        time();
      });
      throw e;
    }
  }

  /// What is refused already as this node sees it, does not trouble the others.
  private void attempt(Seat seat, Supplier<Act> intended) throws StorageException {
    Act act =
        call(() -> {
          Act made = intended.get();
          String refusal = order.rules().refusal(made);
          if (stopping || refusal != null) {
            refuse(seat.id, String.valueOf(refusal));
            return null;
          }
          attempted(seat, made);
          return made;
        });
    if (act != null) {
      order.append(act);
    }
  }

  private void attempted(Seat seat, Act act) {
    if (act instanceof Act.Join) {
      seat.asked = true;
    } else {
      timed = 0; // it has answered in time, however long that takes to store
      timer.cancel();
    }
  }

  /// Its connection has ended.
  public void leave(Seat seat) {
    boolean isOver =
        call(() -> {
          seats.remove(seat);
          changed.signalAll();
          return !seat.asked || (stopping && seat.isIn());
        });
    if (isOver) {
      return;
    }
    try {
      order.append(new Act.Leave(seat.id));
    } catch (StorageException e) {
      LOG.log(Level.DEBUG, "{0} leaves later: {1}", seat.id, e.getMessage());
    }
  }

  /// @return whether it is to wait for the others now, or may go
  public boolean bye(Seat seat) {
    return call(() -> {
      seat.saidBye = true;
      changed.signalAll();
      return stopping;
    });
  }

  /// Asks about the rules' state.
  public <T extends @Nullable Object> T ask(Function<R, T> question) {
    return call(() -> question.apply(order.rules()));
  }

  // The end.

  /// Ends it, on all nodes.
  public void end() throws StorageException {
    order.append(new Act.End());
  }

  /// Whether it has ended, here or on all nodes.
  public boolean isOver() {
    return call(() -> stopping);
  }

  /// Ends it on this node: its participants are notified, and leave.
  ///
  /// @param patience how long to wait for what is being stored
  public void stop(Duration patience) throws InterruptedException {
    run(() -> leaving = true);
    Thread.ofVirtual().name("heddle-turns-stop").start(this::goAway);
    await(() -> stopping, patience);
    run(this::sayFarewell);
  }

  private void goAway() {
    try {
      order.append(new Act.Gone(node, Long.MAX_VALUE));
    } catch (StorageException e) {
      LOG.log(
          Level.DEBUG, "other nodes were not notified that this node stops: {0}", e.getMessage());
      run(this::sayFarewell);
    }
  }

  /// Waits until all participants have said goodbye, or have left.
  public void awaitGoodbyes(Duration patience) throws InterruptedException {
    await(seats::haveSaidBye, patience);
  }

  private void await(BooleanSupplier holds, Duration patience) throws InterruptedException {
    long left = Durations.nanos(patience);
    lock.lock();
    try {
      while (left > 0 && !holds.getAsBoolean()) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    order.close();
    timer.close();
  }

  // What acts have as a consequence.

  /// Does a step under the lock.
  void run(Runnable step) {
    call(() -> {
      step.run();
      return null;
    });
  }

  /// Likewise.
  <T extends @Nullable Object> T call(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /// Shows the consequences of an act, under the lock.
  void show(List<Notice> notices) {
    try {
      notices.forEach(this::show);
    } finally {
      time();
    }
  }

  private void show(Notice notice) {
    switch (notice) {
      case Notice.Refused(ParticipantId id, String reason) -> refuse(id, reason);
      case Notice.Gone(String gone) when leaving && gone.equals(node) -> sayFarewell();
      case Notice.Seated(ParticipantId id) when stopping -> refuse(id, "");
      case Notice _ when stopping -> {}
      case Notice.Gone _ -> {}
      case Notice.Seated(ParticipantId id) -> seats.seated(id);
      case Notice.To(ParticipantId id, String line) -> seats.tell(id, line);
      case Notice.All(String line, ParticipantId except) ->
          seats.tell(line, seat -> !seat.id.equals(except));
      case Notice.Watchers(String line) -> seats.tell(line, Seat::isWatcher);
      case Notice.Removed(ParticipantId id, String line) -> seats.end(id, line);
      case Notice.Recorded(Rules.Fact fact) -> listener.recorded(fact);
      case Notice.Ended() -> {
        sayFarewell();
        listener.ended();
      }
    }
  }

  private void refuse(ParticipantId id, String reason) {
    seats.tell(id, "error: " + (stopping ? "shutting down" : reason));
  }

  private void sayFarewell() {
    if (!stopping) {
      stopping = true;
      timer.cancel();
      seats.tell(order.rules().farewell(), _ -> true);
      changed.signalAll();
    }
  }

  boolean isSeated(ParticipantId id) {
    return seats.has(id);
  }

  // Time.

  /// Has a turn end in time that has just begun.
  private void time() {
    ParticipantId holder = order.rules().holder();
    long turn = holder == null || stopping ? 0 : order.rules().turn();
    if (turn == timed) {
      return;
    }
    timed = turn;
    if (holder == null || stopping) {
      timer.cancel();
    } else {
      boolean isOwn = holder.node().equals(node);
      timer.set(isOwn ? setup.patience : setup.patience.plus(GRACE), () -> timedOut(turn));
    }
  }

  private void timedOut(long turn) {
    if (call(() -> timed != turn)) {
      return;
    }
    try {
      order.append(new Act.Miss(turn));
    } catch (StorageException e) {
      run(() -> {
        if (timed == turn && !stopping) {
          timer.set(RETRY, () -> timedOut(turn));
        }
      });
    }
  }
}
