package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.Server;
import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputTest {

  @Test
  void outputThatIsLostOnAFullDiskIsReported() throws Exception {
    var full = new File("/dev/full");
    assumeTrue(full.exists(), "there is no /dev/full here");
    try (var heddle = HeddleProcess.start(Redirect.to(full), "help")) {
      assertThat(heddle.nextErrorLine())
          .isEqualTo("heddle: cannot write the output: No space left on device");
      assertThat(heddle.exitCode()).isEqualTo(1);
    }
  }

  @Test
  void aReportThatCannotBeWrittenIsNamedAndTheOthersAreKept(@TempDir Path folder) throws Exception {
    assumeTrue(new File("/dev/full").exists(), "there is no /dev/full here");
    Path page = folder.resolve("load.html");
    try (Server echo =
        Server.builder(
                connection -> {
                  ByteBuffer bytes = ByteBuffer.allocate(1024);
                  while (connection.read(bytes.clear()) >= 0) {
                    connection.write(bytes.flip());
                  }
                })
            .start()) {
      Run run =
          Run.heddle(
              "load",
              ":" + echo.port(),
              "--requests",
              "10",
              "--connections",
              "1",
              "--json",
              "/dev/full",
              "--html",
              page.toString());
      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err())
          .endsWith(
              "heddle load: cannot write /dev/full: No space left on device\n"); // after progress
      assertThat(page).isNotEmptyFile();
    }
  }

  @Test
  void aFileNameThatTheLocaleCannotWriteIsReportedInPlainWords() throws Exception {
    try (var heddle =
        HeddleProcess.start(Map.of("LC_ALL", "C"), "load", ":1", "--html", "b\u00fccher.html")) {
      assertThat(heddle.complaints())
          .contains("is no file's name in this locale; LC_ALL=C.UTF-8 has all letters")
          .doesNotContain("Exception")
          .hasLineCount(1);
      assertThat(heddle.exitCode()).isEqualTo(2);
    }
  }

  @Test
  void aReaderThatHasHadEnoughIsNoFailure() throws Exception {
    try (var heddle = HeddleProcess.start("lab", "counter")) {
      heddle.nextLine();
      heddle.stopReading();
      assertThat(heddle.nextErrorLine()).isNull();
      assertThat(heddle.exitCode()).isZero();
    }
  }
}
