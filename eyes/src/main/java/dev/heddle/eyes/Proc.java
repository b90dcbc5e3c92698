package dev.heddle.eyes;

import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Another process, as Linux shows it below `/proc`. What is not shown is not checked. Stateless.
final class Proc {
  private static final String DISABLED = "-XX:+DisableAttachMechanism";
  private static final Path ROOT = Path.of("/proc");

  private Proc() {}

  private static Path path(long pid) {
    return ROOT.resolve(Long.toString(pid));
  }

  /// Checks, before anything is sent to it, that this process is a JVM that lets itself be looked
  /// at: the first signal of an attachment would end another program.
  static void checkJvm(long pid) throws LookException {
    if (ProcessHandle.of(pid).isEmpty()) {
      throw new LookException("there is no process " + pid);
    }
    if (!Files.isDirectory(ROOT.resolve("self"))) {
      return;
    }
    checkOwner(pid);
    checkRuns(pid);
    checkMaps(pid);
    if (options(pid).contains(DISABLED)) {
      throw new LookException(
          "process "
              + pid
              + " was started with "
              + DISABLED
              + ": it cannot be inspected; kill -QUIT "
              + pid
              + " makes it print a thread dump to its own output");
    }
  }

  /// Checks that it has neither ended nor been stopped: then it would not answer.
  static void checkRuns(long pid) throws LookException {
    if (state(pid) == 'Z' || ProcessHandle.of(pid).isEmpty()) {
      throw new LookException("process " + pid + " has ended");
    }
    if (isStopped(pid)) {
      throw new LookException(
          "process " + pid + " is stopped and cannot answer; kill -CONT " + pid + " resumes it");
    }
  }

  /// By a signal, or by a debugger.
  static boolean isStopped(long pid) {
    char state = state(pid);
    return state == 'T' || state == 't';
  }

  private static void checkOwner(long pid) throws LookException {
    try {
      UserPrincipal owner = Files.getOwner(path(pid));
      UserPrincipal own = Files.getOwner(ROOT.resolve("self"));
      if (!owner.equals(own) && !isRoot(own)) {
        throw new LookException(
            "process "
                + pid
                + " belongs to "
                + owner.getName()
                + ": run this as that user, or as root");
      }
    } catch (IOException e) {
      throw new LookException("there is no process " + pid, e);
    }
  }

  private static boolean isRoot(UserPrincipal user) {
    return user.getName().equals("root");
  }

  /// As in `ps`; a blank if it is not known.
  private static char state(long pid) {
    String stat = read(path(pid).resolve("stat"));
    int end = stat.lastIndexOf(") ");
    return end < 0 || end + 2 >= stat.length() ? ' ' : stat.charAt(end + 2);
  }

  /// A JVM has its own library in its memory. Even root may not read that of some processes, such
  /// as those with more rights, and then cannot attach either; only a list of JVMs may still name
  /// it.
  private static void checkMaps(long pid) throws LookException {
    try (Stream<String> maps =
        Files.lines(path(pid).resolve("maps"), StandardCharsets.ISO_8859_1)) {
      if (maps.noneMatch(line -> line.contains("libjvm.") || line.contains("libj9vm"))) {
        throw new LookException("process " + pid + " is not a JVM (" + program(pid) + ')');
      }
    } catch (IOException | UncheckedIOException e) {
      checkRuns(pid); // it may have ended meanwhile
      if (VirtualMachine.list().stream().noneMatch(jvm -> jvm.id().equals(Long.toString(pid)))) {
        throw new LookException(
            "process "
                + pid
                + " ("
                + program(pid)
                + ") is not known to be a JVM: its memory map cannot be read; if it is one, run this"
                + " with its rights, such as in its container or with all capabilities",
            e);
      }
    }
  }

  private static String program(long pid) {
    return read(path(pid).resolve("comm")).strip();
  }

  /// Its command line, and the variables by which a JVM gets more options.
  private static String options(long pid) {
    var options = new StringBuilder(read(path(pid).resolve("cmdline")));
    for (String variable : read(path(pid).resolve("environ")).split("\0")) {
      if (variable.startsWith("JAVA_TOOL_OPTIONS=")
          || variable.startsWith("JDK_JAVA_OPTIONS=")
          || variable.startsWith("_JAVA_OPTIONS=")) {
        options.append(' ').append(variable);
      }
    }
    return options.toString();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /// The folder for temporary files of this process, by a path of ours: it may be in a container.
  /// Null if Linux does not show it.
  static @Nullable Path tmp(long pid) {
    Path tmp = path(pid).resolve("root/tmp");
    if (!Files.isDirectory(tmp)) {
      return null;
    }
    Path own = Path.of("/tmp");
    try {
      return Files.isSameFile(tmp, own)
          ? own
          : tmp; // ours is there when the process has ended, too
    } catch (IOException e) {
      return tmp;
    }
  }

  /// Gives a file to the user that this process runs as, which needs root if it is another one.
  static void giveTo(long pid, Path file) throws IOException {
    if (Files.isDirectory(path(pid))) {
      Object user = Files.getAttribute(path(pid), "unix:uid");
      Object group = Files.getAttribute(path(pid), "unix:gid");
      if (!user.equals(Files.getAttribute(file, "unix:uid"))) {
        Files.setAttribute(file, "unix:uid", user);
        Files.setAttribute(file, "unix:gid", group);
      }
    }
  }
}
