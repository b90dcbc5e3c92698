package dev.heddle.lab.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// What Linux keeps of a process in `/proc`; elsewhere nothing is known of it. Immutable; each
/// figure is read when it is asked for.
///
/// @param pid the process's number
public record ProcessStatus(long pid) {

  /// How much of its memory is in use, in KiB.
  ///
  /// @throws IOException if the process has ended
  public OptionalLong kibibytes() throws IOException {
    return figure("VmRSS:");
  }

  /// How many threads it has.
  ///
  /// @throws IOException if the process has ended
  public OptionalLong threads() throws IOException {
    return figure("Threads:");
  }

  private OptionalLong figure(String name) throws IOException {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return OptionalLong.empty();
    }
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith(name)) {
        return OptionalLong.of(Long.parseLong(line.replaceAll("[^0-9]", "")));
      }
    }
    return OptionalLong.empty();
  }
}
