package dev.heddle.keys;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is between `-----BEGIN label-----` and `-----END label-----` (RFC 7468), with these lines.
/// Immutable.
record PemBlock(String label, String body) {
  // Possessive: the JDK's other loops over groups need a stack as deep as the file is long.
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]+)-----([^-]*+(?:-(?!----END )[^-]*+)*+)-----END \\1-----");

  /// All blocks of a text; whatever is around them is ignored.
  static List<PemBlock> of(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    for (Matcher matcher = BLOCK.matcher(text); matcher.find(); ) {
      blocks.add(new PemBlock(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  boolean isCertificate() {
    return switch (label) {
      case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" -> true;
      default -> false;
    };
  }

  boolean isPrivateKey() {
    return label.endsWith("PRIVATE KEY");
  }

  /// What its characters stand for.
  ///
  /// @throws IllegalArgumentException if they are not base64
  byte[] der() {
    return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
  }

  /// The whole block.
  String text() {
    return "-----BEGIN " + label + "-----" + body + "-----END " + label + "-----\n";
  }

  /// Without the body, which may be secret.
  @Override
  public String toString() {
    return label;
  }
}
