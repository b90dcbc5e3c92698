package dev.heddle.lab.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The guide's code is the code that the build compiles: each block of Java or Python stands below
/// a comment that names a file and a region of it. `HEDDLE_GUIDE=write` copies the regions into the
/// pages.
class GuideTest {
  private static final boolean WRITE = "write".equals(System.getenv("HEDDLE_GUIDE"));
  private static final Path GUIDE = Path.of("../docs/guide");
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- (\\S+): (\\S+) -->\n)?```(java|python)\n(.*?)```\n", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  @Test
  void eachBlockOfCodeIsARegionOfACompiledFile() throws IOException {
    Map<String, Path> sources = sources();
    for (Path page : pages()) {
      String text = Files.readString(page);
      var filled = new StringBuilder();
      Matcher block = BLOCK.matcher(text);
      while (block.find()) {
        assertThat(block.group(1))
            .as("%s: where is this from?\n%s", page, block.group(4))
            .isNotNull();
        String code = region(sources, block.group(1), block.group(2));
        if (!WRITE) {
          assertThat(block.group(4))
              .as("%s differs from %s; HEDDLE_GUIDE=write copies it", page, block.group(1))
              .isEqualTo(code);
        }
        String head = block.group().substring(0, block.group().indexOf("```"));
        block.appendReplacement(
            filled,
            Matcher.quoteReplacement(head + "```" + block.group(3) + "\n" + code + "```\n"));
      }
      if (WRITE) {
        Files.writeString(page, block.appendTail(filled).toString());
      }
    }
  }

  @Test
  void eachLinkLeadsSomewhere() throws IOException {
    for (Path page : pages()) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1))).as("in %s", page).exists();
      }
    }
  }

  @Test
  void eachPlaceOnAPageThatIsPointedToExists() throws IOException {
    for (Path page : pages()) {
      String text = Files.readString(page);
      List<String> places =
          Pattern.compile("^#+ (.*)$", Pattern.MULTILINE)
              .matcher(text)
              .results()
              .map(heading -> place(heading.group(1)))
              .toList();
      Pattern.compile("\\]\\(#([^)]+)\\)")
          .matcher(text)
          .results()
          .forEach(link -> assertThat(places).as("in %s", page).contains(link.group(1)));
    }
  }

  /// As GitHub makes them of headings.
  private static String place(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(GUIDE)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  private static Map<String, Path> sources() throws IOException {
    var sources = new TreeMap<String, Path>();
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      files
          .filter(file -> file.toString().endsWith(".java") || file.toString().endsWith(".py"))
          .forEach(file -> sources.put(file.getFileName().toString(), file));
    }
    return sources;
  }

  private static String region(Map<String, Path> sources, String file, String name)
      throws IOException {
    assertThat(sources).containsKey(file);
    var lines = new ArrayList<String>();
    boolean inside = false;
    for (String line : Files.readAllLines(sources.get(file))) {
      if (line.strip().matches("(//|#) endregion")) {
        inside = false;
      } else if (line.strip().matches("(//|#) region " + name)) {
        inside = true;
      } else if (inside) {
        lines.add(line);
      }
    }
    assertThat(lines).as("region %s of %s", name, file).isNotEmpty();
    return String.join("\n", lines).stripTrailing().stripIndent()
        + "\n"; // a last empty line would count
  }
}
