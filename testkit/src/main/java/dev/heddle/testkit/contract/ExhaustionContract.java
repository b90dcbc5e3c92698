package dev.heddle.testkit.contract;

import static dev.heddle.testkit.contract.EngineUnderTest.Ability.MANY_AT_ONCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.fixtures.Eventually;
import dev.heddle.fixtures.Peer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A process that runs out of descriptors: it pauses, says so once, and resumes when some are back.
@Tag("exhaustion")
abstract class ExhaustionContract extends Contract {
  private static final int DESCRIPTORS = 64;
  private static final Map<String, String> JARS = new ConcurrentHashMap<>();

  @Test
  void aServerWithoutDescriptorsPausesSaysSoOnceRecoversAndServesAgain() throws Exception {
    runsOut("has-logged");
  }

  @Test
  void aServerWhoseFirstLogRecordIsAboutItsDescriptorsRecoversToo() throws Exception {
    runsOut("has-not-logged");
  }

  private void runsOut(String logged) throws Exception {
    needs(MANY_AT_ONCE);
    plainOnly("the process that runs out speaks plain text");
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")));
    Process child =
        new ProcessBuilder("/bin/sh", "-c", command(logged)).redirectErrorStream(true).start();
    List<String> output = new CopyOnWriteArrayList<>();
    try {
      BufferedReader reader = child.inputReader();
      int port = port(reader, output);
      var reading = asideRun(() -> reader.lines().forEach(output::add));
      var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
      // Whole lives first: it runs out while it is at work.
      for (int i = 0; i < 3; i++) {
        Peer before = peer(address);
        assertThat(before.send("before\n").line()).isEqualTo("before");
        before.halfClose();
        before.seesTheEnd();
      }
      Peer inside = peer(address);
      assertThat(inside.send("hello\n").line()).isEqualTo("hello");
      List<Peer> crowd = new ArrayList<>();
      for (int i = 0; i < DESCRIPTORS + 20; i++) {
        crowd.add(peer(address));
      }
      says(output, "pauses");
      assertThat(inside.send("inside\n").line()).isEqualTo("inside");
      Eventually.stays(
          "it says so once", Duration.ofMillis(500), () -> count(output, "pauses") == 1);
      crowd.forEach(Peer::close);
      says(output, "resumes");
      assertThat(peer(address).send("after\n").line()).isEqualTo("after");
      assertThat(output).noneMatch(line -> line.contains("SEVERE"));
      child.getOutputStream().close();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(child.exitValue()).isZero();
      Eventually.result(reading);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("with a server that said: " + output, e);
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private String command(String logged) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return "ulimit -n "
        + DESCRIPTORS
        + "; exec '"
        + java
        + "' -Xshare:auto -XX:TieredStopAtLevel=1 --add-opens java.base/java.lang=ALL-UNNAMED"
        + " --add-opens java.base/sun.nio.ch=ALL-UNNAMED"
        + " --enable-native-access=ALL-UNNAMED"
        + " -cp '"
        + classPath()
        + "' "
        + ExhaustedServer.class.getName()
        + " '"
        + suite().getClass().getName()
        + "' "
        + logged;
  }

  /// Jars, as in real life: they are opened once, whereas a folder needs a descriptor for every
  /// class.
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(entry -> JARS.computeIfAbsent(entry, ExhaustionContract::jar))
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String jar(String entry) {
    if (!Files.isDirectory(Path.of(entry))) {
      return entry;
    }
    try {
      File jar = File.createTempFile("heddle-exhaustion", ".jar");
      jar.deleteOnExit();
      int result =
          ToolProvider.findFirst("jar")
              .orElseThrow()
              .run(System.out, System.err, "--create", "--file", jar.getPath(), "-C", entry, ".");
      assertThat(result).isZero();
      return jar.getPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(BufferedReader reader, List<String> output) throws IOException {
    for (String line; (line = reader.readLine()) != null; ) {
      if (line.startsWith(ExhaustedServer.READY)) {
        return Integer.parseInt(line.substring(ExhaustedServer.READY.length()));
      }
      output.add(line);
    }
    throw new AssertionError("the child did not start: " + output);
  }

  private static void says(List<String> output, String word) {
    Eventually.that("it says once that it " + word, () -> count(output, word) == 1);
  }

  private static long count(List<String> output, String word) {
    return output.stream()
        .filter(line -> line.contains("accepting on") && line.contains(word))
        .count();
  }
}
