package dev.heddle.services.chat;

import dev.heddle.services.lines.NameRules;
import dev.heddle.services.nodes.Register.Holding;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// A member on another node, as it is written in the register under its name. Immutable.
///
/// @param node the node that it is on; empty for this one
/// @param id its number on that node, which it keeps when it is renamed
/// @param renames how often it has been renamed: of two names of one member, the later one counts
/// @param room the room that it is in; null for none
/// @param muted whether it may not speak
/// @param proof shows knowledge of the member's token, without revealing it; empty without one
record Neighbour(
    String node,
    long id,
    int renames,
    String name,
    @Nullable String room,
    boolean muted,
    String proof)
    implements Person {
  private static final int FIELDS = 6;

  /// How one of this node's members is shown to the others.
  static Neighbour of(Member member) {
    Room room = member.room;
    return new Neighbour(
        "",
        member.id,
        member.renames,
        member.name,
        room == null ? null : room.name,
        member.muted,
        member.proof);
  }

  /// @throws IllegalArgumentException if the value is not a member's
  static Neighbour of(Holding holding) {
    String[] fields = holding.value().split("\t", -1);
    if (fields.length < FIELDS) {
      throw new IllegalArgumentException("not a member: " + holding);
    }
    return new Neighbour(
        holding.node(),
        Long.parseLong(fields[0]),
        Integer.parseInt(fields[1]),
        fields[2],
        fields[3].isEmpty() ? null : fields[3],
        fields[4].equals("muted"),
        fields[5]);
  }

  /// Under its next name.
  Neighbour renamed(String to) {
    return new Neighbour(node, id, renames + 1, to, room, muted, proof);
  }

  /// The same, silenced or not.
  Neighbour muted(boolean silenced) {
    return new Neighbour(node, id, renames, name, room, silenced, proof);
  }

  /// Whether it is the person who has given this proof.
  boolean isOf(String given) {
    return !given.isEmpty() && proof.equals(given);
  }

  /// Names it among the members of all nodes, whatever it is called.
  String identity() {
    return node + '/' + id;
  }

  /// Its key in the register.
  String key() {
    return NameRules.key(name);
  }

  /// Its value in the register.
  String value() {
    return String.join(
        "\t",
        Long.toString(id),
        Integer.toString(renames),
        name,
        room == null ? "" : room,
        muted ? "muted" : "",
        proof);
  }

  /// A proof of a token; empty for none.
  static String proof(@Nullable String token) {
    if (token == null) {
      return "";
    }
    try {
      byte[] bytes = token.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JDK has it
    }
  }
}
