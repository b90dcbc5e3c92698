package dev.heddle.cli.terminal;

import java.io.IOException;
import org.jline.terminal.Terminal;

/// The terminal's size.
public final class Screen {
  private static final int USUAL = 80;

  private Screen() {}

  /// How many columns the terminal has; 80 if unknown.
  static int width() {
    try (Terminal terminal = Terminals.open()) {
      return width(terminal);
    } catch (IOException e) {
      return USUAL;
    }
  }

  static int width(Terminal terminal) {
    int columns = terminal.getSize().getColumns();
    return columns > 0 ? columns : USUAL;
  }
}
