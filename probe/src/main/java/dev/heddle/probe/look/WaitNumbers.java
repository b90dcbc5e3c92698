package dev.heddle.probe.look;

/// Gives each wait a number of its own. Belongs to the looking thread.
final class WaitNumbers {
  private int next;

  int next() {
    return next++;
  }
}
