package dev.heddle.load.proc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine's processors, whichever of them this process may use.
public final class Processors {
  private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");

  private Processors() {}

  /// Whether there is one only: who is busy waiting there takes it from whom it waits for. How many
  /// this process may use does not tell: pinned to one, it disturbs no server that has another.
  public static boolean single() {
    try {
      return Files.readString(ONLINE).strip().equals("0");
    } catch (IOException e) {
      return Runtime.getRuntime().availableProcessors() == 1; // not Linux
    }
  }
}
