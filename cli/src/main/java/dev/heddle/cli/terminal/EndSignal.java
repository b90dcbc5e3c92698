package dev.heddle.cli.terminal;

import java.util.function.Consumer;
import org.jline.utils.Signals;

/// The signals that ask a process to end.
///
/// The JVM's own way to hear of them, a shutdown hook, will not do: once the hooks run, a second
/// signal has no effect, the exit code is fixed, and other hooks have closed the terminal already.
public enum EndSignal {
  HUP(1),
  INT(2),
  TERM(15);

  private final int number;

  EndSignal(int number) {
    this.number = number;
  }

  /// What shells report for a process that this signal has ended.
  public int exitCode() {
    return 128 + number;
  }

  /// Runs `action` with each of these signals that comes, on a thread of its own. Signals that the
  /// process was started to ignore, as by `nohup`, and all of them in a JVM that runs with `-Xrs`,
  /// stay as they are.
  public static void onEach(Consumer<EndSignal> action) {
    for (EndSignal signal : values()) {
      Signals.register(signal.name(), () -> action.accept(signal));
    }
  }
}
