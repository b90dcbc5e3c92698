package dev.heddle.services.web;

import dev.heddle.services.http.HttpResponse;
import dev.heddle.services.topics.DataFolder;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files below a root, and nothing else: a symbolic link that leads out of it leads nowhere,
/// and so does whatever has a dot before its name, or is in a folder where topics are kept.
/// (Somebody who may write below the root while we look can still swap a folder for a link between
/// two calls: let nobody do that.)
///
/// Touches the file system, so only workers may call it. Thread-safe.
final class FileTree {
  private static final String INDEX = "index.html";

  private final Path root;
  private final boolean listing;

  /// @throws IOException if the root is not a folder that can be read
  FileTree(Path root, boolean listing) throws IOException {
    this.root = root.toRealPath();
    this.listing = listing;
    if (!Files.isDirectory(this.root)) {
      throw new NotDirectoryException(root.toString());
    }
  }

  /// Looks a path up.
  ///
  /// @param query what follows the path, for a redirect; or null
  /// @param atHand what it led to before
  Resource find(RequestPath path, @Nullable String query, Resource.@Nullable Found atHand)
      throws IOException {
    try {
      Path file = real(root.resolve(String.join("/", path.segments())));
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return path.folder() ? folder(path, file, atHand) : elsewhere(path.asFolder(), query);
      }
      return path.folder() ? missing() : file(file, attributes, atHand);
    } catch (AccessDeniedException e) {
      return other(403, "not readable");
    } catch (InvalidPathException | NoSuchFileException e) {
      return missing();
    } catch (FileSystemException e) {
      if (isOfPath(e)) {
        return missing();
      }
      throw e;
    }
  }

  /// Whether the name is at fault (ENOTDIR, ENAMETOOLONG, ELOOP), and not the disk.
  private static boolean isOfPath(FileSystemException e) {
    String reason = String.valueOf(e.getReason());
    return reason.contains("Not a directory")
        || reason.contains("too long")
        || reason.contains("Too many levels")
        || reason.contains("unable to read link");
  }

  /// The file behind all links.
  ///
  /// @throws NoSuchFileException if it is not below the root, or hidden
  private Path real(Path file) throws IOException {
    Path real = file.toRealPath();
    if (!real.startsWith(root)) {
      throw new NoSuchFileException(file.toString());
    }
    for (Path name : root.relativize(real)) {
      if (name.toString().startsWith(".")) {
        throw new NoSuchFileException(file.toString());
      }
    }
    if (isData(real)) {
      throw new NoSuchFileException(file.toString());
    }
    return real;
  }

  /// Whether it is where topics are kept, or in there.
  private boolean isData(Path real) {
    for (Path folder = real;
        folder != null && folder.startsWith(root);
        folder = folder.getParent()) {
      if (DataFolder.isOne(folder)) {
        return true;
      }
    }
    return false;
  }

  private Resource folder(RequestPath path, Path folder, Resource.@Nullable Found atHand)
      throws IOException {
    try {
      Path index = real(folder.resolve(INDEX));
      return file(index, Files.readAttributes(index, BasicFileAttributes.class), atHand);
    } catch (NoSuchFileException e) {
      return listing ? new Resource.Other(Listing.of(path, folder)) : missing();
    }
  }

  private Resource file(Path file, BasicFileAttributes attributes, Resource.@Nullable Found atHand)
      throws IOException {
    if (!attributes.isRegularFile()) {
      return missing(); // opening a pipe would wait for its other end
    }
    String contentType = MediaTypes.of(file.getFileName().toString());
    Map<Coding, Path> siblings = siblings(file, attributes);
    Map<Coding, Variant> compressed = new EnumMap<>(Coding.class);
    for (var sibling : siblings.entrySet()) {
      Coding coding = sibling.getKey();
      compressed.put(
          coding,
          Variant.of(
              sibling.getValue(),
              Files.readAttributes(sibling.getValue(), BasicFileAttributes.class),
              contentType,
              coding,
              true,
              atHand == null ? null : atHand.compressed().get(coding)));
    }
    Variant plain =
        Variant.of(
            file,
            attributes,
            contentType,
            null,
            !siblings.isEmpty(),
            atHand == null ? null : atHand.plain());
    return new Resource.Found(plain, compressed);
  }

  /// The compressed siblings of a file that are not older than it.
  private Map<Coding, Path> siblings(Path file, BasicFileAttributes attributes) throws IOException {
    Map<Coding, Path> siblings = new EnumMap<>(Coding.class);
    for (Coding coding : Coding.values()) {
      Path sibling = file.resolveSibling(file.getFileName() + coding.extension());
      if (Files.isRegularFile(sibling)
          && Files.isReadable(sibling)
          && Files.getLastModifiedTime(sibling).compareTo(attributes.lastModifiedTime()) >= 0
          && sibling.toRealPath().startsWith(root)) {
        siblings.put(coding, sibling);
      }
    }
    return siblings;
  }

  /// Relative to this server, so that it is right whatever name it is reached by.
  private static Resource elsewhere(RequestPath path, @Nullable String query) {
    String location = path.encoded() + (query == null ? "" : '?' + query);
    return new Resource.Other(HttpResponse.redirect(301, location));
  }

  private static Resource missing() {
    return other(404, "not found");
  }

  private static Resource other(int status, String message) {
    return new Resource.Other(HttpResponse.error(status, message));
  }
}
