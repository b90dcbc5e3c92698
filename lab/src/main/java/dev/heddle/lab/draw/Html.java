package dev.heddle.lab.draw;

/// Text inside of HTML and SVG.
final class Html {
  private Html() {}

  static String escape(String text) {
    var escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// A share of the whole as a percentage.
  static String percent(long part, long whole) {
    double percent = whole <= 0 ? 0 : 100.0 * part / whole;
    return Math.round(percent * 1000) / 1000.0 + "%";
  }
}
