package dev.heddle.keys;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The host names of a certificate (RFC 9525): its alternative names of type DNS, where `*` stands
/// for one label at the beginning. Stateless.
public final class HostNames {
  private static final int DNS = 2;
  private static final int IP_ADDRESS = 7;

  private HostNames() {}

  /// The names in lower case, and addresses.
  public static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      for (List<?> name : all == null ? List.<List<?>>of() : all) {
        if (name.get(0) instanceof Integer type
            && (type == DNS || type == IP_ADDRESS)
            && name.get(1) instanceof String text) {
          names.add(text.toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException e) {
      // It is used as it is, for clients that do not ask for a name.
    }
    return names;
  }

  /// The names that a certificate for this host may have: its own, and the wildcard for its first
  /// label.
  public static List<String> of(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    int dot = name.indexOf('.');
    return dot > 0 ? List.of(name, "*" + name.substring(dot)) : List.of(name);
  }
}
