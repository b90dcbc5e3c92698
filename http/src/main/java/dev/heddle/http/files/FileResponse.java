package dev.heddle.http.files;

import dev.heddle.http.BodyOutput;
import dev.heddle.http.HttpRequest;
import dev.heddle.http.HttpResponse;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Answers a request with a representation: all of it, a part or parts, or that the client has it
/// (RFC 9110 §§13, 14). Stateless.
final class FileResponse {
  private FileResponse() {}

  /// The answer that needs nothing of the file's content; null if it takes that.
  static @Nullable HttpResponse withoutContent(HttpRequest request, Variant variant) {
    return switch (Conditions.of(request.headers(), variant.etag(), variant.modified())) {
      case NOT_MODIFIED -> variant.notModified();
      case FAILED -> HttpResponse.error(412, "precondition failed");
      case PROCEED -> null;
    };
  }

  /// The parts that are asked for; null for all.
  static @Nullable List<ByteRange> ranges(HttpRequest request, Variant variant) {
    String field = request.headers().joined("Range");
    if (field == null
        || !request.method().equals("GET") // §14.2
        || !Conditions.rangeCounts(
            request.headers(), variant.etag(), variant.modified(), Instant.now())) {
      return null;
    }
    return ByteRange.parse(field, variant.size());
  }

  /// The answer that has the content, or some of it, and closes it.
  ///
  /// @param ranges at least one; null for all
  static HttpResponse of(Variant variant, @Nullable List<ByteRange> ranges, Content content) {
    if (ranges == null) {
      return whole(variant, content);
    }
    return ranges.size() == 1
        ? part(variant, ranges.getFirst(), content)
        : parts(variant, ranges, content);
  }

  private static HttpResponse whole(Variant variant, Content content) {
    var all = new ByteRange(0, variant.size());
    return variant.complete(
        HttpResponse.streamed(
            200,
            variant.contentType(),
            variant.size(),
            new Sending(content, body -> content.writeTo(body, all))));
  }

  private static HttpResponse part(Variant variant, ByteRange range, Content content) {
    return variant
        .complete(
            HttpResponse.streamed(
                206,
                variant.contentType(),
                range.count(),
                new Sending(content, body -> content.writeTo(body, range))))
        .with("Content-Range", range.contentRange(variant.size()));
  }

  /// A body of several parts (§14.6).
  private static HttpResponse parts(Variant variant, List<ByteRange> ranges, Content content) {
    String boundary = Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    byte[] end = ascii("\r\n--" + boundary + "--\r\n");
    long length = end.length;
    for (ByteRange range : ranges) {
      length += partHead(variant, range, boundary).length + range.count();
    }
    return variant.complete(
        HttpResponse.streamed(
            206,
            "multipart/byteranges; boundary=" + boundary,
            length,
            new Sending(
                content,
                body -> {
                  for (ByteRange range : ranges) {
                    body.write(partHead(variant, range, boundary));
                    content.writeTo(body, range);
                  }
                  body.write(end);
                })));
  }

  private static byte[] partHead(Variant variant, ByteRange range, String boundary) {
    return ascii(
        "\r\n--"
            + boundary
            + "\r\nContent-Type: "
            + variant.contentType()
            + "\r\nContent-Range: "
            + range.contentRange(variant.size())
            + "\r\n\r\n");
  }

  /// 416, with the size that it would have to fit (§15.5.17).
  static HttpResponse unsatisfiable(long size) {
    return HttpResponse.error(416, "no such range in " + size + " bytes")
        .with("Content-Range", "bytes */" + size);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// A body that holds a file, and releases it whether it is sent or not.
  private record Sending(Content content, HttpResponse.BodyWriter writer)
      implements HttpResponse.BodyWriter, Closeable {
    @Override
    public void writeTo(BodyOutput body) throws Exception {
      writer.writeTo(body);
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }
}
