package dev.heddle.services.topics;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps a second server off the same data: two would give out the same sequence numbers. The
/// system takes it back from a process that dies. Thread-safe.
final class DataLock implements AutoCloseable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /// @throws IOException if the directory cannot be used, or another server uses it
  static DataLock acquire(Path directory, String name) throws IOException {
    FileChannel channel;
    try {
      DataFolder.prepare(directory);
      channel =
          FileChannel.open(
              directory.resolve(name + ".lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(directory + " is not a directory", e);
    } catch (IOException e) {
      throw new IOException("cannot use " + directory + " for data: " + reason(e), e);
    }
    if (tryLock(channel) == null) {
      channel.close();
      throw new IOException(
          directory.resolve(name + ".db") + " is in use by another server; give each its own");
    }
    return new DataLock(channel);
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) { // this process has it
      return null;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// What the system says, or at least what kind of error it is.
  private static String reason(IOException e) {
    String kind = e.getClass().getSimpleName().replace("Exception", "");
    return e.getMessage() == null ? kind : kind + ", " + e.getMessage();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger("dev.heddle.topics").log(Level.DEBUG, "closing the lock file failed", e);
    }
  }
}
