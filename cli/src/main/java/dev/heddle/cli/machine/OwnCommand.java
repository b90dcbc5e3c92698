package dev.heddle.cli.machine;

import dev.heddle.Engine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// How this command starts itself again, in a process of its own.
public final class OwnCommand {
  private static final String MAIN = "dev.heddle.cli.Main"; // it depends on this package

  private OwnCommand() {}

  /// The command line of the same java with the same jars and options, for another subcommand.
  ///
  /// @param words the subcommand and its arguments
  public static List<String> line(String... words) {
    return line(option -> !option.contains("AOT") && !option.startsWith("-Xlog"), words);
  }

  /// The same for one that does what this process does, and needs what the JVM has learnt for it.
  public static List<String> lineOfKind(String... words) {
    return line(option -> !option.contains("AOTMode") && !option.contains("AOTCacheOutput"), words);
  }

  private static List<String> line(Predicate<String> fits, String... words) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions(fits));
    command.addAll(Engine.jvmOptions());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(List.of(words));
    return command;
  }

  private static List<String> jvmOptions(Predicate<String> fits) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-X"))
        .filter(fits)
        .toList();
  }
}
