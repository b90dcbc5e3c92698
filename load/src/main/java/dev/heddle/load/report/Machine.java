package dev.heddle.load.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine of the measurement. Immutable.
///
/// @param processors how many this process may use
public record Machine(
    String processor, int processors, String memory, String kernel, String java, String generator) {

  /// This one.
  ///
  /// @param generator the version of what measures
  public static Machine here(String generator) {
    return new Machine(
        field("/proc/cpuinfo", "model name", System.getProperty("os.arch")),
        Runtime.getRuntime().availableProcessors(),
        field("/proc/meminfo", "MemTotal", "unknown"),
        System.getProperty("os.name") + ' ' + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + ' ' + Runtime.version(),
        generator);
  }

  private static String field(String file, String name, String otherwise) {
    try {
      for (String line : Files.readAllLines(Path.of(file))) {
        if (line.startsWith(name)) {
          return line.substring(line.indexOf(':') + 1).strip();
        }
      }
    } catch (IOException e) {
      // Not Linux.
    }
    return otherwise;
  }

  /// In one line.
  @Override
  public String toString() {
    return processor + ", " + processors + " processors, " + memory + ", " + kernel + ", " + java;
  }
}
