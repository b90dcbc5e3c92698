package dev.heddle.sim;

import dev.heddle.sim.agent.Sites.Site;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The lines of the sources behind the places in a story, if they lie where builds have them, below
/// the working directory; and whether a place is in a library. Belongs to one thread.
final class Sources {
  private static final List<String> FOLDERS =
      List.of("src/test/java", "src/main/java", "src/test/kotlin", "src/main/kotlin", "src");

  /// Where Maven and Gradle put jars.
  private static final List<String> OUTPUTS = List.of("/target/", "/build/libs/");

  private final Map<String, List<String>> files = new HashMap<>();
  private final Map<String, Boolean> libraries = new HashMap<>();

  /// The line, without its indentation; empty if it is not there.
  String line(Site site) {
    if (site.line() < 1 || site.file().isEmpty()) {
      return "";
    }
    int dot = site.type().lastIndexOf('.');
    String folder = dot < 0 ? "" : site.type().substring(0, dot).replace('.', '/') + '/';
    List<String> lines = files.computeIfAbsent(folder + site.file(), Sources::read);
    return site.line() <= lines.size() ? lines.get(site.line() - 1).strip() : "";
  }

  /// Whether the class is in a jar that some other build has made, or in the JDK's image. Those of
  /// a jar that `heddle sim` was given are not on the class path.
  boolean inLibrary(Site site) {
    return libraries.computeIfAbsent(
        site.type(),
        type -> {
          URL file = ClassLoader.getSystemResource(type.replace('.', '/') + ".class");
          return file != null && isLibrary(file);
        });
  }

  /// Other modules of the same build may come as jars, too, from where it puts them.
  static boolean isLibrary(URL classFile) {
    return !classFile.getProtocol().equals("file")
        && OUTPUTS.stream().noneMatch(classFile.getPath()::contains);
  }

  private static List<String> read(String file) {
    for (String folder : FOLDERS) {
      Path path = Path.of(folder, file);
      if (Files.isRegularFile(path)) {
        try {
          return Files.readAllLines(path);
        } catch (IOException e) {
          return List.of(); // a story is told without it
        }
      }
    }
    return List.of();
  }
}
