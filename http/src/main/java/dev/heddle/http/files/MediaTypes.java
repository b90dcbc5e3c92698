package dev.heddle.http.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Media types by the file name's extension, from `media-types.txt`. Thread-safe.
final class MediaTypes {
  static final String UNKNOWN = "application/octet-stream";

  private static final Map<String, String> TYPES = read();

  private MediaTypes() {}

  /// The `Content-Type` of a file.
  static String of(String fileName) {
    int dot = fileName.lastIndexOf('.');
    if (dot < 0) {
      return UNKNOWN; // a file named `html` is no page
    }
    return TYPES.getOrDefault(fileName.substring(dot + 1).toLowerCase(Locale.ROOT), UNKNOWN);
  }

  private static Map<String, String> read() {
    Map<String, String> types = new HashMap<>();
    var resource = Objects.requireNonNull(MediaTypes.class.getResourceAsStream("media-types.txt"));
    try (var lines = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] words = line.split(" ");
        for (int i = 1; i < words.length; i++) {
          types.put(words[i], withCharset(words[0]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(types);
  }

  /// Text is taken to be UTF-8, as everywhere here.
  private static String withCharset(String type) {
    return type.startsWith("text/") ? type + "; charset=utf-8" : type;
  }
}
