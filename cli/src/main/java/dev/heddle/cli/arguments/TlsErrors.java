package dev.heddle.cli.arguments;

import java.io.IOException;
import java.util.List;
import javax.net.ssl.SSLException;

/// Why a connection over TLS could not be made, in plain words: those of the JDK and of OpenSSL are
/// those of their code. Stateless.
public final class TlsErrors {
  /// The JDK's words for a certificate of another host, and those for OpenSSL's.
  private static final List<String> MISMATCHES =
      List.of("No subject alternative", "No name matching", "it is not for ");

  private TlsErrors() {}

  /// The message of an error of TLS or of any other.
  public static String reason(IOException e) {
    String message = String.valueOf(e.getMessage());
    if (!(e instanceof SSLException)) {
      return message;
    }
    if (message.contains("PKIX path building failed")
        || message.contains("trustAnchors")
        || message.contains("verify failed: self-signed")
        || message.contains("verify failed: unable to")) {
      return "the server's certificate is not signed by a trusted authority;"
          + " --tls-ca FILE trusts another one, --insecure accepts any certificate";
    }
    if (message.startsWith("Unsupported or unrecognized SSL message")
        || message.contains("wrong version number")) {
      return "the server does not speak TLS";
    }
    if (message.contains("NotAfter")
        || message.contains("validity check failed")
        || message.contains("verify failed: certificate has expired")
        || message.contains("verify failed: certificate is not yet valid")) {
      return "the server's certificate is expired or not yet valid";
    }
    for (String mismatch : MISMATCHES) {
      int begin = message.indexOf(mismatch);
      if (begin >= 0) {
        return "the server's certificate is for another host: " + message.substring(begin);
      }
    }
    return "TLS: " + message;
  }
}
