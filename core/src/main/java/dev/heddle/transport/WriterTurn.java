package dev.heddle.transport;

/// How long a writer keeps a thread that it shares with others. One whose peer reads faster than it
/// writes never has to wait, so it must yield by itself.
public final class WriterTurn {
  /// How many bytes are sent before others get their turn.
  public static final int BYTES = 256 * 1024;

  private WriterTurn() {}

  /// A writer, on a virtual thread, has sent more.
  ///
  /// @param before how many bytes it had sent by then, in all its life
  /// @param now how many it has sent now
  public static void sent(long before, long now) {
    if (before / BYTES != now / BYTES) {
      Thread.yield();
    }
  }
}
