package dev.heddle.http;

import java.util.Locale;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/// The words behind a status in the first line of a response. Stateless.
final class ReasonPhrase {
  private ReasonPhrase() {}

  /// As RFC 9110 §15 names it; HttpCore has the names of earlier RFCs for some. Empty if the status
  /// has no name.
  ///
  /// @param status from 100 to 599
  static String of(int status) {
    return switch (status) {
      case 203 -> "Non-Authoritative Information";
      case 302 -> "Found";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 416 -> "Range Not Satisfiable";
      case 419, 420 -> ""; // of drafts that never became an RFC
      case 505 -> "HTTP Version Not Supported";
      default -> {
        String known = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ROOT);
        yield known == null ? "" : known;
      }
    };
  }
}
