package dev.heddle.services.talk;

import org.jspecify.annotations.Nullable;

/// The console of the server's operator. Thread-safe: one thread reads while others print.
public interface Console extends AutoCloseable {

  /// Waits for a line to be typed.
  ///
  /// @param prompt what asks for it
  /// @return the line, or null at the end of the input
  @Nullable String readLine(String prompt);

  /// Shows a line, without disturbing the line that is being typed.
  void print(String line);

  /// Ends it; a read that waits returns null.
  @Override
  void close();

  /// An unattended console.
  Console NOBODY =
      new Console() {
        @Override
        public @Nullable String readLine(String prompt) {
          return null;
        }

        @Override
        public void print(String line) {
          // Discards it.
        }

        @Override
        public void close() {
          // Nothing to end.
        }
      };
}
