package dev.heddle.services;

import dev.heddle.Datagram;
import dev.heddle.text.Utf8;
import java.nio.charset.CharacterCodingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns each message around, by what people take for characters: extended grapheme clusters, as
/// UAX #29 has them. An accent stays on its letter, and a family together.
public final class Reverse implements Responder {
  static final Service SERVICE =
      Service.of("reverse", 7004, "reverses lines", options -> TextServer.of(options, Reverse::new))
          .withOption(TextServer.MESSAGES)
          .withUdp(options -> Reverse::answerDatagram);

  /// `BreakIterator` finds the same clusters, but asks the locale first and loads its data.
  private static final Pattern CLUSTER = Pattern.compile("\\X");

  private static final Pattern LINE = Pattern.compile("([^\n]*?)(\r?\n|\\z)");

  public Reverse() {}

  @Override
  public String answer(String message) {
    return reversed(message);
  }

  private static Datagram answerDatagram(Datagram request) {
    try {
      String text = Utf8.decode(request.payload());
      return request.reply(DatagramText.encode(reversedLines(text)));
    } catch (CharacterCodingException e) {
      return request.reply(DatagramText.line("error: not UTF-8"));
    }
  }

  /// Reverses each line separately, so that line ends stay in place.
  static String reversedLines(String text) {
    return LINE.matcher(text)
        .replaceAll(line -> Matcher.quoteReplacement(reversed(line.group(1)) + line.group(2)));
  }

  static String reversed(String line) {
    char[] reversed = new char[line.length()];
    int start = reversed.length;
    for (Matcher cluster = CLUSTER.matcher(line); cluster.find(); ) {
      start -= cluster.end() - cluster.start();
      line.getChars(cluster.start(), cluster.end(), reversed, start);
    }
    return new String(reversed);
  }
}
