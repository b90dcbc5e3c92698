package dev.heddle.sim;

import dev.heddle.sim.agent.Sites.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The lines of the sources behind the places in a story, if they lie where builds have them, below
/// the working directory. Belongs to one thread.
final class Sources {
  private static final List<String> FOLDERS =
      List.of("src/test/java", "src/main/java", "src/test/kotlin", "src/main/kotlin", "src");

  private final Map<String, List<String>> files = new HashMap<>();

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
