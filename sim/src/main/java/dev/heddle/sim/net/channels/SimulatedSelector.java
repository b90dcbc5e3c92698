package dev.heddle.sim.net.channels;

import dev.heddle.sim.net.Bell;
import dev.heddle.sim.net.Network;
import dev.heddle.sim.net.Pollable;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.IllegalSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A selector whose cost depends on what is ready, not on how many channels it has. Thread-safe as
/// the JDK's is; ready keys are reported in the order in which they became ready.
final class SimulatedSelector extends AbstractSelector {
  private static final int DESCRIPTORS = 2; // as epoll needs them: one to wait by, one to wake

  private final Network network;
  private final Bell bell;
  private final ReentrantLock turn = new ReentrantLock();
  private final Set<SelectionKey> keys = ConcurrentHashMap.newKeySet();
  private final Set<SelectionKey> publicKeys = Collections.unmodifiableSet(keys);
  private final SelectedKeys selected = new SelectedKeys();
  private final List<Key> batch = new ArrayList<>();
  private boolean selecting; // guarded by `turn`
  private final ArrayDeque<Key> stale = new ArrayDeque<>(); // guarded by the network's lock
  private final ArrayDeque<Key> candidates = new ArrayDeque<>();
  private boolean woken;
  private int registered;

  SimulatedSelector(SelectorProvider provider, Network network) throws IOException {
    super(provider);
    this.network = network;
    network.lock();
    try {
      this.bell = Bell.open(network, DESCRIPTORS);
    } finally {
      network.unlock();
    }
  }

  Network network() {
    return network;
  }

  /// The key's interest has changed. Holds the network's lock.
  void stale(Key key) {
    stale.add(key);
  }

  /// The key has become ready. Holds the network's lock.
  void ready(Key key) {
    candidates.add(key);
    bell.wake();
  }

  @Override
  public Set<SelectionKey> keys() {
    ensureOpen();
    return publicKeys;
  }

  @Override
  public Set<SelectionKey> selectedKeys() {
    ensureOpen();
    return selected;
  }

  @Override
  public int selectNow() throws IOException {
    return selection(null, 0);
  }

  @Override
  public int select(long millis) throws IOException {
    return selection(null, positive(millis));
  }

  @Override
  public int select() throws IOException {
    return selection(null, Pollable.FOREVER);
  }

  @Override
  public int selectNow(Consumer<SelectionKey> action) throws IOException {
    return selection(Objects.requireNonNull(action), 0);
  }

  @Override
  public int select(Consumer<SelectionKey> action, long millis) throws IOException {
    Objects.requireNonNull(action);
    return selection(action, positive(millis));
  }

  @Override
  public int select(Consumer<SelectionKey> action) throws IOException {
    return selection(Objects.requireNonNull(action), Pollable.FOREVER);
  }

  private static long positive(long millis) {
    if (millis < 0) {
      throw new IllegalArgumentException("Negative timeout");
    }
    return millis == 0 || millis > Pollable.FOREVER / 2_000_000
        ? Pollable.FOREVER
        : millis * 1_000_000;
  }

  private int selection(@Nullable Consumer<SelectionKey> action, long nanos) throws IOException {
    turn.lock();
    try {
      ensureOpen();
      if (selecting) {
        throw new IllegalStateException("select in progress");
      }
      selecting = true;
      try {
        deregisterCancelled();
        await(nanos);
        deregisterCancelled();
        return report(action);
      } finally {
        batch.clear();
        selecting = false;
      }
    } finally {
      turn.unlock();
    }
  }

  private void await(long nanos) {
    boolean blocking = nanos > 0;
    if (blocking) {
      begin();
    }
    network.lock();
    try {
      for (Key key = stale.poll(); key != null; key = stale.poll()) {
        key.arm();
      }
      long deadline = !blocking || nanos == Pollable.FOREVER ? nanos : network.nanos() + nanos;
      while (!anyReady() && !woken && blocking && isBefore(deadline)) {
        bell.await(deadline);
      }
      woken = false;
    } finally {
      network.unlock();
      if (blocking) {
        end();
      }
    }
  }

  private boolean isBefore(long deadline) {
    return deadline == Pollable.FOREVER || network.nanos() < deadline;
  }

  private boolean anyReady() {
    for (Key first = candidates.peek(); first != null; first = candidates.peek()) {
      if (first.isReady()) {
        return true;
      }
      candidates.remove();
      first.noCandidate();
    }
    return false;
  }

  /// Those that are ready stay candidates: they are ready until something is done about it.
  private void collect() {
    network.lock();
    try {
      for (int left = candidates.size(); left > 0; left--) {
        Key key = candidates.remove();
        if (key.isReady()) {
          key.poll();
          candidates.add(key);
          batch.add(key);
        } else {
          key.noCandidate();
        }
      }
    } finally {
      network.unlock();
    }
  }

  private int report(@Nullable Consumer<SelectionKey> action) {
    collect();
    int updated = 0;
    for (Key key : batch) {
      if (action != null) {
        if (key.set()) {
          updated++;
          action.accept(key);
          ensureOpen();
        }
      } else if (selected.contains(key)) {
        updated += key.update() ? 1 : 0;
      } else if (key.set()) {
        selected.select(key);
        updated++;
      }
    }
    return updated;
  }

  private void deregisterCancelled() {
    Set<SelectionKey> cancelled = cancelledKeys();
    List<SelectionKey> all;
    synchronized (cancelled) {
      if (cancelled.isEmpty()) {
        return;
      }
      all = List.copyOf(cancelled);
      cancelled.clear();
    }
    for (SelectionKey each : all) {
      deregister((Key) each);
    }
  }

  private void deregister(Key key) {
    network.lock();
    try {
      key.disarm();
    } finally {
      network.unlock();
    }
    selected.remove(key);
    keys.remove(key);
    super.deregister(key);
    SelectableChannel channel = key.channel();
    if (!channel.isOpen() && !channel.isRegistered()) {
      key.target.kill();
    }
  }

  @Override
  protected SelectionKey register(
      AbstractSelectableChannel channel, int ops, @Nullable Object attachment) {
    if (!(channel instanceof Selectable target)) {
      throw new IllegalSelectorException();
    }
    ensureOpen();
    Key key;
    network.lock();
    try {
      key = new Key(this, channel, registered++);
      target.pollable().watch(key);
    } finally {
      network.unlock();
    }
    key.attach(attachment);
    keys.add(key);
    key.interestOps(ops);
    if (!isOpen()) {
      keys.remove(key);
      key.cancel();
      throw new ClosedSelectorException();
    }
    return key;
  }

  @Override
  public Selector wakeup() {
    network.lock();
    try {
      woken = true;
      bell.wake();
    } finally {
      network.unlock();
    }
    return this;
  }

  @Override
  protected void implCloseSelector() {
    wakeup();
    turn.lock();
    try {
      network.lock();
      try {
        bell.close();
      } finally {
        network.unlock();
      }
      for (SelectionKey key : List.copyOf(keys)) {
        deregister((Key) key);
      }
    } finally {
      turn.unlock();
    }
  }

  @Override
  public String toString() {
    return "selector of " + keys.size() + " keys" + (isOpen() ? "" : ", closed");
  }

  private void ensureOpen() {
    if (!isOpen()) {
      throw new ClosedSelectorException();
    }
  }
}
