package dev.heddle.sim.disk;

import dev.heddle.sim.disk.DiskChannel.Access;
import dev.heddle.sim.disk.Journal.Entry;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What `Files` asks of a simulated disk. There are no links, permissions and owners. Stateless.
final class DiskProvider extends FileSystemProvider {

  /// Where a path leads: a name in a folder; the root has none.
  private record Place(Disk disk, Path path, Folder folder, String name) {

    static Place of(Path path) throws IOException {
      DiskPath given = DiskPath.of(path);
      Disk disk = ((DiskFileSystem) given.getFileSystem()).disk();
      disk.call();
      Path full = DiskPath.of(given.toAbsolutePath().normalize()).plain();
      Folder folder = disk.root();
      String name = "";
      for (Path each : full) {
        if (!name.isEmpty()) {
          folder = folder(folder.entries().get(name), path);
        }
        name = each.toString();
      }
      return new Place(disk, path, folder, name);
    }

    private static Folder folder(@Nullable Inode node, Path path) throws IOException {
      return switch (node) {
        case Folder folder -> folder;
        case DiskFile _ -> throw new NotAFolderException(path);
        case null -> throw new NoSuchFileException(path.toString());
      };
    }

    @Nullable Inode node() {
      return name.isEmpty() ? folder : folder.entries().get(name);
    }

    Inode present() throws NoSuchFileException {
      Inode node = node();
      if (node == null) {
        throw new NoSuchFileException(path.toString());
      }
      return node;
    }

    Entry as(@Nullable Inode node) throws IOException {
      if (name.isEmpty()) {
        throw new FileSystemException(path.toString(), null, "Device or resource busy");
      }
      return new Entry(folder, name, node);
    }

    void set(@Nullable Inode node) throws IOException {
      disk.journal().change(as(node));
    }
  }

  /// A file is in the place of a folder.
  private static final class NotAFolderException extends FileSystemException {
    private static final long serialVersionUID = 1L;

    NotAFolderException(Path path) {
      super(path.toString(), null, "Not a directory");
    }
  }

  @Override
  public String getScheme() {
    return DiskFileSystem.SCHEME;
  }

  @Override
  public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
    throw new UnsupportedOperationException("a disk belongs to a host of a world");
  }

  @Override
  public FileSystem getFileSystem(URI uri) {
    throw new FileSystemNotFoundException("a disk belongs to a host of a world: " + uri);
  }

  @Override
  public Path getPath(URI uri) {
    throw new FileSystemNotFoundException("a disk belongs to a host of a world: " + uri);
  }

  @Override
  public SeekableByteChannel newByteChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    return newFileChannel(path, options, attributes);
  }

  @Override
  public FileChannel newFileChannel(
      Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
      throws IOException {
    refuse(attributes);
    boolean appends = options.contains(StandardOpenOption.APPEND);
    boolean writes = appends || options.contains(StandardOpenOption.WRITE);
    boolean reads = !writes || options.contains(StandardOpenOption.READ);
    boolean truncates = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
    if (appends && (reads || truncates)) {
      throw new IllegalArgumentException("APPEND with READ or TRUNCATE_EXISTING");
    }
    Place place = Place.of(path);
    Inode node = writes ? created(place, options) : place.present();
    if (node instanceof Folder folder) {
      if (writes) {
        throw new FileSystemException(path.toString(), null, "Is a directory");
      }
      return new FolderChannel(folder, place.disk);
    }
    DiskFile file = (DiskFile) node;
    if (writes && truncates && file.size() > 0) {
      file.resize(0);
    }
    boolean syncs =
        options.contains(StandardOpenOption.SYNC) || options.contains(StandardOpenOption.DSYNC);
    if (options.contains(StandardOpenOption.DELETE_ON_CLOSE)) {
      place.set(null); // at once, as the JDK does on Linux
    }
    return new DiskChannel(file, place.disk, new Access(reads, writes, appends, syncs));
  }

  private static Inode created(Place place, Set<? extends OpenOption> options) throws IOException {
    Inode node = place.node();
    boolean isNew = options.contains(StandardOpenOption.CREATE_NEW);
    if (node != null && isNew) {
      throw new FileAlreadyExistsException(place.path.toString());
    }
    if (node == null && (isNew || options.contains(StandardOpenOption.CREATE))) {
      place.set(new DiskFile());
    }
    return place.present();
  }

  private static void refuse(FileAttribute<?>... attributes) {
    for (FileAttribute<?> attribute : attributes) {
      throw new UnsupportedOperationException(
          "'" + attribute.name() + "' not supported as initial attribute");
    }
  }

  @Override
  public DirectoryStream<Path> newDirectoryStream(
      Path path, DirectoryStream.Filter<? super Path> filter) throws IOException {
    if (!(Place.of(path).present() instanceof Folder folder)) {
      throw new NotDirectoryException(path.toString());
    }
    List<Path> found = new ArrayList<>();
    for (String name : folder.entries().keySet()) {
      Path entry = path.resolve(name);
      if (filter.accept(entry)) {
        found.add(entry);
      }
    }
    return new FolderListing(found.iterator());
  }

  @Override
  public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
    refuse(attributes);
    Place place = Place.of(path);
    if (place.node() != null) {
      throw new FileAlreadyExistsException(path.toString());
    }
    place.set(new Folder());
  }

  @Override
  public void delete(Path path) throws IOException {
    Place place = Place.of(path);
    requireRemovable(place, place.present());
    place.set(null);
  }

  private static void requireRemovable(Place place, @Nullable Inode node) throws IOException {
    if (node instanceof Folder folder && !folder.entries().isEmpty()) {
      throw new DirectoryNotEmptyException(place.path.toString());
    }
  }

  @Override
  public void copy(Path source, Path target, CopyOption... options) throws IOException {
    Place from = Place.of(source);
    Place to = Place.of(target);
    Inode node = from.present();
    if (node.equals(to.node())) {
      return;
    }
    requireReplaceable(to, options);
    switch (node) {
      case Folder _ -> to.set(new Folder());
      case DiskFile file -> {
        var copy = new DiskFile();
        ByteBuffer bytes = ByteBuffer.allocate(file.size());
        file.read(bytes, 0);
        to.set(copy);
        int all = bytes.flip().remaining();
        if (copy.write(bytes, 0, to.disk) < all) {
          throw new IOException("No space left on device");
        }
      }
    }
  }

  private static void requireReplaceable(Place to, CopyOption... options) throws IOException {
    boolean replaces = List.of(options).contains(StandardCopyOption.REPLACE_EXISTING);
    if (to.node() != null && !replaces) {
      throw new FileAlreadyExistsException(to.path.toString());
    }
    requireRemovable(to, to.node());
  }

  /// Within a disk, a move is atomic, also in a crash.
  @Override
  public void move(Path source, Path target, CopyOption... options) throws IOException {
    Place from = Place.of(source);
    Place to = Place.of(target);
    Inode node = from.present();
    if (node.equals(to.node())) {
      return;
    }
    if (!from.disk.equals(to.disk)) {
      throw new FileSystemException(
          source.toString(), target.toString(), "Invalid cross-device link");
    }
    if (DiskPath.of(target).toAbsolutePath().startsWith(source.toAbsolutePath())) {
      throw new FileSystemException(source.toString(), target.toString(), "Invalid argument");
    }
    if (List.of(options).contains(StandardCopyOption.ATOMIC_MOVE)) {
      requireRemovable(to, to.node());
    } else {
      requireReplaceable(to, options);
    }
    from.disk.journal().change(from.as(null), to.as(node));
  }

  @Override
  public boolean isSameFile(Path one, Path other) throws IOException {
    return one.equals(other)
        || (other instanceof DiskPath && Place.of(one).present().equals(Place.of(other).present()));
  }

  @Override
  public boolean isHidden(Path path) {
    Path name = path.getFileName();
    return name != null && name.toString().startsWith(".");
  }

  @Override
  public FileStore getFileStore(Path path) {
    throw new UnsupportedOperationException("the free space of a simulated disk is not known");
  }

  @Override
  public void checkAccess(Path path, AccessMode... modes) throws IOException {
    try {
      Place.of(path).present();
    } catch (NotAFolderException e) {
      throw new NoSuchFileException(path.toString()); // as the JDK does on Linux
    }
  }

  @Override
  public <V extends FileAttributeView> @Nullable V getFileAttributeView(
      Path path, Class<V> type, LinkOption... options) {
    return type == BasicFileAttributeView.class ? type.cast(new View(path)) : null;
  }

  /// The attributes of a path.
  private record View(Path path) implements BasicFileAttributeView {
    @Override
    public String name() {
      return "basic";
    }

    @Override
    public BasicFileAttributes readAttributes() throws IOException {
      return Place.of(path).present().attributes();
    }

    @Override
    public void setTimes(
        @Nullable FileTime modified, @Nullable FileTime accessed, @Nullable FileTime created) {
      throw new UnsupportedOperationException("times of a simulated disk cannot be set");
    }
  }

  @Override
  public <A extends BasicFileAttributes> A readAttributes(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    if (type != BasicFileAttributes.class) {
      throw new UnsupportedOperationException(type.getName());
    }
    return type.cast(Place.of(path).present().attributes());
  }

  /// @return null also where a file is in the place of a folder, as the JDK does on Linux
  @Override
  public <A extends BasicFileAttributes> @Nullable A readAttributesIfExists(
      Path path, Class<A> type, LinkOption... options) throws IOException {
    try {
      return readAttributes(path, type, options);
    } catch (NoSuchFileException | NotAFolderException e) {
      return null;
    }
  }

  @Override
  public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
      throws IOException {
    return ((InodeAttributes) Place.of(path).present().attributes()).byName(names);
  }

  @Override
  public void setAttribute(Path path, String name, Object value, LinkOption... options) {
    throw new UnsupportedOperationException(
        "attributes of a simulated disk cannot be set: " + name);
  }
}
