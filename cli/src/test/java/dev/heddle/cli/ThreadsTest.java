package dev.heddle.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.heddle.fixtures.Eventually;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `heddle threads` and its errors, on real processes.
class ThreadsTest {
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  /// A JVM that runs [Deadlocked].
  private String jvm(List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Deadlocked.class.getName());
    command.addAll(List.of(arguments));
    Process process = start(command);
    BufferedReader out = process.inputReader();
    for (String line; (line = out.readLine()) != null && !line.equals("ready"); ) {
      assertThat(line).isNotNull();
    }
    return Long.toString(process.pid());
  }

  private Process start(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
    processes.add(process);
    return process;
  }

  @Test
  void aDeadlockOfVirtualThreadsIsPrintedAndIsTheExitCode() throws Exception {
    Run run = Run.heddle("threads", jvm(List.of(), "deadlock"), "--owners", "--apart", "200ms");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("heddle threads: takes two samples by a thread dump, and an agent");
    assertThat(run.out().lines())
        .contains("DEADLOCK: 2 threads wait for each other, for ever")
        .anyMatch(
            line -> line.matches("  #\\d+ \"left\" \\(virtual\\) at dev.heddle.cli.Deadlocked.*"))
        .anyMatch(line -> line.matches(" +waits for ReentrantLock@[0-9a-f]+, held by #\\d+"));
  }

  @Test
  void aWaitThatNothingCanEndIsPrintedAndIsTheExitCode() throws Exception {
    Run run = Run.heddle("threads", jvm(List.of(), "lost"), "--ends", "--apart", "50ms");
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err().lines())
        .anyMatch(line -> line.matches("heddle threads: and by a heap dump: .* uses \\d+ MiB .*"));
    assertThat(run.out().lines())
        .anyMatch(line -> line.startsWith("NEVER WOKEN: a thread will never be woken: "))
        .anyMatch(
            line -> line.matches("  #\\d+ \"lost\" \\(virtual\\) at dev.heddle.cli.Deadlocked.*"))
        .contains("      waits for a CompletableFuture");
  }

  @Test
  void heapDumpsAreNotTakenAgainAndAgain() throws Exception {
    assertError("--ends samples once", jvm(List.of()), "--ends", "--watch", "5s");
  }

  @Test
  void aPageShowsWhoWaitsForWhom(@TempDir Path folder) throws Exception {
    Path page = folder.resolve("threads.html");
    Run run =
        Run.heddle(
            "threads",
            jvm(List.of(), "deadlock"),
            "--owners",
            "--apart",
            "50ms",
            "--html",
            page.toString());
    assertThat(run.out()).as("the text is printed, too").contains("DEADLOCK: 2 threads");
    assertThat(page)
        .content()
        .contains("&quot;left&quot; (virtual)")
        .as("a thread's name is text")
        .contains("&quot;right\\x1b[31m")
        .doesNotContain("\u001b", "{{")
        .as("two cards, and two arrows, of which one goes back")
        .containsPattern("(?s)(class=bad.*){2}")
        .containsPattern("(?s)class=wait d.*class=\"wait back\"|class=\"wait back\".*class=wait d");
  }

  @Test
  void aPageThatCannotBeWrittenIsAnErrorAtOnce() throws Exception {
    assertError("--html: cannot write /nosuch/page", jvm(List.of()), "--html", "/nosuch/page");
    assertError("--html shows one report", jvm(List.of()), "--html", "page", "--watch", "5s");
  }

  @Test
  void aNameOfAThreadCannotDrawOnTheTerminal() throws Exception {
    Run run = Run.heddle("threads", jvm(List.of(), "deadlock"), "--owners", "--apart", "50ms");
    assertThat(run.out()).doesNotContain("\u001b").contains("\"right\\x1b[31m\\nDEADLOCK: no\"");
  }

  @Test
  void aHealthyProgramIsExitCodeZeroAndJson() throws Exception {
    String pid = jvm(List.of());
    Run run = Run.heddle("threads", pid, "--json", "--apart", "50ms");
    assertThat(run.exitCode()).isZero();
    JsonNode report = JsonMapper.shared().readTree(run.out());
    assertThat(report.get("jvm").get("pid").asString()).isEqualTo(pid);
    assertThat(report.get("findings")).isEmpty();
    assertThat(report.get("groups"))
        .anyMatch(group -> group.get("doing").asString().equals("waits for references"));
  }

  @Test
  void whatCannotBeLookedAtIsAnErrorThatSaysWhy() throws Exception {
    assertError("there is no process 999999999", "999999999");
    assertError("no JVM has 'no-such-name' in its name", "no-such-name");
    assertError("no JVM has '' in its name", "");
    long sleep = start(List.of("sleep", "60")).pid();
    assertError("process " + sleep + " is not a JVM (sleep)", Long.toString(sleep));
    assertThat(processes.getFirst().isAlive()).as("it was sent no signal").isTrue();
  }

  /// Not even root may read the memory of a process that has more rights.
  @Test
  void aProcessThatMayNotBeReadIsNotKnownToBeAJvm() throws Exception {
    assumeThat(isReadable(Path.of("/proc/1/maps"))).as("process 1 can be read").isFalse();
    String name = Files.readString(Path.of("/proc/1/comm")).strip();
    assertError("process 1 (" + name + ") is not known to be a JVM: its memory map", "1");
  }

  private static boolean isReadable(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.read() >= -1;
    } catch (AccessDeniedException e) {
      return false;
    }
  }

  @Test
  void severalOfOneNameAreListed() throws Exception {
    String one = jvm(List.of(), "healthy");
    String two = jvm(List.of(), "healthy");
    String message =
        assertError("several JVMs have 'Deadlocked' in their names; give a PID:", "Deadlocked");
    assertThat(message).contains(one + " (dev.heddle.cli.Deadlocked healthy)").contains(two);
  }

  @Test
  void optionsThatForbidALookAreNamed() throws Exception {
    String closed = jvm(List.of("-XX:+DisableAttachMechanism"));
    assertThat(assertError("process " + closed + " was started with -XX:+Disable", closed))
        .contains("kill -QUIT " + closed);
    String strict = jvm(List.of("-XX:-EnableDynamicAgentLoading"));
    assertError(
        "process "
            + strict
            + " was started with -XX:-EnableDynamicAgentLoading, so --owners is impossible",
        strict,
        "--owners");
    assertThat(Run.heddle("threads", strict, "--apart", "50ms").exitCode()).isZero();
  }

  @Test
  void aStoppedProcessIsNotWaitedFor() throws Exception {
    String pid = jvm(List.of());
    assertThat(new ProcessBuilder("kill", "-STOP", pid).start().waitFor()).isZero();
    Eventually.that("stopped: the signal takes a moment", () -> isStopped(pid));
    assertError("process " + pid + " is stopped", pid);
  }

  @Test
  void aWatchEndsWithTheProcessAndTellsOfItsDeadlock() throws Exception {
    String pid = jvm(List.of(), "deadlock");
    Process process = processes.getLast();
    var text =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            process.destroyForcibly(); // as soon as the first report is there
          }
        };
    try (var out = new PrintStream(text, true, UTF_8)) {
      int exitCode =
          Main.run(
              new String[] {"threads", pid, "--owners", "--watch", "100ms", "--apart", "50ms"},
              InputStream.nullInputStream(),
              out,
              new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
      assertThat(exitCode).isEqualTo(1);
    }
    assertThat(text.toString(UTF_8).lines().filter(line -> line.contains("DEADLOCK: 2 threads")))
        .hasSize(1);
    assertThat(hasFolder(pid)).isFalse();
  }

  private static boolean hasFolder(String pid) {
    try (Stream<Path> all = Files.list(Path.of("/tmp"))) {
      return all.anyMatch(path -> path.toString().contains("heddle-threads-" + pid + '-'));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aWatchThatIsKilledLeavesNothingBehind() throws Exception {
    String pid = jvm(List.of());
    try (HeddleProcess watch =
        HeddleProcess.start("threads", pid, "--owners", "--watch", "100ms", "--apart", "50ms")) {
      watch.awaitText("all threads");
      assertThat(hasFolder(pid)).isTrue();
      watch.signal("KILL");
      Eventually.that("its folder is gone", () -> !hasFolder(pid));
    }
  }

  @Test
  void aWatchEndsWhenNobodyReadsItAnyMore() throws Exception {
    String pid = jvm(List.of());
    var reader = new PipedInputStream(1 << 20);
    try (var out = new PrintStream(new PipedOutputStream(reader), true, UTF_8)) {
      var watch =
          new FutureTask<>(() ->
              Main.run(
                  new String[] {"threads", pid, "--json", "--watch", "100ms", "--apart", "50ms"},
                  InputStream.nullInputStream(),
                  out,
                  new PrintStream(OutputStream.nullOutputStream(), true, UTF_8)));
      Thread.ofPlatform().daemon().start(watch);
      assertThat(reader.read()).isEqualTo('{');
      reader.close();
      assertThat(watch.get(1, TimeUnit.MINUTES)).isZero();
    }
  }

  @Test
  void aPageForWhichThereIsNoRoomIsNoSignOfADeadlock() throws Exception {
    Run run = Run.heddle("threads", jvm(List.of()), "--apart", "50ms", "--html", "/dev/full");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("cannot write /dev/full");
    assertThat(run.out()).contains("all threads, by what they do");
  }

  private static boolean isStopped(String pid) {
    try {
      return Files.readString(Path.of("/proc", pid, "stat")).contains(") T ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String assertError(String message, String... arguments) {
    List<String> all = new ArrayList<>(List.of("threads"));
    all.addAll(List.of(arguments));
    Run run = Run.heddle(all.toArray(String[]::new));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    String last = run.err().lines().toList().getLast();
    assertThat(last).startsWith("heddle threads: " + message);
    return last;
  }
}
