package dev.heddle.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.sim.example.PrintDigest;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OtherJvmTest {
  private static String digest(String... options) throws IOException {
    return digest(List.of(options), List.of());
  }

  private static String digest(List<String> options, List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), PrintDigest.class.getName()));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    String printed = new String(process.getInputStream().readAllBytes());
    return printed.lines().filter(line -> line.startsWith("digest ")).findFirst().orElse(printed);
  }

  @Test
  void aSimulationIsTheSameInEachJvm() throws IOException {
    String usual = digest();
    assertThat(usual).startsWith("digest ");
    assertThat(digest("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")).isEqualTo(usual);
    assertThat(digest("-Xint", "-XX:+UseZGC")).isEqualTo(usual);
  }

  @Test
  void aSimulationIsTheSameWithOtherHeadersOfObjects() throws IOException {
    String usual = digest();
    assertThat(usual).startsWith("digest ");
    assertThat(digest("-XX:+UseCompactObjectHeaders")).isEqualTo(usual);
  }

  @Test
  void aSimulationIsTheSameOnAMachineWithOtherProcessors() throws IOException {
    String one = digest("-XX:ActiveProcessorCount=1");
    assertThat(one).startsWith("digest ");
    assertThat(digest("-XX:ActiveProcessorCount=8")).isEqualTo(one);
  }

  @Test
  void aSimulationIsTheSameAfterAnotherOneInItsJvm() throws IOException {
    assertThat(digest(List.of(), List.of("after another"))).isEqualTo(digest());
  }
}
