package dev.heddle.http;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a client prefers: a list with weights, as in `Accept`, `Accept-Encoding` and `TE` (RFC 9110
/// §12.4.2). Immutable.
///
/// ```java
/// var accept = Preferences.of(request.headers().joined("Accept"));
/// boolean json = accept.weight("application/json") > accept.weight("text/plain");
/// ```
public final class Preferences {
  private static final int MOST = 1000;
  private static final Pattern WEIGHT = Pattern.compile("0(\\.\\d{0,3})?|1(\\.0{0,3})?");
  private static final Preferences NONE = new Preferences(List.of());

  private final List<Member> members;

  /// @param name in small letters, without parameters
  private record Member(String name, int weight) {}

  private Preferences(List<Member> members) {
    this.members = members;
  }

  /// Reads a list. What cannot be parsed has the weight 0: it is not sent.
  ///
  /// @param list of all lines of the field, as [HttpHeaders#joined] gives it; null if there is none
  public static Preferences of(@Nullable String list) {
    return list == null || list.isEmpty()
        ? NONE
        : new Preferences(
            FieldLists.split(list, ',').stream()
                .filter(member -> !member.isEmpty())
                .map(Preferences::member)
                .toList());
  }

  private static Member member(String text) {
    List<String> parts = FieldLists.split(text, ';');
    String name = parts.getFirst().toLowerCase(Locale.ROOT);
    int weight = MOST;
    for (String parameter : parts.subList(1, parts.size())) {
      if (parameter.regionMatches(true, 0, "q=", 0, 2)) {
        weight = thousandths(parameter.substring(2));
      } else if (name.indexOf('/') < 0 && !parameter.isEmpty()) {
        weight = 0; // only media types have other parameters
      }
    }
    return new Member(name, weight);
  }

  private static int thousandths(String text) {
    return WEIGHT.matcher(text).matches() ? (int) Math.round(MOST * Double.parseDouble(text)) : 0;
  }

  /// The weight of a coding or a media type in thousandths: that of its own member, or else of
  /// `type/*`, `*/*` or `*`, or else 0. Parameters other than the weight do not count.
  public int weight(String name) {
    int slash = name.indexOf('/');
    int own = find(name);
    if (own < 0 && slash >= 0) {
      own = find(name.substring(0, slash) + "/*");
      own = own < 0 ? find("*/*") : own;
    }
    return Math.max(0, own < 0 ? find("*") : own);
  }

  /// Whether it is named itself, and not only by a wildcard.
  public boolean names(String name) {
    return find(name) >= 0;
  }

  /// @return the largest weight of those with this name; negative if there is none
  private int find(String name) {
    int found = -1;
    for (Member member : members) {
      if (member.weight > found && member.name.equals(name)) {
        found = member.weight;
      }
    }
    return found;
  }
}
