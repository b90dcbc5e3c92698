package dev.heddle.cli.lab;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.terminal.PatternPlayer;
import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.lab.Experiment;
import dev.heddle.lab.Setting;
import dev.heddle.lab.Settings;
import dev.heddle.lab.record.ThreadKind;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `heddle lab PATTERN`: runs one pattern.
@Command(sortOptions = false, sortSynopsis = false)
final class PatternCommand implements Callable<Integer> {
  @Spec CommandSpec spec = CommandSpec.create(); // replaced by that of this command

  private final Experiment pattern;
  private final StandardStreams streams;

  @Option(
      names = "--threads",
      paramLabel = "KIND",
      description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  Threads threads = Threads.platform;

  @Option(names = "--seed", paramLabel = "N", description = "Fixes the random choices.")
  @Nullable Long seed;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with pictures, too.")
  @Nullable Path html;

  @Option(names = "--quiet", description = "Print the summary only, no events.")
  boolean quiet;

  private PatternCommand(Experiment pattern, StandardStreams streams) {
    this.pattern = pattern;
    this.streams = streams;
  }

  /// The kinds of threads by their names on the command line.
  enum Threads {
    platform,
    virtual;

    ThreadKind kind() {
      return this == platform ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL;
    }
  }

  static CommandLine commandLine(Experiment pattern, StandardStreams streams) {
    var command = new CommandLine(new PatternCommand(pattern, streams));
    CommandSpec spec = command.getCommandSpec().name(pattern.name());
    spec.usageMessage().description(pattern.description());
    for (Setting setting : pattern.settings()) {
      spec.addOption(
          OptionSpec.builder("--" + setting.name())
              .type(String.class)
              .paramLabel(setting.label())
              .completionCandidates(setting.allowed())
              .description(sentence(setting))
              .build());
    }
    return command;
  }

  private static String sentence(Setting setting) {
    String text = setting.description();
    return Character.toUpperCase(text.charAt(0))
        + text.substring(1)
        + ". Default: "
        + setting.defaultValue()
        + '.';
  }

  @Override
  public Integer call() throws CommandFailure {
    var showing =
        new PatternPlayer(
            pattern, threads.kind(), seed == null ? System.nanoTime() : seed, quiet, streams);
    return showing.run(settings(), html);
  }

  private Settings settings() throws CommandFailure {
    Settings settings = Settings.DEFAULTS;
    for (Setting setting : pattern.settings()) {
      String value =
          spec.commandLine().getParseResult().matchedOptionValue("--" + setting.name(), null);
      if (value == null) {
        continue;
      }
      try {
        settings = settings.with(setting, value);
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage(String.valueOf(e.getMessage()));
      }
    }
    return settings;
  }
}
