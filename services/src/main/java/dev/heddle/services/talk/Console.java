package dev.heddle.services.talk;

import org.jspecify.annotations.Nullable;

/// Where the server's own person sits. Thread-safe: one thread reads while others print.
public interface Console extends AutoCloseable {

  /// Waits for a line to be typed.
  ///
  /// @param prompt what asks for it
  /// @return the line, or null when nobody types any more
  @Nullable String readLine(String prompt);

  /// Shows a line, without disturbing what is being typed.
  void print(String line);

  /// Ends it; a read that waits returns null.
  @Override
  void close();

  /// Nobody is there.
  Console NOBODY =
      new Console() {
        @Override
        public @Nullable String readLine(String prompt) {
          return null;
        }

        @Override
        public void print(String line) {
          // Nobody reads it.
        }

        @Override
        public void close() {
          // Nothing to end.
        }
      };
}
