package dev.heddle.observe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that sends exactly these header fields. Not thread-safe.
record Web(int port) {

  /// The answer.
  ///
  /// @param head the status line and the fields
  record Reply(int status, String head, String body) {}

  Reply get(String path, String... fields) throws IOException {
    return send("GET", path, "", fields);
  }

  Reply post(String path, String body, String... fields) throws IOException {
    return send("POST", path, body, fields);
  }

  Reply send(String method, String path, String body, String... fields) throws IOException {
    var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
    boolean host = false;
    for (String field : fields) {
      request.append(field).append("\r\n");
      host |= field.startsWith("Host:");
    }
    if (!host) {
      request.append("Host: 127.0.0.1:").append(port).append("\r\n");
    }
    request.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int end = all.indexOf("\r\n\r\n");
      return new Reply(
          Integer.parseInt(all.substring(9, 12)), all.substring(0, end), all.substring(end + 4));
    }
  }
}
