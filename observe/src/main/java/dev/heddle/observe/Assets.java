package dev.heddle.observe;

import dev.heddle.services.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The page's files, read when first asked for. Thread-safe.
final class Assets {
  private static final String OWN = "dev/heddle/observe/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  /// Chart.js, in its webjar; the version is that of the root `pom.xml`.
  private static final String CHART =
      "META-INF/resources/webjars/chart.js/4.5.1/dist/chart.umd.min.js";

  private static final Map<String, Asset> ALL =
      Map.of(
          "/", new Asset(OWN + "status.html", "text/html; charset=utf-8"),
          "/status.css", new Asset(OWN + "status.css", "text/css; charset=utf-8"),
          "/status.js", new Asset(OWN + "status.js", SCRIPT),
          "/favicon.svg", new Asset(OWN + "favicon.svg", "image/svg+xml"),
          "/login", new Asset(OWN + "login.html", "text/html; charset=utf-8"),
          "/plots.js", new Asset(OWN + "plots.js", SCRIPT),
          "/chart.js", new Asset(CHART, SCRIPT));

  /// Nothing but our own files, in no one else's frame.
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
          + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Map<String, HttpResponse> read = new ConcurrentHashMap<>();

  private record Asset(String resource, String contentType) {
    /// The library is large, and changes only with its version.
    String caching() {
      return resource.equals(CHART) ? "max-age=86400" : "no-cache";
    }
  }

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
              .with("Cache-Control", asset.caching());
      read.put(path, known);
    }
    return known;
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("missing: " + resource);
      }
      return in.readAllBytes();
    }
  }
}
