package dev.heddle.eyes;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/// A folder that another process and this one see; it belongs to the other's user. Belongs to one
/// thread.
///
/// @param pid of the other process
/// @param path by which this process sees it
/// @param inside the path by which the other process sees it, which may be in a container
record SharedFolder(long pid, Path path, String inside, Thread atExit) implements AutoCloseable {

  /// Makes an empty one among the other process's temporary files.
  static SharedFolder make(long pid) throws IOException {
    Path shared = Proc.tmp(pid);
    Path parent = shared == null ? Path.of(System.getProperty("java.io.tmpdir")) : shared;
    Path path = Files.createTempDirectory(parent, "heddle-threads-" + pid + "-");
    String inside = shared == null ? path.toString() : "/tmp/" + path.getFileName();
    var atExit = new Thread(() -> remove(path), "heddle-threads-exit");
    Runtime.getRuntime().addShutdownHook(atExit); // a watch ends with Ctrl-C
    return new SharedFolder(pid, path, inside, atExit);
  }

  /// Lets the other process use these files of the folder, and write to the folder. Nobody else can
  /// reach them there.
  void give(Path... files) throws IOException {
    if (Proc.tmp(pid) != null) {
      for (Path file : files) {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
      }
      Proc.giveTo(pid, path);
    }
  }

  /// Removes it.
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      return; // it runs already
    }
    remove(path);
  }

  private static void remove(Path folder) {
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
      // It is among the other process's temporary files.
    }
  }
}
