package dev.heddle.eyes;

/// How deep to look, and what that costs the other JVM.
public enum Depth {
  /// The JVM's own thread dump, without the heap.
  DUMP(
      "a thread dump of the JVM's own: stops the JVM for some milliseconds, leaves nothing behind"),
  /// The dump, and the agent.
  OWNERS(
      "a thread dump, and an agent that stays loaded (some 100 kB, and four lines of warning on its"
          + " stderr); stops the JVM for some milliseconds at a time");

  private final String cost;

  Depth(String cost) {
    this.cost = cost;
  }

  /// What it is made with, and what that does to the other JVM: follows the words "takes two
  /// samples by".
  public String cost() {
    return cost;
  }
}
