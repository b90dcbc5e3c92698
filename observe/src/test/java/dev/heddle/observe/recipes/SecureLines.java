package dev.heddle.observe.recipes;

import dev.heddle.ClientAuthentication;
import dev.heddle.Connection;
import dev.heddle.Server;
import dev.heddle.Tls;
import dev.heddle.TlsSession;
import java.io.IOException;

final class SecureLines {
  private SecureLines() {}

  // region tls
  /// Greets clients by their certificates, if they have one.
  static Server start(int port, Tls tls) throws IOException {
    return Server.builder(SecureLines::greet)
        .port(port)
        .tls(tls.withClientAuthentication(ClientAuthentication.WANT))
        .start();
  }

  static void greet(Connection connection) throws IOException {
    TlsSession session = connection.tls();
    connection.writeLine(
        session == null || session.peerCertificates().isEmpty()
            ? "hello, stranger"
            : "hello, " + session.peerCertificates().getFirst().getSubjectX500Principal());
  }

  // endregion

  // region starttls
  /// Begins in plain text; continues in TLS when the client asks for it.
  static void serve(Connection connection, Tls tls) throws IOException {
    for (String line; (line = connection.readLine()) != null; ) {
      if (line.equals("STARTTLS") && connection.tls() == null) {
        connection.writeLine("go ahead");
        connection.startTls(tls);
      } else {
        connection.writeLine(connection.tls() == null ? "not in plain text" : "ECHO: " + line);
      }
    }
  }
  // endregion
}
