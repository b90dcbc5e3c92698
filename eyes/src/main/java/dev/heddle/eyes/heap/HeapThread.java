package dev.heddle.eyes.heap;

/// A thread in a heap dump, while that is read. Belongs to the reading thread.
final class HeapThread {
  /// What its stack refers to.
  final LongList references = new LongList();

  /// Of its `Thread`; 0 if the dump has none.
  long id;

  /// The number of its stack trace.
  int trace;
}
