package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the docs refer to exists: files, headings, classes and their members.
class DocsTest {
  private static final Pattern LISTING = Pattern.compile("(?ms)^ *```.*?^ *```");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  /// A class in code, with its members: `Server.Builder.start()`.
  private static final Pattern NAME =
      Pattern.compile("`([A-Z][A-Z0-9]*[a-z]\\w*)((?:\\.[A-Za-z]\\w*)*)(?:\\(.*?\\))?`");

  /// The same, with its package: `` `Ring` (in `loop.uring`) ``.
  private static final Pattern PLACED =
      Pattern.compile("`([A-Z][A-Z0-9]*[a-z]\\w*)[^`]*` \\((?:in )?`([a-z.]+)`\\)");

  private static final List<String> OF_THE_JDK =
      List.of(
          "java.io.",
          "java.lang.",
          "java.lang.foreign.",
          "java.lang.invoke.",
          "java.lang.management.",
          "java.net.",
          "java.nio.channels.",
          "java.nio.channels.spi.",
          "java.nio.file.",
          "java.util.",
          "java.util.concurrent.",
          "java.util.concurrent.locks.",
          "com.sun.management.",
          "javax.net.ssl.");

  /// Names of other libraries, of protocols, and former ones of ours that decisions mention.
  private static final Set<String> FOREIGN =
      Set.of(
          "Draft_6455",
          "Driver",
          "HttpService",
          "LoopsDriver",
          "Origin",
          "SessionInputBuffer",
          "WebSocketImpl");

  /// The Java sources, of which several may have the same name.
  private static final Map<String, List<Path>> SOURCES =
      Checkout.files(".java").stream()
          .collect(
              Collectors.groupingBy(file -> file.getFileName().toString().replace(".java", "")));

  static Stream<Path> pages() {
    return Checkout.files(".md").stream();
  }

  static Stream<Path> pagesAboutTheInside() {
    Path docs = Checkout.ROOT.resolve("docs");
    return pages()
        .filter(page ->
            page.startsWith(docs.resolve("adr"))
                || page.equals(docs.resolve("architecture.md"))
                || page.equals(docs.resolve("concurrency.md")));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) {
    var dead = new TreeSet<String>();
    for (MatchResult link : all(LINK, prose(page))) {
      String target = link.group(1);
      if (!target.matches("[a-z]+:.*") && !leadsSomewhere(page, target)) {
        dead.add(target);
      }
    }
    assertThat(dead).isEmpty();
  }

  private static boolean leadsSomewhere(Path page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    return Files.exists(file) && (parts.length == 1 || headings(file).contains(parts[1]));
  }

  /// As they are in the addresses of a rendered page.
  private static Set<String> headings(Path page) {
    return all(HEADING, prose(page)).stream()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT).strip())
        .map(heading -> heading.replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("pagesAboutTheInside")
  void classesAndTheirMembersExist(Path page) {
    var unknown = new TreeSet<String>();
    for (MatchResult name : all(NAME, prose(page))) {
      if (!exists(name.group(1), name.group(2)) && !isForeign(name.group(1))) {
        unknown.add(name.group());
      }
    }
    assertThat(unknown).isEmpty();
  }

  /// @param members with a dot before each; they may be inherited
  private static boolean exists(String type, String members) {
    String hierarchy = hierarchy(type, 3);
    return !hierarchy.isEmpty()
        && Stream.of(members.split("\\."))
            .filter(member -> !member.isEmpty())
            .allMatch(member -> mentions(hierarchy, member));
  }

  /// The sources of a type, of those that have it nested, and of what it extends.
  private static String hierarchy(String type, int levels) {
    var all = new StringBuilder();
    Pattern nested = Pattern.compile("\\b(?:class|record|interface|enum) " + type + "\\b");
    List<Path> own = SOURCES.getOrDefault(type, List.of());
    (own.isEmpty() ? SOURCES.values().stream().flatMap(List::stream) : own.stream())
        .map(Checkout::text)
        .filter(source -> nested.matcher(source).find())
        .forEach(all::append);
    for (MatchResult parent : all(Pattern.compile("\\bextends (\\w+)"), all.toString())) {
      if (levels > 0 && SOURCES.containsKey(parent.group(1)) && !parent.group(1).equals(type)) {
        all.append(hierarchy(parent.group(1), levels - 1));
      }
    }
    return all.toString();
  }

  private static boolean mentions(String source, String word) {
    return Pattern.compile("\\b" + word + "\\b").matcher(source).find();
  }

  private static boolean isForeign(String name) {
    return FOREIGN.contains(name) || OF_THE_JDK.stream().anyMatch(parent -> loads(parent + name));
  }

  private static boolean loads(String name) {
    try {
      Class.forName(name, false, DocsTest.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("pagesAboutTheInside")
  void classesAreInThePackagesThatAreGiven(Path page) {
    var misplaced = new TreeSet<String>();
    for (MatchResult placed : all(PLACED, prose(page))) {
      String folder = "/" + placed.group(2).replace('.', '/') + "/" + placed.group(1) + ".java";
      if (SOURCES.getOrDefault(placed.group(1), List.of()).stream()
          .noneMatch(file -> file.toString().endsWith(folder))) {
        misplaced.add(placed.group());
      }
    }
    assertThat(misplaced).isEmpty();
  }

  @Test
  void everyPackageIsInTheTableOfFolders() {
    String table = Checkout.text(Checkout.ROOT.resolve("docs/architecture.md"));
    var missing = new TreeSet<String>();
    for (Path file : Checkout.files("package-info.java")) {
      String name =
          file.getParent().toString().replaceAll(".*/src/main/java/", "").replace('/', '.');
      if (!name.contains("src") && !table.contains(": `" + name + "` |")) {
        missing.add(name);
      }
    }
    assertThat(missing).isEmpty();
  }

  private static List<MatchResult> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().toList();
  }

  /// The page without its listings.
  private static String prose(Path page) {
    return LISTING.matcher(Checkout.text(page)).replaceAll("");
  }
}
