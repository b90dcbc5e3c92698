package dev.heddle.services.web;

import dev.heddle.services.http.HttpDate;
import dev.heddle.services.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One representation of a resource: a file, or a compressed sibling of it, as it was when it was
/// looked at. Small ones are in memory, and their response is encoded. Immutable.
final class Variant {
  /// Files up to this size are kept in memory.
  static final int SMALL = 1024 * 1024;

  /// Files up to this size are copied together with the response's head; larger ones are sent from
  /// where they are.
  private static final int COPIED = 16 * 1024;

  private final Path file;
  private final String contentType;
  private final @Nullable Coding coding;
  private final boolean varies;
  private final long size;
  private final String etag;
  private final Instant modified;
  private final @Nullable ByteBuffer content;
  private final @Nullable HttpResponse whole;
  private final HttpResponse notModified;

  private Variant(
      Path file,
      BasicFileAttributes attributes,
      String contentType,
      @Nullable Coding coding,
      boolean varies,
      @Nullable ByteBuffer content) {
    this.file = file;
    this.contentType = contentType;
    this.coding = coding;
    this.varies = varies;
    this.size = attributes.size();
    this.etag = etag(attributes, coding);
    this.modified = attributes.lastModifiedTime().toInstant().truncatedTo(ChronoUnit.SECONDS);
    this.content = content;
    this.whole = content == null ? null : complete(HttpResponse.bytes(200, contentType, content));
    this.notModified = withValidators(HttpResponse.empty(304));
  }

  /// Looks at a file, and reads it if it is small. What is at hand of it is not read again.
  ///
  /// @param varies whether there are others to choose from
  static Variant of(
      Path file,
      BasicFileAttributes attributes,
      String contentType,
      @Nullable Coding coding,
      boolean varies,
      @Nullable Variant atHand)
      throws IOException {
    if (atHand != null
        && atHand.file.equals(file)
        && atHand.varies == varies
        && atHand.etag.equals(etag(attributes, coding))) {
      return atHand;
    }
    ByteBuffer content = attributes.size() <= SMALL ? read(file, (int) attributes.size()) : null;
    if (content != null && !isStill(file, attributes, content.remaining())) {
      content = null; // it is being written; it is read when it is sent
    }
    return new Variant(file, attributes, contentType, coding, varies, content);
  }

  private static ByteBuffer read(Path file, int size) throws IOException {
    ByteBuffer content =
        size <= COPIED ? ByteBuffer.allocate(size) : ByteBuffer.allocateDirect(size);
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (content.hasRemaining() && channel.read(content) >= 0) {}
    }
    return content.flip();
  }

  private static boolean isStill(Path file, BasicFileAttributes before, int length)
      throws IOException {
    var now = Files.readAttributes(file, BasicFileAttributes.class);
    return now.size() == length && etag(now, null).equals(etag(before, null));
  }

  /// The time of its last modification, its size, and how it is compressed: what is different, is
  /// different in one of these.
  private static String etag(BasicFileAttributes attributes, @Nullable Coding coding) {
    return '"'
        + Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS))
        + '-'
        + Long.toHexString(attributes.size())
        + (coding == null ? "" : '-' + coding.token())
        + '"';
  }

  /// The file, opened.
  ///
  /// @return null if it is not the one any more that was looked at
  @Nullable FileChannel open() throws IOException {
    var channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (etag(attributes, coding).equals(etag) && channel.size() == size) {
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
    return size;
  }

  /// With its quotes.
  String etag() {
    return etag;
  }

  /// In whole seconds.
  Instant modified() {
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
    HttpResponse more = withValidators(response).with("Accept-Ranges", "bytes");
    return coding == null ? more : more.with("Content-Encoding", coding.token());
  }

  private HttpResponse withValidators(HttpResponse response) {
    HttpResponse more =
        response.with("Last-Modified", HttpDate.format(modified)).with("ETag", etag);
    return varies ? more.with("Vary", "Accept-Encoding") : more;
  }
}
