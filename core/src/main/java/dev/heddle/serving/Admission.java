package dev.heddle.serving;

import dev.heddle.AddressBlock;
import dev.heddle.FullPolicy;
import dev.heddle.Limits;
import dev.heddle.Refusal;
import dev.heddle.jdk.LogThrottle;
import dev.heddle.jdk.SafeLog;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Decides which connections are admitted: a maximum of concurrent ones, and a maximum per second.
///
/// A place is taken *before* a connection is accepted, so that above the limit it stays in the
/// kernel's backlog; or, if the policy is to reject or to evict, after it. Thread-safe, except that
/// only one thread takes places.
public final class Admission {
  private static final System.Logger LOG = System.getLogger("dev.heddle.accept");
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST = Integer.MAX_VALUE / 2; // above, a semaphore overflows

  private final Limits limits;
  private final int capacity;
  private final FullPolicy whenFull;
  private final Semaphore places;
  private final long nanosBetween;
  private final LongAdder accepted = new LongAdder();
  private final Map<Refusal, LongAdder> refused = new EnumMap<>(Refusal.class);
  private final AddressLimits addresses;
  private final LogThrottle seldom = new LogThrottle();
  private final AtomicReference<@Nullable Runnable> roomListener = new AtomicReference<>();
  private final boolean proxied;
  private volatile boolean held;
  private volatile boolean stopped;
  private boolean told;
  private long nextAccept = System.nanoTime();

  public Admission(Limits limits, int capacity) {
    this(limits, capacity, false);
  }

  /// @param held whether no connection is admitted before [#open]
  public Admission(Limits limits, int capacity, boolean held) {
    this(limits, capacity, held, false);
  }

  /// @param proxied whether the address of a connection that gets a place is not yet known to be
  ///   the client's, so that [#arrived] follows
  Admission(Limits limits, int capacity, boolean held, boolean proxied) {
    this.proxied = proxied;
    for (Refusal reason : Refusal.values()) {
      refused.put(reason, new LongAdder());
    }
    this.addresses = new AddressLimits(limits);
    this.limits = limits;
    this.capacity = capacity;
    this.whenFull = limits.whenFull();
    this.held = held;
    this.places = new Semaphore(held ? 0 : Math.min(capacity, MOST));
    this.nanosBetween = limits.acceptRate() == Limits.UNLIMITED ? 0 : SECOND / limits.acceptRate();
  }

  /// Waits until a connection may be accepted; for acceptors that may block. If the policy is to
  /// refuse or to evict, it does not wait for a place.
  public void awaitTurn() {
    if (whenFull == FullPolicy.WAIT || held) {
      places.acquireUninterruptibly();
      places.release();
    }
    for (long wait; !stopped && (wait = nanosUntilTurn()) > 0; ) {
      LockSupport.parkNanos(this, wait);
    }
  }

  /// From now on, connections may be accepted. A second call does nothing.
  public synchronized void open() {
    if (held) {
      places.release(Math.min(capacity, MOST)); // before others take it for open
      held = false;
      tellRoom();
    }
  }

  /// No further connection is accepted: ends the wait of the thread that waits for its turn.
  public void stop(Thread acceptor) {
    stopped = true;
    places.release();
    LockSupport.unpark(acceptor);
  }

  /// How long the accept rate bids to wait before the next accept; for acceptors that must not
  /// block.
  public long nanosUntilTurn() {
    return nanosBetween == 0 ? 0 : nextAccept - System.nanoTime();
  }

  /// Whether admission is unlimited.
  public boolean isUnlimited() {
    return nanosBetween == 0
        && !held
        && (capacity == Limits.UNLIMITED || whenFull == FullPolicy.REFUSE);
  }

  /// Whether an accept may be tried: there is a place, or what happens without one is decided after
  /// it.
  public boolean mayAccept() {
    return (whenFull != FullPolicy.WAIT && !held) || hasRoom();
  }

  private boolean hasRoom() {
    return places.availablePermits() > 0;
  }

  /// A connection has been accepted: gives it a place, or the line with which it is rejected. A
  /// client that is rejected for its address does not use up the rate of others.
  ///
  /// @param peer called only if addresses count; it may return null for a peer that has gone
  public AdmissionResult enter(Supplier<? extends @Nullable SocketAddress> peer) {
    AddressBlock address = addresses.isUnlimited() || proxied ? null : blockOf(peer.get());
    if (address != null) {
      Refusal refusal = addresses.enter(address, System.nanoTime());
      if (refusal != null) {
        return reject(refusal, address);
      }
    }
    countForRate();
    AdmissionResult.Place place = takePlace(address);
    if (place != null) {
      return place;
    }
    if (whenFull == FullPolicy.EVICT_IDLE) {
      return new AdmissionResult.Waiting(address);
    }
    leaveAddress(address);
    count(Refusal.FULL);
    return new AdmissionResult.Refused(refusal());
  }

  /// The client's address of a connection that has a place is known now: it counts among those of
  /// its address. From any thread; once for each place, if clients may be proxies.
  ///
  /// @param peer null if it is not to be counted: a proxy's own
  /// @return the place from now on, or the line with which it is rejected; [#leave] follows then
  AdmissionResult arrived(@Nullable SocketAddress peer) {
    AddressBlock address = addresses.isUnlimited() || peer == null ? null : blockOf(peer);
    if (address != null) {
      Refusal refusal = addresses.enter(address, System.nanoTime());
      if (refusal != null) {
        return reject(refusal, address);
      }
    }
    accepted.increment();
    return address == null ? AdmissionResult.Place.UNCOUNTED : new AdmissionResult.Place(address);
  }

  /// Gives a place to a connection that waits for one.
  ///
  /// @return null while there is none
  public AdmissionResult.@Nullable Place seat(AdmissionResult.Waiting waiting) {
    return takePlace(waiting.address());
  }

  /// The connection does not wait for a place any more.
  public void giveUp(AdmissionResult.Waiting waiting) {
    leaveAddress(waiting.address());
  }

  private void leaveAddress(@Nullable AddressBlock address) {
    if (address != null) {
      addresses.leave(address, System.nanoTime());
    }
  }

  private static @Nullable AddressBlock blockOf(@Nullable SocketAddress peer) {
    return peer instanceof InetSocketAddress inet && !inet.isUnresolved()
        ? AddressBlock.of(inet)
        : null;
  }

  private AdmissionResult reject(Refusal refusal, AddressBlock address) {
    count(refusal);
    String why =
        refusal == Refusal.ADDRESS_FULL
            ? open(limits.maxConnectionsPerAddress())
            : "connections came faster than " + limits.acceptRatePerAddress() + " a second";
    long untold = seldom.pass();
    if (untold >= 0) {
      SafeLog.warning(
          LOG,
          "connections from "
              + address
              + " are rejected: "
              + why
              + (untold == 0 ? "" : "; rejected since the last such line: " + untold));
    }
    return new AdmissionResult.Refused("error: from your address " + why + "; try again later");
  }

  private void count(Refusal reason) {
    Objects.requireNonNull(refused.get(reason)).increment();
  }

  private void countForRate() {
    if (nanosBetween != 0) {
      // A quiet second may be made up for, more may not.
      nextAccept = Math.max(nextAccept, System.nanoTime() - SECOND / 10) + nanosBetween;
    }
  }

  private AdmissionResult.@Nullable Place takePlace(@Nullable AddressBlock address) {
    if (!places.tryAcquire()) {
      return null;
    }
    if (!proxied) {
      accepted.increment();
    }
    if (capacity > 1 && !hasRoom() && !told) {
      told = true;
      SafeLog.warning(
          LOG, "full: " + capacity + " connections are open, more " + whatMoreConnectionsDo());
    }
    return address == null ? AdmissionResult.Place.UNCOUNTED : new AdmissionResult.Place(address);
  }

  private String whatMoreConnectionsDo() {
    return switch (whenFull) {
      case WAIT -> "wait in the backlog";
      case REFUSE -> "are refused";
      case EVICT_IDLE -> "take the places of idle ones";
    };
  }

  /// A connection has ended: it no longer counts among those of its address.
  public void leaveAddress(AdmissionResult.Place place) {
    leaveAddress(place.address());
  }

  /// A connection has ended: its place is free.
  public void leave() {
    places.release();
    tellRoom();
  }

  /// Calls `listener` once, on whichever thread it happens, when there is a place (again).
  public void whenRoom(Runnable listener) {
    roomListener.set(listener);
    if (hasRoom()) {
      tellRoom();
    }
  }

  private void tellRoom() {
    Runnable listener = roomListener.get();
    if (listener != null && roomListener.compareAndSet(listener, null)) {
      listener.run();
    }
  }

  /// The line for a client that connects when all places are taken.
  String refusal() {
    return "error: full: " + open(capacity) + "; try again later";
  }

  private static String open(int connections) {
    return connections == 1 ? "1 connection is open" : connections + " connections are open";
  }

  public long accepted() {
    return accepted.sum();
  }

  public Map<Refusal, Long> refused() {
    Map<Refusal, Long> counts = new EnumMap<>(Refusal.class);
    refused.forEach((reason, count) -> counts.put(reason, count.sum()));
    return Collections.unmodifiableMap(counts);
  }
}
