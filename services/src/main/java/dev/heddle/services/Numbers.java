package dev.heddle.services;

import dev.heddle.Server;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quote;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/// Calculates with the integers that come, one a message, of any size.
public final class Numbers implements Responder {
  private static final Option OP =
      Option.choice("op", "what to do with each number", List.of("double", "square"));

  static final Service SERVICE =
      Service.of("numbers", 7002, "doubles or squares integers", Numbers::server)
          .withOption(OP)
          .withOption(TextServer.MESSAGES);

  /// Bounds the work that one message can ask for.
  private static final int MOST_DIGITS = 10_000;

  private static final int MOST_QUOTED = 40;

  /// Not what [BigInteger] takes, which is digits of any script.
  private static final Pattern INTEGER = Pattern.compile("[+-]?([0-9]+)");

  private final boolean square;

  /// @param square whether to square the numbers or to double them
  public Numbers(boolean square) {
    this.square = square;
  }

  private static Server.Builder server(Options options) {
    boolean square = options.get(OP).equals("square");
    return TextServer.of(options, () -> new Numbers(square));
  }

  @Override
  public String answer(String message) {
    String text = message.strip();
    var integer = INTEGER.matcher(text);
    if (!integer.matches()) {
      return "error: not an integer: " + Quote.of(PlainText.beginning(text, MOST_QUOTED));
    }
    if (integer.end(1) - integer.start(1) > MOST_DIGITS) {
      return "error: number longer than " + MOST_DIGITS + " digits";
    }
    var number = new BigInteger(text);
    return (square ? number.pow(2) : number.shiftLeft(1)).toString();
  }
}
