package dev.heddle.cli;

import static java.util.stream.Collectors.joining;

import dev.heddle.Engine;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The command as a process of its own, with its output as it comes.
final class HeddleProcess implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private HeddleProcess(Process process) {
    this.process = process;
    this.out = process.inputReader();
  }

  static HeddleProcess start(String... args) throws IOException {
    return start(Redirect.PIPE, args);
  }

  /// @param variables added to its environment
  static HeddleProcess start(Map<String, String> variables, String... args) throws IOException {
    var builder = new ProcessBuilder(command(args));
    builder.environment().putAll(variables);
    return new HeddleProcess(builder.start());
  }

  /// @param out receives its standard output
  static HeddleProcess start(Redirect out, String... args) throws IOException {
    return new HeddleProcess(new ProcessBuilder(command(args)).redirectOutput(out).start());
  }

  /// As a service manager starts it that opens its sockets.
  ///
  /// @param activator the program that does so, and its arguments
  static HeddleProcess startActivated(
      List<String> activator,
      String command,
      String service,
      String option,
      String value,
      String... more)
      throws IOException {
    var all = new ArrayList<>(activator);
    var args = new ArrayList<>(List.of(command, service, option, value));
    args.addAll(List.of(more));
    List<String> own = command(args.toArray(String[]::new));
    all.addAll(own.subList(3, own.size())); // without env: the sockets are for the process itself
    return new HeddleProcess(new ProcessBuilder(all).start());
  }

  /// As `nohup` starts it.
  ///
  /// @param signal the signal that it is to ignore
  static HeddleProcess startIgnoring(String signal, String... args) throws IOException {
    var command = new ArrayList<>(command(args));
    command.add(2, "--ignore-signal=" + signal); // overrides its default
    return new HeddleProcess(new ProcessBuilder(command).start());
  }

  /// With so many descriptors, and with variables added to its environment.
  static HeddleProcess startLimited(int descriptors, Map<String, String> variables, String... args)
      throws IOException {
    var command =
        new ArrayList<>(
            List.of("/bin/sh", "-c", "ulimit -n " + descriptors + "; exec \"$@\"", "sh"));
    command.add("/usr/bin/env");
    variables.forEach((name, value) -> command.add(name + '=' + value));
    List<String> own = command(args);
    command.addAll(own.subList(1, own.size()));
    return new HeddleProcess(new ProcessBuilder(command).start());
  }

  /// On a terminal of its own, where its complaints are among its output; needs script(1) of Linux.
  ///
  /// @param type the terminal's, as in `TERM`
  static HeddleProcess startOnTerminal(String type, String... args) throws IOException {
    String line = command(args).stream().map(word -> "'" + word + "'").collect(joining(" "));
    var script = new ProcessBuilder("script", "-q", "-e", "-c", line, "/dev/null");
    script.environment().put("TERM", type);
    return new HeddleProcess(script.start());
  }

  private static List<String> command(String... args) {
    var command = new ArrayList<String>();
    // What runs in the background of a script would ignore Ctrl-C, and under nohup, SIGHUP.
    // As the launchers do, the JVM gets another signal instead of SIGUSR2.
    command.addAll(List.of("env", "--default-signal=INT,HUP", "_JAVA_SR_SIGNUM=50"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Most of them live for a second or two: the better compiler would only take processor time.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(Engine.jvmOptions());
    command.add("--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED"); // the watchdog's
    command.add("--add-exports=jdk.attach/sun.tools.attach=ALL-UNNAMED"); // of heddle threads
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(List.of(args));
    if (args[0].equals("serve") && List.of(args).stream().noneMatch(a -> a.contains("status"))) {
      command.add("--no-status"); // the port may be another test's
    }
    return command;
  }

  /// Everything that it prints up to the line `listening`.
  List<String> awaitListening() throws IOException {
    var lines = new ArrayList<String>();
    for (String line; (line = out.readLine()) != null; ) {
      if (line.equals("listening")) {
        return lines;
      }
      lines.add(line);
    }
    throw new IOException("ended with: " + lines + process.errorReader().readAllAsString());
  }

  /// The process that it has started to replace itself, from its log.
  Successor successor() throws IOException {
    for (String line; (line = nextErrorLine()) != null; ) {
      Matcher starts = Pattern.compile("restart: process (\\d+) starts").matcher(line);
      if (starts.find()) {
        return new Successor(Long.parseLong(starts.group(1)));
      }
    }
    throw new IOException("it ended without a restart");
  }

  /// The first line of its log, from now on, with this text.
  String awaitError(String text) throws IOException {
    for (String line; (line = nextErrorLine()) != null; ) {
      if (line.contains(text)) {
        return line;
      }
    }
    throw new IOException("it ended without: " + text);
  }

  /// Everything that it prints, up to and with this text.
  String awaitText(String text) throws IOException {
    var seen = new StringBuilder();
    for (int c; seen.indexOf(text) < 0; ) {
      if ((c = out.read()) < 0) {
        throw new IOException("ended with: " + seen);
      }
      seen.append((char) c);
    }
    return seen.toString();
  }

  /// Signals the process that runs on the terminal, rather than script(1).
  void signalOnTerminal(String name) throws IOException, InterruptedException {
    long pid = process.descendants().reduce((_, last) -> last).orElseThrow().pid();
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  /// Types on its standard input.
  void type(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  String nextLine() throws IOException {
    return out.readLine();
  }

  String nextErrorLine() throws IOException {
    return process.errorReader().readLine();
  }

  /// The rest of its output, up to its end.
  List<String> rest() throws IOException {
    return out.readAllLines();
  }

  /// Its output is not read from now on.
  void stopReading() throws IOException {
    out.close();
  }

  /// All that it complains of, up to its end.
  String complaints() throws IOException {
    return process.errorReader().readAllAsString();
  }

  /// The processes that it has started, and that are there.
  List<ProcessHandle> children() {
    return process.children().filter(ProcessHandle::isAlive).toList();
  }

  HeddleProcess signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid()).start().waitFor();
    return this;
  }

  /// Stops the process, and returns when all its threads have stopped, which takes a while on a
  /// busy machine. Linux only.
  void stop() throws IOException, InterruptedException {
    signal("STOP");
    while (!hasStopped()) {
      Thread.onSpinWait();
    }
  }

  private boolean hasStopped() throws IOException {
    try (var threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      for (Path thread : threads.toList()) {
        String fields = Files.readString(thread.resolve("stat"));
        if (fields.charAt(fields.lastIndexOf(')') + 2) != 'T') { // proc(5): the state
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      return false; // a thread has just ended
    }
  }

  void signalTwiceAtOnce() throws IOException, InterruptedException {
    String both = "kill -TERM " + process.pid() + "; kill -INT " + process.pid();
    new ProcessBuilder("sh", "-c", both).start().waitFor();
  }

  /// Repeats the signal, since one that follows another too soon is taken for the same.
  ///
  /// @return the exit code
  int signalUntilItEnds(String name) throws IOException, InterruptedException {
    do {
      signal(name);
    } while (!process.waitFor(150, TimeUnit.MILLISECONDS));
    return process.exitValue();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("does not end");
    }
    return process.exitValue();
  }

  /// The port in a line of the table.
  static int port(String row) {
    Matcher address = Pattern.compile("[\\]\\d]:(\\d+)\\b").matcher(row);
    if (!address.find()) {
      throw new AssertionError("no port: " + row);
    }
    return Integer.parseInt(address.group(1));
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
