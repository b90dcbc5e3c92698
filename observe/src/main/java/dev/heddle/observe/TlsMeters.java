package dev.heddle.observe;

import dev.heddle.CertificateView;
import dev.heddle.HandshakeFailure;
import dev.heddle.Server;
import dev.heddle.Tls;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// The meters of a server that speaks TLS: handshakes by result and version, and the time until its
/// first certificate expires. Stateless.
final class TlsMeters {
  private static final List<String> VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  private TlsMeters() {}

  /// @param meters those of the server
  static void bind(Meters meters, Server server) {
    Tls tls = server.tls();
    if (tls == null) {
      return;
    }
    for (String version : VERSIONS) {
      meters
          .with("result", "completed")
          .with("version", version)
          .counter(
              "heddle.tls.handshakes",
              "TLS handshakes, by result and version",
              () -> server.handshakes().completed().getOrDefault(version, 0L));
    }
    for (HandshakeFailure failure : HandshakeFailure.values()) {
      meters
          .with("result", failure.name().toLowerCase(Locale.ROOT))
          .with("version", "none")
          .counter(
              "heddle.tls.handshakes",
              "TLS handshakes, by result and version",
              () -> server.handshakes().failed().getOrDefault(failure, 0L));
    }
    if (!tls.certificates().isEmpty()) {
      meters.gauge(
          "heddle.tls.certificate.expiry",
          "seconds",
          "Time until the first certificate expires; negative once it has expired",
          () -> secondsLeft(tls));
    }
  }

  private static double secondsLeft(Tls tls) {
    Instant now = Instant.now();
    return tls.certificates().stream()
        .map(CertificateView::notAfter)
        .mapToDouble(end -> Duration.between(now, end).toMillis() / 1e3)
        .min()
        .orElse(Double.NaN);
  }
}
