package dev.heddle.eyes;

import dev.heddle.probe.facts.Facts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// The agent in another JVM: a folder that both processes see holds its jar and its answers.
/// Belongs to one thread.
final class Agent implements AutoCloseable {
  private static final String JAR = "probe.jar";

  private final long pid;
  private final Path folder; // by a path of ours
  private final String inside; // by a path of the other process, which may be in a container
  private final Thread atExit = new Thread(this::remove, "heddle-threads-exit");
  private int looks;

  private Agent(long pid, Path folder, String inside) {
    this.pid = pid;
    this.folder = folder;
    this.inside = inside;
  }

  static Agent prepare(long pid) throws LookException {
    Path shared = Proc.tmp(pid);
    Path parent = shared == null ? Path.of(System.getProperty("java.io.tmpdir")) : shared;
    try {
      Path folder = Files.createTempDirectory(parent, "heddle-threads-" + pid + "-");
      var agent =
          new Agent(
              pid, folder, shared == null ? folder.toString() : "/tmp/" + folder.getFileName());
      Runtime.getRuntime().addShutdownHook(agent.atExit); // a watch ends with Ctrl-C
      Path jar = folder.resolve(JAR);
      try (OutputStream out = Files.newOutputStream(jar)) {
        ProbeJar.write(out);
      }
      if (shared != null) {
        Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
        Proc.giveTo(pid, folder);
      }
      return agent;
    } catch (IOException e) {
      throw new LookException("the agent's folder cannot be made: " + e, e);
    }
  }

  /// @param mostBytes how much it may allocate in the other JVM
  Facts look(Attachment jvm, long mostBytes) throws LookException {
    String name = "facts" + looks++;
    String file = inside + '/' + name;
    jvm.load(
        inside + '/' + JAR,
        String.join("\n", inside + '/' + JAR, ProbeJar.LOOK, file, Long.toString(mostBytes)));
    return read(folder.resolve(name));
  }

  private Facts read(Path file) throws LookException {
    Path failure = file.resolveSibling(file.getFileName() + ".failed");
    try (InputStream in = open(Files.exists(failure) ? failure : file)) {
      if (Files.exists(failure)) {
        String why = new String(in.readNBytes(2000), StandardCharsets.UTF_8);
        throw new LookException("the agent failed in process " + pid + ": " + why);
      }
      return Facts.read(new BufferedInputStream(in));
    } catch (IOException e) {
      throw new LookException("the agent left no answer that can be read: " + e.getMessage(), e);
    }
  }

  /// The folder belongs to the other process: what lies there may be a link to anything.
  private static InputStream open(Path file) throws IOException {
    return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /// Removes the folder.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // it runs already
    }
    remove();
  }

  private void remove() {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(file);
              return FileVisitResult.CONTINUE;
            }
          });
      Files.delete(folder);
    } catch (IOException e) {
      // It is among the other process's temporary files, and small.
    }
  }
}
