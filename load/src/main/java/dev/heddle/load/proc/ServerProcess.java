package dev.heddle.load.proc;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/// A process on this machine, as `/proc` shows it (proc(5)). Thread-safe. A value that cannot be
/// read, because the process has ended or belongs to another user, is empty.
public final class ServerProcess {
  private static final long TICK_NANOS =
      10_000_000; // USER_HZ is 100 on every architecture of Java's
  private static final int UTIME = 11; // counted from the field behind the name
  private static final int STIME = 12;

  private final long pid;
  private final Path directory;

  public ServerProcess(long pid) {
    this.pid = pid;
    this.directory = Path.of("/proc", Long.toString(pid));
  }

  public long pid() {
    return pid;
  }

  /// The processor time that it has used.
  public Optional<CpuTime> cpuTime() {
    try {
      return Optional.of(new CpuTime(threadsNanos(), processNanos()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private long threadsNanos() throws IOException {
    long sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(directory.resolve("task"))) {
      for (Path task : tasks) {
        try {
          String account = Files.readString(task.resolve("schedstat"));
          sum += Long.parseLong(account, 0, account.indexOf(' '), 10);
        } catch (NoSuchFileException e) {
          // It has just ended.
        }
      }
    }
    return sum;
  }

  private long processNanos() throws IOException {
    String stat = Files.readString(directory.resolve("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_NANOS;
  }

  /// Its resident memory in bytes.
  public OptionalLong residentBytes() {
    OptionalLong kibibytes = status("VmRSS:");
    return kibibytes.isPresent() ? OptionalLong.of(kibibytes.getAsLong() * 1024) : kibibytes;
  }

  /// How many threads it has.
  public OptionalLong threads() {
    return status("Threads:");
  }

  private OptionalLong status(String name) {
    try {
      for (String line : Files.readAllLines(directory.resolve("status"))) {
        if (line.startsWith(name)) {
          return OptionalLong.of(
              Long.parseLong(line.substring(name.length()).trim().split(" ")[0]));
        }
      }
    } catch (IOException | RuntimeException e) {
      // As with a line that is not there.
    }
    return OptionalLong.empty();
  }
}
