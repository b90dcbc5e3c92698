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
/// @param room the room that it is in; null for none
/// @param muted whether it may not speak
/// @param formerly the name that it had before this one; null for none
/// @param proof shows that somebody knows the member's token, without telling it; empty without one
record Neighbour(
    String node,
    String name,
    @Nullable String room,
    boolean muted,
    @Nullable String formerly,
    String proof)
    implements Person {
  private static final int FIELDS = 5;

  /// How one of this node's members is shown to the others.
  static Neighbour of(Member member) {
    Room room = member.room;
    return new Neighbour(
        "", member.name, room == null ? null : room.name, member.muted, null, member.proof);
  }

  /// @throws IllegalArgumentException if the value is not a member's
  static Neighbour of(Holding holding) {
    String[] fields = holding.value().split("\t", -1);
    if (fields.length < FIELDS) {
      throw new IllegalArgumentException("not a member: " + holding);
    }
    return new Neighbour(
        holding.node(),
        fields[0],
        given(fields[1]),
        fields[2].equals("muted"),
        given(fields[3]),
        fields[4]);
  }

  /// Under another name, or under its first one.
  Neighbour renamed(String to, @Nullable String from) {
    return new Neighbour(node, to, room, muted, from, proof);
  }

  /// The same, silenced or not.
  Neighbour muted(boolean silenced) {
    return new Neighbour(node, name, room, silenced, formerly, proof);
  }

  /// Whether it is the person who has given this proof.
  boolean isOf(String given) {
    return !given.isEmpty() && proof.equals(given);
  }

  /// Its key in the register.
  String key() {
    return NameRules.key(name);
  }

  /// Its value in the register.
  String value() {
    return String.join(
        "\t",
        name,
        room == null ? "" : room,
        muted ? "muted" : "",
        formerly == null ? "" : formerly,
        proof);
  }

  private static @Nullable String given(String field) {
    return field.isEmpty() ? null : field;
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
