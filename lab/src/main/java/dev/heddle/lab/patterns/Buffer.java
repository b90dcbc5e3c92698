package dev.heddle.lab.patterns;

/// A bounded buffer between threads. Thread-safe.
interface Buffer {
  /// Adds an item at the end; waits while the buffer is full.
  void put(int item) throws InterruptedException;

  /// Takes the item that has been there longest; waits while the buffer is empty.
  int take() throws InterruptedException;
}
