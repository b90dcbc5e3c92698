package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of the chat on this node, by name. Guarded by the chat's lock.
final class Roster {
  private final Map<String, Member> byName = new HashMap<>();
  private final Neighbours neighbours;
  private long clients;
  private long members;

  Roster(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /// A member of this node or another one, found by its name, and the text after the name.
  record Found(Person person, String rest) {}

  /// A number that no member of this node has had.
  long nextId() {
    return ++members;
  }

  /// A name that no member has, as far as this node knows.
  String nextName() {
    String name;
    do {
      name = "Client " + ++clients;
    } while (neighbours.find(name) != null);
    return name;
  }

  /// Keeps a name for a member that is about to have it.
  void reserve(String name, Member member) {
    byName.put(NameRules.key(name), member);
  }

  /// The member does not get that name.
  void unreserve(String name, Member member) {
    if (!NameRules.key(name).equals(NameRules.key(member.name))) {
      byName.remove(NameRules.key(name), member);
    }
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

  /// The member that has a name, on any node; null if there is none.
  @Nullable Person person(String name) {
    Member member = find(name);
    return member == null ? neighbours.find(name) : member;
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  Collection<Member> all() {
    return new LinkedHashSet<>(byName.values()); // one that is being renamed has two names
  }

  /// Whose name the text begins with: one word, or two, as in `Client 7`.
  Found find(String text, String usage) throws RefusedException {
    if (text.isEmpty()) {
      throw new RefusedException("write " + usage);
    }
    int first = endOfWord(text, 0);
    int second = endOfWord(text, first + 1);
    for (int end : new int[] {first, second}) {
      Person person = person(text.substring(0, end));
      if (person != null) {
        return new Found(person, text.substring(end).strip());
      }
    }
    throw new RefusedException("nobody here is called " + text.substring(0, first));
  }

  private static int endOfWord(String text, int start) {
    int end = text.indexOf(' ', start);
    return end < 0 ? text.length() : end;
  }
}
