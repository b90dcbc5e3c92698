import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.security.SecureRandom;
import javax.net.ssl.SSLException;

/// TLS 1.3 by the JDK's engine, or by BoringSSL.
final class NettyTls {
  private NettyTls() {}

  /// @param provider `jdk` or `tcnative`
  static SslContext context(String provider, String certificate, String key) throws SSLException {
    SslContext context =
        SslContextBuilder.forServer(new File(certificate), new File(key))
            .sslProvider(
                switch (provider) {
                  case "jdk" -> SslProvider.JDK;
                  case "tcnative" -> SslProvider.OPENSSL_REFCNT;
                  default -> throw new IllegalArgumentException("no such provider: " + provider);
                })
            .protocols("TLSv1.3")
            .build();
    if (context.sessionContext() instanceof OpenSslServerSessionContext sessions) {
      sessions.setTicketKeys(ticketKey()); // without one, it gives no tickets
    }
    return context;
  }

  private static OpenSslSessionTicketKey ticketKey() {
    var random = new SecureRandom();
    byte[] name = new byte[OpenSslSessionTicketKey.NAME_SIZE];
    byte[] hmac = new byte[OpenSslSessionTicketKey.HMAC_KEY_SIZE];
    byte[] aes = new byte[OpenSslSessionTicketKey.AES_KEY_SIZE];
    random.nextBytes(name);
    random.nextBytes(hmac);
    random.nextBytes(aes);
    return new OpenSslSessionTicketKey(name, hmac, aes);
  }
}
