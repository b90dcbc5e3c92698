package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Pollable;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectionKey;

/// A channel's registration. Thread-safe. As in the JDK, a changed interest counts from the next
/// selection on, not for one that waits already.
final class Key extends AbstractSelectionKey implements Pollable.Watch {
  private final SimulatedSelector selector;
  private final SelectableChannel channel;
  final Selectable target;
  private final int number;
  private volatile int interest;
  private volatile int ready;
  private int armed; // the interest that counts; guarded by the network's lock, as the rest
  private boolean stale; // `armed` is to be changed
  private boolean candidate;
  private int polled; // guarded by the selector's turn

  Key(SimulatedSelector selector, SelectableChannel channel, int number) {
    this.selector = selector;
    this.channel = channel;
    this.target = (Selectable) channel;
    this.number = number;
  }

  @Override
  public SelectableChannel channel() {
    return channel;
  }

  @Override
  public Selector selector() {
    return selector;
  }

  @Override
  public int interestOps() {
    ensureValid();
    return interest;
  }

  @Override
  public SelectionKey interestOps(int ops) {
    ensureValid();
    check(ops);
    if (ops != interest) {
      change(~0, ops);
    }
    return this;
  }

  @Override
  public int interestOpsOr(int ops) {
    ensureValid();
    check(ops);
    return change(0, ops);
  }

  @Override
  public int interestOpsAnd(int ops) {
    ensureValid();
    return change(~ops, 0);
  }

  private int change(int cleared, int set) {
    selector.network().lock();
    try {
      int before = interest;
      interest = (before & ~cleared) | set;
      if (interest != armed && !stale) {
        stale = true;
        selector.stale(this);
      }
      return before;
    } finally {
      selector.network().unlock();
    }
  }

  private void check(int ops) {
    if ((ops & ~channel.validOps()) != 0) {
      throw new IllegalArgumentException();
    }
  }

  private void ensureValid() {
    if (!isValid()) {
      throw new CancelledKeyException();
    }
  }

  @Override
  public int readyOps() {
    ensureValid();
    return ready;
  }

  /// A selection begins: the interest counts.
  void arm() {
    stale = false;
    armed = isValid() ? interest : 0;
    changed();
  }

  /// Takes no part any more.
  void disarm() {
    armed = 0;
    target.pollable().unwatch(this);
  }

  @Override
  public void changed() {
    if (!candidate && isReady()) {
      candidate = true;
      selector.ready(this);
    }
  }

  /// Whether a selection has to report it.
  boolean isReady() {
    if (armed == 0) {
      return false;
    }
    int wanted =
        ((armed & (OP_READ | OP_ACCEPT)) != 0 ? Pollable.IN : 0)
            | ((armed & (OP_WRITE | OP_CONNECT)) != 0 ? Pollable.OUT : 0)
            | Pollable.HANG_UP;
    return (target.pollable().poll() & wanted) != 0;
  }

  /// Notes what is ready, for [#set] and [#update].
  void poll() {
    polled = target.pollable().poll();
  }

  void noCandidate() {
    candidate = false;
  }

  /// The ready operations for a selector that forgets those of the selection before.
  boolean set() {
    ready = target.readyOps(polled, interest);
    return ready != 0;
  }

  /// Adds the ready operations to those of earlier selections.
  ///
  /// @return whether there are new ones
  boolean update() {
    int before = ready;
    ready = before | target.readyOps(polled, interest);
    return ready != before;
  }

  @Override
  public int hashCode() {
    return number; // the same in each run, so that sets of keys have the same order
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public String toString() {
    return "channel="
        + channel
        + ", selector="
        + selector
        + (isValid() ? ", interestOps=" + interest + ", readyOps=" + ready : ", invalid");
  }
}
