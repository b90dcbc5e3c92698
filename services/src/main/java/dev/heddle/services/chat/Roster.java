package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of the chat, by name. Guarded by the chat's lock.
final class Roster {
  private final Map<String, Member> byName = new HashMap<>();
  private long clients;

  /// A member found by its name, and the text after the name.
  record Found(Member member, String rest) {}

  String nextName() {
    return "Client " + ++clients;
  }

  void add(Member member) {
    byName.put(NameRules.key(member.name), member);
  }

  void remove(Member member) {
    byName.remove(NameRules.key(member.name), member);
  }

  @Nullable Member find(String name) {
    return byName.get(NameRules.key(name));
  }

  Collection<Member> all() {
    return byName.values();
  }

  /// Whose name the text begins with: one word, or two, as in `Client 7`.
  Found find(String text, String usage) throws RefusedException {
    if (text.isEmpty()) {
      throw new RefusedException("write " + usage);
    }
    int first = endOfWord(text, 0);
    int second = endOfWord(text, first + 1);
    for (int end : new int[] {first, second}) {
      Member member = find(text.substring(0, end));
      if (member != null) {
        return new Found(member, text.substring(end).strip());
      }
    }
    throw new RefusedException("nobody here is called " + text.substring(0, first));
  }

  private static int endOfWord(String text, int start) {
    int end = text.indexOf(' ', start);
    return end < 0 ? text.length() : end;
  }
}
