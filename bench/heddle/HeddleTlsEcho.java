import dev.heddle.Tls;
import dev.heddle.TlsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// [HeddleEcho] over TLS: `--cert FILE --key FILE --provider jdk|openssl`, and its options. A file
/// of its own, since older checkouts that are compared have no such TLS.
final class HeddleTlsEcho {
  private static final Set<String> OPTIONS = Set.of("--cert", "--key", "--provider");

  private HeddleTlsEcho() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Set<String> known = new HashSet<>(HeddleEcho.OPTIONS);
    known.addAll(OPTIONS);
    Map<String, String> options = HeddleEcho.options(args, known);
    HeddleEcho.serve(HeddleEcho.builder(options).tls(tls(options)));
  }

  private static Tls tls(Map<String, String> options) {
    TlsProvider provider = TlsProvider.valueOf(options.get("--provider").toUpperCase(Locale.ROOT));
    return Tls.pem(Path.of(options.get("--cert")), Path.of(options.get("--key")))
        .withProvider(provider)
        .withProtocols("TLSv1.3");
  }
}
