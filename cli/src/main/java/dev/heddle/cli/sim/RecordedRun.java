package dev.heddle.cli.sim;

import dev.heddle.cli.arguments.CommandFailure;
import dev.heddle.cli.arguments.GivenFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A run in a file: the arguments that say what ran, one per line, and then its plan. Lines that
/// begin with # say nothing. Immutable.
record RecordedRun(List<String> what, String plan) {
  private static final String COMMENT = "#";

  static RecordedRun read(Path file) throws CommandFailure {
    String text = new String(GivenFile.read("replay", file), StandardCharsets.UTF_8);
    List<String> lines = new ArrayList<>(text.lines().toList());
    lines.removeIf(line -> line.isBlank() || line.startsWith(COMMENT));
    if (lines.size() < 2) {
      throw CommandFailure.usage(file + " was not written by --save");
    }
    return new RecordedRun(lines.subList(0, lines.size() - 1), lines.getLast());
  }

  void write(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(COMMENT + " heddle sim replay " + file + " makes this run again");
    lines.addAll(what);
    lines.add(plan);
    Files.write(file, lines);
  }
}
