package dev.heddle.services.nodes;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The register of a process that serves alone: everything is its own. Stateless.
final class Alone implements Register {

  @Override
  public void watch(Watcher watcher) {
    // Nobody else holds anything.
  }

  @Override
  public @Nullable Holding claim(String key, String value, Predicate<Holding> mayTake) {
    return null;
  }

  @Override
  public void set(String key, String value) {
    // Nobody else sees it.
  }

  @Override
  public void release(String key) {
    // Nobody else wants it.
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
