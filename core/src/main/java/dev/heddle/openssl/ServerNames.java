package dev.heddle.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.keys.HostNames;
import dev.heddle.keys.Identity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/// Which of a server's keys belong to which name that a client asks for (RFC 6066, section 3):
/// those whose certificate has the name, else those with a wildcard for it, else those that have
/// the names of the first. Immutable.
///
/// @param first the keys, by their places, for other names and for clients that name none
/// @param named likewise for each name of the certificates
record ServerNames(List<Integer> first, Map<String, List<Integer>> named) {
  private static final int HOST_NAME = 0;
  private static final Function REQUESTED =
      Library.function("SSL_get_servername", JAVA_LONG, JAVA_LONG, JAVA_INT);

  static ServerNames of(List<Identity> identities) {
    List<List<String>> names = identities.stream().map(i -> HostNames.of(i.certificate())).toList();
    List<Integer> first =
        IntStream.range(0, names.size())
            .filter(i -> i == 0 || names.get(i).equals(names.getFirst()))
            .boxed()
            .toList();
    Map<String, List<Integer>> named = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      for (String name : names.get(i)) {
        named.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
      }
    }
    return new ServerNames(first, named);
  }

  /// What belongs to a name, of what belongs to each list of keys.
  static <T> T choose(@Nullable String host, T first, Map<String, T> named) {
    if (host != null) {
      for (String name : HostNames.of(host)) {
        T found = named.get(name);
        if (found != null) {
          return found;
        }
      }
    }
    return first;
  }

  /// Replaces the lists of keys.
  <T> Map<String, T> mapped(Map<List<Integer>, T> each) {
    Map<String, T> result = new HashMap<>();
    named.forEach((name, keys) -> result.put(name, each.get(keys)));
    return Map.copyOf(result);
  }

  /// The name that the client of this `SSL` asks for; null if it asks for none.
  static @Nullable String requested(long ssl) {
    long name = REQUESTED.call(ssl, HOST_NAME);
    return name == 0 ? null : Library.text(name);
  }

  /// Whether it is a name of the DNS: others are rejected, as the JDK does.
  static boolean isHostName(String name) {
    try {
      return new SNIHostName(name) != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
