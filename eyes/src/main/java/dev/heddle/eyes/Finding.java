package dev.heddle.eyes;

import java.util.List;

/// Something that is wrong, or may be. Immutable.
///
/// @param text what it is, in a sentence
/// @param count how many threads take part
/// @param threads these, in order; or some of them, if they all wait alike
public record Finding(Kind kind, String text, int count, List<Part> threads) {
  Finding(Kind kind, String text, List<Part> threads) {
    this(kind, text, threads.size(), threads);
  }

  /// What kinds there are.
  public enum Kind {
    /// It never ends.
    DEADLOCK,
    /// Nothing that can still act leads to what a thread waits for, or its holder has ended.
    NEVER_WOKEN,
    /// It never ends if a thread holds something that the JVM does not record.
    POSSIBLE_DEADLOCK,
    /// No carrier is left for virtual threads that could run.
    EXHAUSTED_SCHEDULER,
    /// A virtual thread keeps its carrier while it waits.
    PINNED,
    /// A thread has waited for a lock for longer than a program allows.
    STUCK
  }

  /// One thread's part in it.
  ///
  /// @param line where in its code the thread is
  /// @param waitsFor in words; may be empty
  /// @param owners ids of the threads that have it
  /// @param stack a line for each frame
  public record Part(
      long id,
      String name,
      boolean isVirtual,
      String line,
      String waitsFor,
      List<Long> owners,
      List<String> stack) {

    static Part of(ThreadView thread) {
      Wait wait = thread.waitsFor();
      return new Part(
          thread.id(),
          thread.name(),
          thread.isVirtual(),
          Frames.line(thread.frames()),
          wait == null ? "" : wait.text(),
          wait == null ? List.of() : wait.owners(),
          thread.frames().stream().map(Frames::text).toList());
    }
  }
}
