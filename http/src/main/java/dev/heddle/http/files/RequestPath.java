package dev.heddle.http.files;

import dev.heddle.http.HttpException;
import dev.heddle.text.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A request's path, taken apart: decoded, without `.`, `..` and empty segments, and below the root
/// for certain. Immutable.
///
/// @param segments names of folders and, unless `folder`, of a file at the end
/// @param folder whether it ends in a slash
record RequestPath(List<String> segments, boolean folder) {
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

  RequestPath {
    segments = List.copyOf(segments);
  }

  /// @param raw as in [dev.heddle.http.HttpRequest#path()]
  /// @throws HttpException 400 if it is no path or leaves the root, 404 if it is never served:
  ///   names that begin with a dot, or have a slash in them
  static RequestPath parse(String raw) throws HttpException {
    List<String> segments = new ArrayList<>();
    boolean folder = true;
    for (String part : raw.substring(1).split("/", -1)) {
      String segment = decode(part);
      folder = segment.isEmpty() || segment.equals(".") || segment.equals("..");
      if (segment.equals("..")) {
        if (segments.isEmpty()) {
          throw new HttpException(400, "the path leaves the root");
        }
        segments.removeLast();
      } else if (!folder) {
        requireServable(segment);
        segments.add(segment);
      }
    }
    return new RequestPath(segments, folder);
  }

  private static void requireServable(String segment) throws HttpException {
    if (segment.startsWith(".") || segment.indexOf('/') >= 0) {
      throw new HttpException(404, "not found");
    }
    if (segment.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      throw new HttpException(400, "control character in the path");
    }
  }

  private static String decode(String part) throws HttpException {
    var bytes = ByteBuffer.allocate(part.length());
    for (int i = 0; i < part.length(); i++) {
      if (part.charAt(i) == '%') {
        bytes.put(hex(part, i + 1));
        i += 2;
      } else {
        bytes.put((byte) part.charAt(i));
      }
    }
    try {
      return Utf8.decode(bytes.flip());
    } catch (CharacterCodingException e) {
      throw new HttpException(400, "the path is not UTF-8");
    }
  }

  private static byte hex(String part, int at) throws HttpException {
    int high = at + 1 < part.length() ? Character.digit(part.charAt(at), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(part.charAt(at + 1), 16);
    if (low < 0) {
      throw new HttpException(400, "malformed percent-encoding in the path");
    }
    return (byte) (high << 4 | low);
  }

  /// The same, of a folder.
  RequestPath asFolder() {
    return new RequestPath(segments, true);
  }

  /// As it stands in a link.
  String encoded() {
    var text = new StringBuilder("/");
    for (String segment : segments) {
      text.append(encode(segment)).append('/');
    }
    if (!folder) {
      text.setLength(text.length() - 1);
    }
    return text.toString();
  }

  /// Percent-encodes one segment.
  static String encode(String segment) {
    var text = new StringBuilder(segment.length());
    for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf(b) >= 0) {
        text.append((char) b);
      } else {
        text.append('%').append(String.format("%02X", b));
      }
    }
    return text.toString();
  }

  /// Decoded; begins with a slash.
  @Override
  public String toString() {
    String joined = '/' + String.join("/", segments);
    return folder && !segments.isEmpty() ? joined + '/' : joined;
  }
}
