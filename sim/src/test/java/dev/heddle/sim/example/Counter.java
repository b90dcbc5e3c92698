package dev.heddle.sim.example;

/// Counts; two threads that add at once may lose one.
public final class Counter {
  private int value;

  public void add() {
    value++;
  }

  public int value() {
    return value;
  }
}
