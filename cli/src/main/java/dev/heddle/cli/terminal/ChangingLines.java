package dev.heddle.cli.terminal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jspecify.annotations.Nullable;

/// The last lines on a terminal, which change in place. Belongs to one thread.
public final class ChangingLines implements AutoCloseable {
  private static final int NARROWEST = 20;

  private final Terminal terminal;
  private final Display display;

  private ChangingLines(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    display.resize(terminal.getSize());
  }

  /// @return null if there is no terminal that can be drawn on
  public static @Nullable ChangingLines on(StandardStreams streams) {
    try {
      return streams.isScreen() ? new ChangingLines(Terminals.open()) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Shows these lines in place of those before, cut off where the terminal ends.
  public void show(List<String> lines) {
    int width = Math.max(NARROWEST, Screen.width(terminal) - 1);
    display.update(
        lines.stream().map(line -> new AttributedString(line).columnSubSequence(0, width)).toList(),
        0);
  }

  /// Leaves the place to what is printed next.
  public void clear() {
    show(List.of());
  }

  @Override
  public void close() {
    clear();
    try {
      terminal.close();
    } catch (IOException e) {
      // Nothing is shown any more.
    }
  }
}
