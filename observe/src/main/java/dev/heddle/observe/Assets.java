package dev.heddle.observe;

import dev.heddle.services.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The page's files, read when first asked for. Thread-safe.
final class Assets {
  private static final Map<String, Asset> ALL =
      Map.of(
          "/", new Asset("status.html", "text/html; charset=utf-8"),
          "/status.css", new Asset("status.css", "text/css; charset=utf-8"),
          "/status.js", new Asset("status.js", "text/javascript; charset=utf-8"),
          "/favicon.svg", new Asset("favicon.svg", "image/svg+xml"),
          "/login", new Asset("login.html", "text/html; charset=utf-8"),
          "/plot.js", new Asset("plot.js", "text/javascript; charset=utf-8"));

  /// Nothing but our own files, in no one else's frame.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Map<String, HttpResponse> read = new ConcurrentHashMap<>();

  private record Asset(String resource, String contentType) {}

  /// The file at a path; null if there is none.
  @Nullable HttpResponse at(String path) throws IOException {
    Asset asset = ALL.get(path);
    if (asset == null) {
      return null;
    }
    HttpResponse known = read.get(path);
    if (known == null) {
      known =
          HttpResponse.bytes(200, asset.contentType, bytes(asset.resource))
              .with("Content-Security-Policy", POLICY)
              .with("X-Content-Type-Options", "nosniff")
              .with("Referrer-Policy", "same-origin")
              .with("Cache-Control", "no-cache");
      read.put(path, known);
    }
    return known;
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("missing: " + resource);
      }
      return in.readAllBytes();
    }
  }
}
