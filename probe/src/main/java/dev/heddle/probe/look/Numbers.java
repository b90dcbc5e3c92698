package dev.heddle.probe.look;

/// Gives each wait a number of its own. Belongs to the looking thread.
final class Numbers {
  private int next;

  int next() {
    return next++;
  }
}
