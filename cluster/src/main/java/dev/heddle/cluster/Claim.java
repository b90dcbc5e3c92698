package dev.heddle.cluster;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a message of the register says about its key: who has claimed it, with which value. Written
/// as two lines. Immutable.
///
/// @param owner a lease of a node: the node, an underscore, and a number
record Claim(String owner, String value) {
  private static final char MARK = '_';

  /// Of a key that is given back, and of a lease that has ended.
  static final byte[] NONE = {};

  /// A lease of a node, as a part of a token.
  static String owner(String node, int lease) {
    return node + MARK + lease;
  }

  String node() {
    return node(owner);
  }

  /// The node of a lease.
  static String node(String owner) {
    return owner.substring(0, owner.lastIndexOf(MARK));
  }

  byte[] encoded() {
    return (owner + '\n' + value).getBytes(StandardCharsets.UTF_8);
  }

  /// @return null if the key is given back
  /// @throws IllegalArgumentException if it is none
  static @Nullable Claim decoded(byte[] body) {
    if (body.length == 0) {
      return null;
    }
    String text = new String(body, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    if (end < 0 || text.lastIndexOf(MARK, end) < 0) {
      throw new IllegalArgumentException("not a claim: " + text);
    }
    return new Claim(text.substring(0, end), text.substring(end + 1));
  }

  /// A key as a token of a subject.
  static String token(String key) {
    return StreamTopics.token(key);
  }

  static String key(String token) {
    return URLDecoder.decode(token, StandardCharsets.UTF_8);
  }
}
