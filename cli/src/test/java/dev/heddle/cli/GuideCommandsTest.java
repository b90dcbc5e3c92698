package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.heddle.cli.terminal.StandardStreams;
import dev.heddle.lab.patterns.Patterns;
import dev.heddle.lab.steps.Steps;
import dev.heddle.services.Services;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every `heddle` command in the guide is one that the command accepts. `PORT` stands for a port
/// and `HOST:PORT` for a server.
class GuideCommandsTest {
  private static final Path GUIDE = Path.of("../docs/guide");

  /// In code, up to its end, a pipe, a comment or a redirection.
  private static final Pattern COMMAND =
      Pattern.compile(
          "(?:^ {4,}|`|\\| *|& *|=\\w* )(\\./)?heddle (?!\\S+: )([^`\n|#>&;]+)", Pattern.MULTILINE);

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  static List<String> commands() throws IOException {
    var commands = new TreeSet<String>();
    for (Path page : pages()) {
      Matcher command = COMMAND.matcher(Files.readString(page));
      while (command.find()) {
        String words = command.group(2).strip();
        if (command.group(1) != null || words.contains(" ")) { // else it is a command's name
          commands.add(words);
        }
      }
    }
    return List.copyOf(commands);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(GUIDE)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @ParameterizedTest(name = "heddle {0}")
  @MethodSource("commands")
  void isAccepted(String command) {
    var streams =
        new StandardStreams(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(OutputStream.nullOutputStream()),
            new PrintStream(OutputStream.nullOutputStream()));
    assertThatCode(() -> Heddle.commandLine(streams).parseArgs(words(command)))
        .doesNotThrowAnyException();
  }

  private static String[] words(String command) {
    var words = new ArrayList<String>();
    Matcher word = WORD.matcher(command.replace("HOST:PORT", ":7001").replace("PORT", "7001"));
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words.toArray(String[]::new);
  }

  @Test
  void everyServicePatternAndStepIsInTheGuide() throws IOException {
    String all = String.join("\n", commands());
    Services.all().forEach(service -> assertThat(all).contains("serve " + service.name()));
    Patterns.all().forEach(pattern -> assertThat(all).contains("lab " + pattern.name()));
    Steps.all().forEach(step -> assertThat(all).containsPattern("lab " + step.name() + "\\b"));
  }
}
