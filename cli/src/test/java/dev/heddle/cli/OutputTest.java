package dev.heddle.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.lang.ProcessBuilder.Redirect;
import org.junit.jupiter.api.Test;

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
  void aReaderThatHasHadEnoughIsNoFailure() throws Exception {
    try (var heddle = HeddleProcess.start("lab", "counter")) {
      heddle.nextLine();
      heddle.stopReading();
      assertThat(heddle.nextErrorLine()).isNull();
      assertThat(heddle.exitCode()).isZero();
    }
  }
}
