package dev.heddle.serving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.HandshakeFailure;
import dev.heddle.fixtures.LogCapture;
import java.security.GeneralSecurityException;
import java.util.logging.Level;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;

/// What the log says of a handshake that failed.
class HandshakeRecorderTest {
  @Test
  void theCauseIsNamedWhereTheMessageSaysNothing() {
    var cause = new GeneralSecurityException("tag too short");
    assertThat(logged(new SSLProtocolException("Unexpected exception", cause)))
        .isEqualTo(
            "echo: connection 7: TLS handshake failed:"
                + " java.security.GeneralSecurityException: tag too short");
  }

  @Test
  void aMessageThatSaysSomethingIsShownWithoutItsCause() {
    assertThat(logged(new SSLException("no cipher suites in common", new Exception("detail"))))
        .isEqualTo("echo: connection 7: TLS handshake failed: no cipher suites in common");
  }

  private static String logged(Exception failure) {
    try (LogCapture log = new LogCapture()) {
      new HandshakeRecorder("echo").failed("connection 7", HandshakeFailure.REJECTED, failure);
      return log.messages(Level.INFO).getFirst();
    }
  }
}
