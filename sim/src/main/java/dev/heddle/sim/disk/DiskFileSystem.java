package dev.heddle.sim.disk;

import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/// The files of a disk, as `java.nio.file` has them. Paths are those of the real default file
/// system, in what they look like and how they are resolved.
final class DiskFileSystem extends FileSystem {
  static final String SCHEME = "heddle-sim";

  private final String host;
  private final Disk disk;
  private final DiskProvider provider = new DiskProvider();

  DiskFileSystem(String host, Disk disk) {
    this.host = host;
    this.disk = disk;
  }

  String host() {
    return host;
  }

  Disk disk() {
    return disk;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public Path getPath(String first, String... more) {
    return new DiskPath(this, Path.of(first, more));
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return List.of(getPath("/"));
  }

  @Override
  public PathMatcher getPathMatcher(String syntaxAndPattern) {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher(syntaxAndPattern);
    return path -> path instanceof DiskPath on && matcher.matches(on.plain());
  }

  @Override
  public String getSeparator() {
    return FileSystems.getDefault().getSeparator();
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return Set.of("basic");
  }

  /// None: how much room is left is not known.
  @Override
  public Iterable<FileStore> getFileStores() {
    return List.of();
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("a disk cannot be closed");
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    throw new UnsupportedOperationException("files of a simulated disk have no owners");
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException("folders of a simulated disk cannot be watched");
  }

  @Override
  public String toString() {
    return "disk of " + host;
  }
}
