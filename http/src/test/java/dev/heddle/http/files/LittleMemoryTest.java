package dev.heddle.http.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.http.Http;
import dev.heddle.http.HttpTalk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LittleMemoryTest {
  private static final int FILES = 6;
  private static final int SIZE = 1_000_000;

  @Test
  void filesForWhichThereIsNoMemoryAreSentFromTheDisk(@TempDir Path folder) throws Exception {
    for (int i = 0; i < FILES; i++) {
      Files.writeString(folder.resolve("f" + i), ("" + i).repeat(SIZE));
    }
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:MaxDirectMemorySize=2500k",
                "-cp",
                System.getProperty("java.class.path"),
                Served.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said.lines()).containsOnlyOnce("200 0", "200 1", "200 2", "200 3", "200 4", "200 5");
    assertThat(child.waitFor()).isZero();
  }

  /// Asks for each file, and keeps all of them in use meanwhile.
  static final class Served {
    private Served() {}

    public static void main(String[] args) throws IOException {
      var files = new Http(new StaticFiles(Path.of(args[0]), false));
      try (HttpTalk client = HttpTalk.with(files, Engine.threads())) {
        for (int i = 0; i < FILES; i++) {
          client.get("/f" + i);
        }
        for (int i = 0; i < FILES; i++) {
          var reply = client.reply();
          boolean whole = reply.text().equals(("" + i).repeat(SIZE));
          System.out.println(reply.status() + " " + (whole ? i : "not as it is"));
        }
      }
      System.exit(0);
    }
  }
}
