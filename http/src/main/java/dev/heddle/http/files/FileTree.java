package dev.heddle.http.files;

import dev.heddle.http.HttpResponse;
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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The files below a root, and nothing else: a symbolic link that leads out of it, or to something
/// withheld, leads nowhere. A name with a dot before it cannot be asked for, but a link may lead
/// there: Kubernetes mounts files through `..data`, and others keep releases or objects in a hidden
/// folder.
///
/// The root may be a link that is switched from one release to the next: it is followed anew for
/// each access. (A user with write access below the root can still swap a folder for a link between
/// two calls: grant that to no user.)
///
/// Touches the file system, so only workers may call it. Thread-safe.
final class FileTree {
  private static final String INDEX = "index.html";

  /// Why a lookup fails if the name is at fault (ENOTDIR, ENAMETOOLONG), as the C library says it
  /// in the language of this machine: the JDK has no exceptions for these.
  private static final Set<String> OF_NAMES =
      Set.copyOf(List.of(whyMissing("/dev/null/x"), whyMissing('/' + "x".repeat(5_000))));

  private final Path root;
  private final boolean listing;
  private final Predicate<Path> withheld;

  /// @throws IOException if the root is not a folder that can be read
  FileTree(Path root, boolean listing, Predicate<Path> withheld) throws IOException {
    this.root = root.toAbsolutePath();
    this.listing = listing;
    this.withheld = withheld;
    if (!Files.isDirectory(root.toRealPath())) {
      throw new NotDirectoryException(root.toString());
    }
  }

  /// Looks a path up.
  ///
  /// @param query what follows the path, for a redirect; or null
  /// @param atHand the resource that it led to before
  Resource find(RequestPath path, @Nullable String query, Resource.@Nullable Found atHand)
      throws IOException {
    try {
      var place = new RootedPath(root.toRealPath(), withheld, path);
      Path file = place.real(place.named());
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return path.folder() ? folder(place, file, atHand) : elsewhere(path.asFolder(), query);
      }
      return path.folder() ? missing() : file(place, place.named(), file, attributes, atHand);
    } catch (InvalidPathException e) {
      return missing();
    } catch (FileSystemException e) {
      HttpResponse refusal = refusal(e);
      if (refusal == null) {
        throw e;
      }
      return new Resource.Other(refusal);
    }
  }

  /// What is answered if a path leads to nothing, or to what may not be read; null if it is the
  /// disk that has failed.
  static @Nullable HttpResponse refusal(IOException e) {
    if (e instanceof AccessDeniedException) {
      return HttpResponse.error(403, "not readable");
    }
    if (e instanceof NoSuchFileException || e instanceof NotDirectoryException || isOfPath(e)) {
      return notFound();
    }
    return null;
  }

  /// Whether the name is at fault, and not the disk. The message about links (ELOOP) is the JDK's
  /// own.
  private static boolean isOfPath(IOException e) {
    String reason = e instanceof FileSystemException file ? String.valueOf(file.getReason()) : "";
    return OF_NAMES.contains(reason)
        || reason.contains("unable to access attributes of symbolic link")
        || reason.contains("unable to read link");
  }

  private static String whyMissing(String path) {
    try {
      return Path.of(path).toRealPath().toString(); // on another system: no reason at all
    } catch (FileSystemException e) {
      return String.valueOf(e.getReason());
    } catch (IOException | InvalidPathException e) {
      return e.toString();
    }
  }

  private Resource folder(RootedPath place, Path folder, Resource.@Nullable Found atHand)
      throws IOException {
    Path index = place.named().resolve(INDEX);
    try {
      Path file = place.real(index);
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return file(place, index, file, attributes, atHand);
    } catch (NoSuchFileException e) {
      return listing
          ? new Resource.Folder(place.path().toString(), () -> Listing.of(place, folder))
          : missing();
    }
  }

  /// @param named as it is asked for
  /// @param file the same behind all links
  private static Resource file(
      RootedPath place,
      Path named,
      Path file,
      BasicFileAttributes attributes,
      Resource.@Nullable Found atHand)
      throws IOException {
    if (!attributes.isRegularFile()) {
      return missing(); // opening a pipe would wait for its other end
    }
    FileState state = FileState.of(file, attributes);
    String contentType = MediaTypes.of(String.valueOf(named.getFileName()));
    Map<Coding, FileState> siblings = siblings(place, named, state);
    Map<Coding, Variant> compressed = new EnumMap<>(Coding.class);
    for (var sibling : siblings.entrySet()) {
      Coding coding = sibling.getKey();
      Variant known = atHand == null ? null : atHand.compressed().get(coding);
      compressed.put(coding, Variant.of(sibling.getValue(), contentType, coding, true, known));
    }
    Variant known = atHand == null ? null : atHand.plain();
    return new Resource.Found(
        Variant.of(state, contentType, null, !siblings.isEmpty(), known), compressed);
  }

  /// The compressed siblings of a file that are not older than it, and would be served themselves.
  /// An empty one is still being written: no coding compresses to nothing.
  private static Map<Coding, FileState> siblings(RootedPath place, Path named, FileState file)
      throws IOException {
    Map<Coding, FileState> siblings = new EnumMap<>(Coding.class);
    for (Coding coding : Coding.values()) {
      Path sibling = named.resolveSibling(named.getFileName() + coding.extension());
      if (Files.isRegularFile(sibling) && Files.isReadable(sibling) && place.serves(sibling)) {
        FileState state = FileState.of(sibling.toRealPath());
        if (state.size() > 0 && !state.modified().isBefore(file.modified())) {
          siblings.put(coding, state);
        }
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
    return new Resource.Other(notFound());
  }

  private static HttpResponse notFound() {
    return HttpResponse.error(404, "not found");
  }
}
