package dev.heddle.services.chat;

import dev.heddle.services.lines.Names;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is in the chat, by name, and who may not be. Guarded by the chat's lock.
final class Roster {
  private final Map<String, Member> byName = new HashMap<>();
  private final Set<String> bannedNames = new HashSet<>();
  private final Set<String> bannedAddresses = new HashSet<>();
  private long clients;

  /// A member found by its name, and what was said after the name.
  record Found(Member member, String rest) {}

  String nextName() {
    return "Client " + ++clients;
  }

  void add(Member member) {
    byName.put(Names.key(member.name), member);
  }

  void remove(Member member) {
    byName.remove(Names.key(member.name), member);
  }

  @Nullable Member find(String name) {
    return byName.get(Names.key(name));
  }

  Collection<Member> all() {
    return byName.values();
  }

  /// Whose name the text begins with: one word, or two, as in `Client 7`.
  Found find(String text, String usage) throws Refusal {
    if (text.isEmpty()) {
      throw new Refusal("write " + usage);
    }
    int first = endOfWord(text, 0);
    int second = endOfWord(text, first + 1);
    for (int end : new int[] {first, second}) {
      Member member = find(text.substring(0, end));
      if (member != null) {
        return new Found(member, text.substring(end).strip());
      }
    }
    throw new Refusal("nobody here is called " + text.substring(0, first));
  }

  private static int endOfWord(String text, int start) {
    int end = text.indexOf(' ', start);
    return end < 0 ? text.length() : end;
  }

  /// Bans a name, or lifts the ban.
  ///
  /// @return whether it is banned now
  boolean toggleName(String name) {
    return toggle(bannedNames, Names.key(name));
  }

  /// Bans an address, or lifts the ban; likewise.
  boolean toggleAddress(String address) {
    return toggle(bannedAddresses, address);
  }

  private static boolean toggle(Set<String> set, String element) {
    return !set.remove(element) && set.add(element);
  }

  boolean isNameBanned(String name) {
    return bannedNames.contains(Names.key(name));
  }

  boolean isAddressBanned(String address) {
    return bannedAddresses.contains(address);
  }
}
