package dev.heddle.engine.loops;

import java.util.Arrays;

/// Who is notified when a loop of an engine has failed. Notifying needs no memory. Thread-safe.
final class FailureListeners {
  private volatile Runnable[] all = {}; // replaced under the lock

  synchronized void add(Runnable listener) {
    Runnable[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = listener;
    all = more;
  }

  synchronized void remove(Runnable listener) {
    all = Arrays.stream(all).filter(other -> !other.equals(listener)).toArray(Runnable[]::new);
  }

  void tell() {
    for (Runnable listener : all) {
      listener.run();
    }
  }
}
