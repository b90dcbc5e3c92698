package dev.heddle.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The files of a page that is part of a program: read from its resources on the first request, and
/// sent with a policy that lets the page load nothing else and appear in no other site's frame.
/// Thread-safe.
///
/// ```java
/// var assets = new Assets(Page.class::getResourceAsStream, Map.of("/", "index.html"));
/// HttpResponse response = assets.at(request.path()); // null if there is no such file
/// ```
public final class Assets {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");

  private static final String LIBRARIES = "/META-INF/resources/webjars/";

  private final Function<String, @Nullable InputStream> opener;
  private final Map<String, String> names;
  private final Map<String, HttpResponse> read = new ConcurrentHashMap<>();

  /// @param opener a class's own `getResourceAsStream`: only code of the module may open its
  ///   resources
  /// @param names of the resources, by the path that they are asked for
  public Assets(Function<String, @Nullable InputStream> opener, Map<String, String> names) {
    this.opener = opener;
    this.names = Map.copyOf(names);
  }

  /// The file at a path; null if there is none.
  public @Nullable HttpResponse at(String path) throws IOException {
    String name = names.get(path);
    if (name == null) {
      return null;
    }
    HttpResponse known = read.get(path);
    if (known == null) {
      known =
          HttpResponse.bytes(200, type(name), bytes(name))
              .with("Content-Security-Policy", POLICY)
              .with("X-Content-Type-Options", "nosniff")
              .with("Referrer-Policy", "same-origin")
              .with("Cache-Control", caching(name));
      read.put(path, known);
    }
    return known;
  }

  /// A library is large, and changes only with its version, which is in its name.
  private static String caching(String name) {
    return name.startsWith(LIBRARIES) ? "max-age=86400" : "no-cache";
  }

  private static String type(String name) {
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(extension, "application/octet-stream");
  }

  private byte[] bytes(String name) throws IOException {
    try (InputStream in = opener.apply(name)) {
      if (in == null) {
        throw new IOException("missing: " + name);
      }
      return in.readAllBytes();
    }
  }
}
