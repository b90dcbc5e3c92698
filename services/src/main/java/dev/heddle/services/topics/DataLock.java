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
  private final Path path;
  private FileChannel channel; // guarded by this, as what follows
  private FileIdentity identity;
  private boolean closed;

  private DataLock(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.identity = FileIdentity.of(path);
  }

  /// @throws IOException if the directory cannot be used, or another server uses it
  static DataLock acquire(Path directory, String name) throws IOException {
    Path path = directory.resolve(name + ".lock");
    FileChannel channel;
    try {
      DataFolder.prepare(directory);
      channel = open(path);
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
    return new DataLock(path, channel);
  }

  private static FileChannel open(Path path) throws IOException {
    PrivateFiles.prepareFile(path);
    return FileChannel.open(path, StandardOpenOption.WRITE);
  }

  /// Makes sure that no other server can have begun: if the lock file was removed or replaced, one
  /// can hold a lock on another file of this name. If none does, the lock is taken anew.
  ///
  /// @throws IOException if another server holds it, or the file cannot be made again
  synchronized void require() throws IOException {
    if (closed || identity.isUnchanged()) {
      return;
    }
    FileChannel fresh = open(path);
    if (tryLock(fresh) == null) {
      fresh.close();
      throw new IOException(path + " was removed, and another server uses the data now");
    }
    identity = FileIdentity.of(path);
    channel.close();
    channel = fresh;
    System.getLogger("dev.heddle.topics")
        .log(Level.WARNING, "{0} was removed while in use; it is there again", path);
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
  public synchronized void close() {
    closed = true;
    try {
      channel.close();
    } catch (IOException e) {
      System.getLogger("dev.heddle.topics").log(Level.DEBUG, "closing the lock file failed", e);
    }
  }
}
