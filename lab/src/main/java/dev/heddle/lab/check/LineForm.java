package dev.heddle.lab.check;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text of a file of rules: `*` stands for anything, `{name}` for a word that is the same
/// everywhere, ` | ` is between alternatives, `\n`, `\t`, `\*`, `\{`, `\|` and `\\` stand for
/// themselves. Immutable.
final class LineForm {
  private static final Pattern PIECE =
      Pattern.compile("\\\\(?<escape>.)|(?<any>\\*)|\\{(?<name>[A-Za-z][A-Za-z0-9]*)\\}");
  private static final Pattern ALTERNATIVE = Pattern.compile(" \\| ");

  private final String text;

  LineForm(String text) {
    this.text = text;
  }

  /// As it is sent: a word that is not known yet is made up, and remembered.
  String fill(Map<String, String> words) {
    var filled = new StringBuilder();
    Matcher pieces = PIECE.matcher(text);
    int literal = 0;
    for (; pieces.find(); literal = pieces.end()) {
      filled.append(text, literal, pieces.start());
      String name = pieces.group("name");
      filled.append(
          name != null
              ? words.computeIfAbsent(name, LineForm::newWord)
              : pieces.group("any") != null ? "*" : escaped(pieces.group("escape")));
    }
    return filled.append(text, literal, text.length()).toString();
  }

  private static String newWord(String name) {
    return name + Long.toString(System.nanoTime() & 0xffffff, 36);
  }

  /// Whether a line is like this; words that were not known are taken from it.
  boolean matches(String line, Map<String, String> words) {
    for (String alternative : ALTERNATIVE.split(text, -1)) {
      var unknown = new HashSet<String>();
      Matcher matcher = pattern(alternative, words, unknown).matcher(line);
      if (matcher.matches()) {
        unknown.forEach(name -> words.put(name, matcher.group(name)));
        return true;
      }
    }
    return false;
  }

  private static Pattern pattern(String text, Map<String, String> words, Set<String> unknown) {
    var pattern = new StringBuilder();
    Matcher pieces = PIECE.matcher(text);
    int literal = 0;
    for (; pieces.find(); literal = pieces.end()) {
      pattern.append(Pattern.quote(text.substring(literal, pieces.start())));
      String name = pieces.group("name");
      if (name == null) {
        boolean any = pieces.group("any") != null;
        pattern.append(any ? ".*" : Pattern.quote(escaped(pieces.group("escape"))));
      } else if (words.containsKey(name)) {
        pattern.append(Pattern.quote(words.get(name)));
      } else {
        pattern.append(unknown.add(name) ? "(?<" + name + ">\\S+?)" : "\\k<" + name + ">");
      }
    }
    pattern.append(Pattern.quote(text.substring(literal)));
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  private static String escaped(String letter) {
    return switch (letter) {
      case "n" -> "\n";
      case "r" -> "\r";
      case "t" -> "\t";
      default -> letter;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
