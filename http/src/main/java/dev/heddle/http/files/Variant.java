package dev.heddle.http.files;

import dev.heddle.http.HttpDate;
import dev.heddle.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AccessMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One representation of a resource: a file, or a compressed sibling of it, as it was when it was
/// looked at. Small ones are in memory, and their response is encoded. Immutable.
///
/// The entity tag is a digest of the content, if that is in memory, and otherwise of the file's
/// attributes.
final class Variant {
  /// Files up to this size are kept in memory.
  static final int SMALL = 1024 * 1024;

  /// Files up to this size are copied together with the response's head; larger ones are sent in
  /// place.
  private static final int COPIED = 16 * 1024;

  private final FileState state;
  private final String contentType;
  private final @Nullable Coding coding;
  private final boolean varies;
  private final String etag;
  private final @Nullable Instant modified;
  private final @Nullable ByteBuffer content;
  private final @Nullable HttpResponse whole;
  private final HttpResponse notModified;

  private Variant(
      FileState state,
      String contentType,
      @Nullable Coding coding,
      boolean varies,
      @Nullable Instant modified,
      @Nullable ByteBuffer content) {
    this.state = state;
    this.contentType = contentType;
    this.coding = coding;
    this.varies = varies;
    this.etag = etag(state, coding, content);
    this.modified = modified;
    this.content = content;
    this.whole = content == null ? null : complete(HttpResponse.bytes(200, contentType, content));
    this.notModified = withValidators(HttpResponse.empty(304));
  }

  /// Checks a file, and reads it if it is small. What is cached is not read again.
  ///
  /// @param varies whether there are others to choose from
  /// @throws AccessDeniedException if it may not be read
  static Variant of(
      FileState state,
      String contentType,
      @Nullable Coding coding,
      boolean varies,
      @Nullable Variant atHand)
      throws IOException {
    Instant modified = state.lastModified(Instant.now());
    if (atHand != null
        && atHand.varies == varies
        && atHand.contentType.equals(contentType)
        && atHand.state.equals(state)
        && Objects.equals(atHand.modified, modified)) {
      return atHand;
    }
    ByteBuffer content = null;
    if (state.size() <= SMALL) {
      try {
        content = read(state.file(), (int) state.size());
      } catch (OutOfMemoryError e) {
        requireReadable(state.file()); // it is sent from the disk: that takes none
      }
    } else {
      requireReadable(state.file()); // so that HEAD is answered as GET
    }
    if (content != null && !isStill(state, content.remaining())) {
      content = null; // it is being written; it is read when it is sent
    }
    return new Variant(state, contentType, coding, varies, modified, content);
  }

  private static void requireReadable(Path file) throws IOException {
    file.getFileSystem().provider().checkAccess(file, AccessMode.READ);
  }

  private static ByteBuffer read(Path file, int size) throws IOException {
    ByteBuffer content =
        size <= COPIED ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (content.hasRemaining() && channel.read(content) >= 0) {}
    }
    return content.flip();
  }

  private static boolean isStill(FileState before, int length) throws IOException {
    return before.size() == length && FileState.of(before.file()).equals(before);
  }

  /// Each compression is a representation of its own.
  private static String etag(
      FileState state, @Nullable Coding coding, @Nullable ByteBuffer content) {
    return '"'
        + (content == null ? state.fingerprint() : Digest.of(content))
        + (coding == null ? "" : '-' + coding.token())
        + '"';
  }

  /// The file, opened.
  ///
  /// @return null if it is not the one any more that was looked at
  @Nullable FileChannel open() throws IOException {
    var channel = FileChannel.open(state.file(), StandardOpenOption.READ);
    try {
      if (FileState.of(state.file()).equals(state) && channel.size() == state.size()) {
        return channel;
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return null;
  }

  String contentType() {
    return contentType;
  }

  long size() {
    return state.size();
  }

  /// With its quotes.
  String etag() {
    return etag;
  }

  /// In whole seconds; null if that is not known.
  @Nullable Instant modified() {
    return modified;
  }

  /// All of it, in a buffer of the caller's own; null if it is too large for that.
  @Nullable ByteBuffer content() {
    return content;
  }

  /// The response that has all of it, or null if it is too large to be kept.
  @Nullable HttpResponse whole() {
    return whole;
  }

  HttpResponse notModified() {
    return notModified;
  }

  /// How much memory it takes, about.
  int weight() {
    return 1024 + (content == null ? 0 : content.remaining());
  }

  /// Adds to a 200 or 206 what belongs to it.
  HttpResponse complete(HttpResponse response) {
    HttpResponse more =
        withValidators(response)
            .with("Accept-Ranges", "bytes")
            .with("X-Content-Type-Options", "nosniff");
    return coding == null ? more : more.with("Content-Encoding", coding.token());
  }

  private HttpResponse withValidators(HttpResponse response) {
    HttpResponse more = response.with("ETag", etag);
    if (modified != null) {
      more = more.with("Last-Modified", HttpDate.format(modified));
    }
    return varies ? more.with("Vary", "Accept-Encoding") : more;
  }
}
