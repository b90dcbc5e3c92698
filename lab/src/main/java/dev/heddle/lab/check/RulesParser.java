package dev.heddle.lab.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads a file of rules: headings at the beginning of a line, steps indented below them. Not
/// thread-safe; for one file.
final class RulesParser {
  private static final String TALK = "talk";
  private static final String ONE_CLIENT = "one client at a time";
  private static final Pattern HEADING =
      Pattern.compile("(?<part>behaviour|load|robustness):\\s*(?<title>\\S.*)");
  private static final Pattern STEP =
      Pattern.compile(
          "(?:(?<clients>[A-Za-z][A-Za-z0-9]*(?:\\s*,\\s*[A-Za-z][A-Za-z0-9]*)*)\\s+)??"
              + "(?<verb>"
              + verbs()
              + ")(?:\\s+(?<text>.*))?");
  private static final List<String> NOBODY = List.of("");

  private final String name;
  private final List<ScriptStep> talk = new ArrayList<>();
  private final List<Scene> scenes = new ArrayList<>();
  private @Nullable List<ScriptStep> steps;
  private boolean inTalk;
  private boolean oneClient;

  /// What one check does.
  private record Scene(GradePart part, String title, List<ScriptStep> steps) {}

  /// @param name what the file is called in messages
  RulesParser(String name) {
    this.name = name;
  }

  private static String verbs() {
    return Arrays.stream(ScriptStep.Verb.values())
        .flatMap(verb -> Stream.of(verb.one, verb.several))
        .sorted(Comparator.comparingInt(String::length).reversed()) // `sees no` before `sees`
        .map(verb -> verb.replace(" ", "\\s+"))
        .collect(Collectors.joining("|"));
  }

  /// @throws IllegalArgumentException if the text has other things in it
  CheckedService parse(String text) {
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.strip().startsWith("#")) {
        continue;
      }
      if (Character.isWhitespace(line.charAt(0))) {
        step(number, line.strip());
      } else {
        heading(number, line.strip());
      }
    }
    if (talk.stream().noneMatch(step -> step.verb() == ScriptStep.Verb.SENDS)) {
      throw wrong(number, "no section `talk` in which a client sends something");
    }
    var shortest = new ScriptTalk(talk);
    var checks = new ArrayList<Check>();
    checks.add(new Check(GradePart.BEHAVIOUR, "the talk: " + shortest, shortest::tryOnce));
    for (Scene scene : scenes) {
      checks.add(
          new Check(
              scene.part(),
              scene.title(),
              visit -> new ScriptRun(visit, shortest).run(scene.steps())));
    }
    if (!shortest.half().isEmpty() && !oneClient) {
      checks.add(
          new Check(GradePart.BEHAVIOUR, "accepts a line in pieces", shortest::tryInPieces)
              .onTalk());
    }
    return new CheckedService(name, shortest, true, oneClient, false, checks);
  }

  private void heading(int number, String line) {
    Matcher heading = HEADING.matcher(line);
    inTalk = line.equals(TALK);
    if (inTalk) {
      steps = talk;
    } else if (line.equals(ONE_CLIENT)) {
      oneClient = true;
      steps = null;
    } else if (heading.matches()) {
      var part = GradePart.valueOf(heading.group("part").toUpperCase(Locale.ROOT));
      var scene = new Scene(part, heading.group("title"), new ArrayList<>());
      scenes.add(scene);
      steps = scene.steps();
    } else {
      throw wrong(
          number,
          "a heading is `talk`, `behaviour: TITLE`, `load: TITLE`, `robustness: TITLE` or `one"
              + " client at a time`; steps below it are indented");
    }
  }

  private void step(int number, String line) {
    List<ScriptStep> section = steps;
    if (section == null) {
      throw wrong(number, "a step belongs below a heading");
    }
    Matcher step = STEP.matcher(line);
    if (!step.matches()) {
      throw wrong(number, "a step is `CLIENT VERB TEXT`, with one of these verbs: " + known());
    }
    String clients = step.group("clients");
    if (inTalk != (clients == null)) {
      throw wrong(number, inTalk ? "in `talk`, clients have no names" : "which client?");
    }
    ScriptStep.Verb verb = verb(step.group("verb"));
    String text = step.group("text") == null ? "" : step.group("text");
    if (!verb.hasText() && !text.isEmpty()) {
      throw wrong(number, "nothing is expected behind `" + verb.one + "`: " + text);
    }
    if (inTalk && !verb.hasText() && verb != ScriptStep.Verb.IS_CLOSED) {
      throw wrong(number, "in `talk`, a client sends, expects, sees, or is closed");
    }
    section.add(
        new ScriptStep(
            number, clients == null ? NOBODY : List.of(clients.split("\\s*,\\s*")), verb, text));
  }

  private static ScriptStep.Verb verb(String words) {
    String plain = words.replaceAll("\\s+", " ");
    return Arrays.stream(ScriptStep.Verb.values())
        .filter(verb -> verb.one.equals(plain) || verb.several.equals(plain))
        .findFirst()
        .orElseThrow();
  }

  private static String known() {
    return Arrays.stream(ScriptStep.Verb.values())
        .map(verb -> verb.one)
        .collect(Collectors.joining(", "));
  }

  private IllegalArgumentException wrong(int number, String message) {
    return new IllegalArgumentException(name + ", line " + number + ": " + message);
  }
}
