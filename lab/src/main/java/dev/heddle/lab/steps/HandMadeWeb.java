package dev.heddle.lab.steps;

import dev.heddle.Connection;
import dev.heddle.MessageTooLargeException;
import dev.heddle.lab.steps.HandMadeRequest.BadRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A small static web server, to be read and not to be used: `heddle serve web` is the one for
/// that. Immutable.
///
/// @param root the folder, without symbolic links
record HandMadeWeb(Path root) {
  private static final String CLOSE = "Connection: close\r\n";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "txt", "text/plain; charset=utf-8",
          "md", "text/plain; charset=utf-8",
          "png", "image/png",
          "svg", "image/svg+xml");

  // region loop
  /// Answers one request after another, as long as the client wants to.
  void serve(Connection connection) throws IOException {
    boolean more = true;
    while (more && connection.awaitMessage()) {
      try {
        HandMadeRequest request = HandMadeRequest.read(connection);
        more = request.keepsAlive() && !request.hasBody();
        answer(connection, request, more ? "" : CLOSE);
      } catch (BadRequest | CharacterCodingException | MessageTooLargeException e) {
        refuse(connection, "400 Bad Request", e.getMessage(), true, CLOSE);
        more = false; // nobody knows where the next request begins
      }
    }
  }

  // endregion

  // region answer
  private void answer(Connection connection, HandMadeRequest request, String fields)
      throws IOException {
    boolean withBody = request.method().equals("GET");
    if (!withBody && !request.method().equals("HEAD")) {
      String allow = "Allow: GET, HEAD\r\n";
      refuse(connection, "405 Method Not Allowed", "only GET and HEAD", true, allow + fields);
      return;
    }
    Path file = file(request.target());
    if (file == null) {
      refuse(connection, "404 Not Found", "no such file", withBody, fields);
      return;
    }
    try (InputStream content = Files.newInputStream(file)) {
      long size = Files.size(file);
      head(connection, "200 OK", type(file), size, fields);
      if (withBody) {
        send(connection, content, size);
      }
    }
  }

  /// Sends as many bytes as were announced, whatever happens to the file meanwhile.
  private static void send(Connection connection, InputStream content, long size)
      throws IOException {
    byte[] chunk = new byte[8192];
    for (long left = size; left > 0; ) {
      int count = content.read(chunk, 0, (int) Math.min(left, chunk.length));
      if (count < 0) {
        throw new EOFException("the file has become shorter"); // closes the connection
      }
      connection.output().write(chunk, 0, count);
      left -= count;
    }
  }

  // endregion

  // region file
  /// The file that is asked for; null if there is none that may be served.
  private @Nullable Path file(String target) throws IOException {
    try {
      String path = new URI("http://localhost" + target).getPath(); // without ?query, decoded
      Path file = root.resolve(path.substring(1)).normalize();
      if (!file.startsWith(root) || isHidden(root.relativize(file))) {
        return null; // ../../etc/passwd, .git/config
      }
      Path wanted = Files.isDirectory(file) ? file.resolve("index.html") : file;
      return Files.isRegularFile(wanted) && wanted.toRealPath().startsWith(root) ? wanted : null;
    } catch (URISyntaxException | InvalidPathException e) {
      return null;
    }
  }

  private static boolean isHidden(Path path) {
    for (Path part : path) {
      if (part.toString().startsWith(".")) {
        return true;
      }
    }
    return false;
  }

  // endregion

  // region head
  private static void head(
      Connection connection, String status, String type, long size, String fields)
      throws IOException {
    connection.writeText("HTTP/1.1 " + status + "\r\n");
    connection.writeText("Date: " + DATE.format(ZonedDateTime.now(ZoneOffset.UTC)) + "\r\n");
    connection.writeText("Content-Type: " + type + "\r\n");
    connection.writeText("Content-Length: " + size + "\r\n");
    connection.writeText(fields + "\r\n"); // an empty line ends the head
  }

  // endregion

  private static void refuse(
      Connection connection, String status, @Nullable String why, boolean withBody, String fields)
      throws IOException {
    byte[] body = (status + ": " + why + "\n").getBytes(StandardCharsets.UTF_8);
    head(connection, status, "text/plain; charset=utf-8", body.length, fields);
    if (withBody) {
      connection.write(body);
    }
  }

  private static String type(Path file) {
    String name = file.toString();
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(ending, "application/octet-stream");
  }
}
