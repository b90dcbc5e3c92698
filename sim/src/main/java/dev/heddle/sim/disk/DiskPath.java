package dev.heddle.sim.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/// A path on a disk. Immutable.
///
/// @param plain the same path on the real default file system, which knows how paths are resolved
record DiskPath(DiskFileSystem fileSystem, Path plain) implements Path {

  private @Nullable DiskPath on(@Nullable Path plain) {
    return plain == null ? null : new DiskPath(fileSystem, plain);
  }

  private DiskPath with(Path plain) {
    return new DiskPath(fileSystem, plain);
  }

  static DiskPath of(Path path) {
    if (path instanceof DiskPath on) {
      return on;
    }
    throw new ProviderMismatchException("not on a simulated disk: " + path);
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return plain.isAbsolute();
  }

  @Override
  public @Nullable Path getRoot() {
    return on(plain.getRoot());
  }

  @Override
  public @Nullable Path getFileName() {
    return on(plain.getFileName());
  }

  @Override
  public @Nullable Path getParent() {
    return on(plain.getParent());
  }

  @Override
  public int getNameCount() {
    return plain.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return with(plain.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return with(plain.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return isOfSameDisk(other) && plain.startsWith(of(other).plain);
  }

  @Override
  public boolean endsWith(Path other) {
    return isOfSameDisk(other) && plain.endsWith(of(other).plain);
  }

  private boolean isOfSameDisk(Path other) {
    return other.getFileSystem().equals(fileSystem);
  }

  @Override
  public Path normalize() {
    return with(plain.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return with(plain.resolve(of(other).plain));
  }

  @Override
  public Path relativize(Path other) {
    return with(plain.relativize(of(other).plain));
  }

  @Override
  public URI toUri() {
    return URI.create(
        DiskFileSystem.SCHEME + "://" + fileSystem.host() + absolute().toUri().getRawPath());
  }

  private Path absolute() {
    return Path.of("/").resolve(plain);
  }

  @Override
  public Path toAbsolutePath() {
    return with(absolute());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    Path real = with(absolute().normalize());
    fileSystem.provider().checkAccess(real);
    return real;
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("folders of a simulated disk cannot be watched");
  }

  @Override
  public int compareTo(Path other) {
    return plain.compareTo(of(other).plain);
  }

  @Override
  public int hashCode() {
    return plain.hashCode(); // the same in each run
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DiskPath(DiskFileSystem on, Path path)
        && on.equals(fileSystem)
        && path.equals(plain);
  }

  @Override
  public String toString() {
    return plain.toString();
  }
}
