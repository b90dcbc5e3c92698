package dev.heddle.openssl;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.transport.ReadBuffer;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import javax.net.ssl.SSLProtocolException;
import org.junit.jupiter.api.Test;

class MessageBoundTest {
  private static final String TOO_LONG = "01008001";
  private final MessageBound bound = new MessageBound();

  private void handshake(String content, boolean tls13) throws SSLProtocolException {
    record(22, content, tls13);
  }

  private void record(int type, String content, boolean tls13) throws SSLProtocolException {
    byte[] bytes = HexFormat.of().parseHex(content);
    var received = new ReadBuffer();
    received.append(
        ByteBuffer.allocate(5 + bytes.length)
            .put(new byte[] {(byte) type, 3, 3})
            .putShort((short) bytes.length)
            .put(bytes)
            .flip());
    bound.check(received, received.size(), () -> tls13);
  }

  private void isRejected(String content, boolean tls13) {
    assertThatThrownBy(() -> handshake(content, tls13))
        .isInstanceOf(SSLProtocolException.class)
        .hasMessage("a handshake message of 32769 bytes, and at most 32768 are accepted");
  }

  @Test
  void aMessageIsRejectedByItsLengthBeforeItHasCome() throws Exception {
    isRejected(TOO_LONG, false);
  }

  @Test
  void aMessageMayBeAsLongAsWithTheJdk() throws Exception {
    handshake("01008000", false);
  }

  @Test
  void aLengthMayComeInPieces() throws Exception {
    handshake("01", false);
    handshake("0080", false);
    isRejected("01", false);
  }

  @Test
  void eachMessageOfARecordIsLookedAt() {
    isRejected("01000002" + "ffff" + "0b000000" + TOO_LONG, false);
  }

  @Test
  void theContentOfAMessageIsNoLength() throws Exception {
    handshake("01000008" + "01ffffff", false);
    handshake("01ffffff", false);
    isRejected(TOO_LONG, false);
  }

  @Test
  void whatIsEncryptedIsNotLookedAt() throws Exception {
    handshake("01000000", false);
    record(20, "01", false);
    handshake("01ffffff", false);
  }

  /// After a HelloRetryRequest, clients send one that means nothing (RFC 8446 §D.4).
  @Test
  void afterTheChangeCipherSpecOfTls13ThereMayBeASecondHello() throws Exception {
    handshake("01000000", false);
    record(20, "01", true);
    isRejected(TOO_LONG, true);
  }
}
