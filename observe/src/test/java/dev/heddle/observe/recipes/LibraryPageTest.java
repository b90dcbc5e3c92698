package dev.heddle.observe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The code of docs/library.md is the code that the build compiles and tries.
class LibraryPageTest {
  private static final Path PAGE = Path.of("../docs/library.md");
  private static final Path RECIPES = Path.of("src/test/java/dev/heddle/observe/recipes");
  private static final String ROOT = "..";
  private static final Pattern BLOCK =
      Pattern.compile("(?:<!-- (\\S+): (\\S+) -->\n)?```java\n(.*?)```\n", Pattern.DOTALL);

  @Test
  void eachBlockOfCodeIsARegionOfACompiledFile() throws IOException {
    Matcher block = BLOCK.matcher(Files.readString(PAGE));
    int blocks = 0;
    for (; block.find(); blocks++) {
      assertThat(block.group(1)).as("from which file?\n%s", block.group(3)).isNotNull();
      assertThat(block.group(3)).isEqualTo(region(block.group(1), block.group(2)));
    }
    assertThat(blocks).isEqualTo(13);
  }

  private static String region(String file, String name) throws IOException {
    String source =
        Files.readString(file.startsWith("/") ? Path.of(ROOT + file) : RECIPES.resolve(file));
    Matcher region =
        Pattern.compile("// region " + name + "\n(.*?)\\s*// endregion", Pattern.DOTALL)
            .matcher(source);
    assertThat(region.find()).as("region %s of %s", name, file).isTrue();
    return region.group(1).stripIndent().stripTrailing() + "\n";
  }
}
