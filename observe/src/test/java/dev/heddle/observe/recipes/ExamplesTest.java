package dev.heddle.observe.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each public type of the API shows how it is used, and what it shows compiles.
class ExamplesTest {
  private static final List<Path> PACKAGES =
      List.of(
          Path.of("../core/src/main/java/dev/heddle"),
          Path.of("../core/src/main/java/dev/heddle/text"),
          Path.of("../http/src/main/java/dev/heddle/http"),
          Path.of("../http/src/main/java/dev/heddle/http/files"),
          Path.of("../http/src/main/java/dev/heddle/http/websocket"));
  private static final String IMPORTS =
      Stream.of(
              "dev.heddle",
              "dev.heddle.http",
              "dev.heddle.http.files",
              "dev.heddle.http.websocket",
              "dev.heddle.text",
              "java.io",
              "java.lang.System.Logger",
              "java.nio",
              "java.nio.channels",
              "java.nio.charset",
              "java.nio.file",
              "java.time",
              "java.util",
              "java.util.concurrent")
          .map("import %s.*;%n"::formatted)
          .collect(Collectors.joining());
  private static final Pattern TYPE =
      Pattern.compile("((?:^///.*\n)+)(?:@.*\n)*^public ", Pattern.MULTILINE);
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path output;

  @Test
  void eachPublicTypeHasAnExampleThatCompiles() throws IOException {
    List<JavaFileObject> examples = new ArrayList<>();
    for (Path file : files()) {
      Matcher type = TYPE.matcher(Files.readString(file));
      if (type.find()) {
        String comment = type.group(1).replaceAll("(?m)^/// ?", "");
        Matcher example = EXAMPLE.matcher(comment);
        assertThat(example.find()).as("%s has an example", file).isTrue();
        examples.add(source(file, example.group(1)));
      }
    }
    assertThat(examples).hasSizeGreaterThan(50);
    compile(examples);
  }

  private void compile(List<JavaFileObject> examples) {
    var said = new StringWriter();
    List<String> options =
        List.of("-cp", System.getProperty("java.class.path"), "-d", output.toString());
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(said, null, null, options, null, examples)
            .call();
    assertThat(compiled).as("compiles:\n%s", said).isTrue();
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path each : PACKAGES) {
      try (Stream<Path> list = Files.list(each)) {
        list.filter(file -> file.toString().endsWith(".java")).sorted().forEach(files::add);
      }
    }
    return files;
  }

  /// An example is statements; some return or throw.
  private static JavaFileObject source(Path file, String example) {
    String name = "Example" + file.getFileName().toString().replace(".java", "");
    String text =
        "package dev.heddle.observe.recipes;%n%sabstract class %s extends Prelude {%n Object run() throws Exception {%n if (yes()) {%n%s%n}%n return null;%n}%n}%n"
            .formatted(IMPORTS, name, example);
    return new SimpleJavaFileObject(
        URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }
}
