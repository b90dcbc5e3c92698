package dev.heddle.lab.record;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A lock that knows its owner. Thread-safe.
final class NamedLock extends ReentrantLock {
  private static final long serialVersionUID = 1;

  private final String name;

  NamedLock(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  @Nullable Thread owner() {
    return getOwner();
  }
}
