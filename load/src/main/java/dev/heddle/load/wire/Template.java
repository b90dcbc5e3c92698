package dev.heddle.load.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A text with places that differ from request to request: `{seq}` (the request's number on its
/// connection, from 1), `{conn}` (the connection's number, from 1) and `{random:1..100}`. Other
/// braces stand for themselves.
///
/// Belongs to one lane of the load: one thread at a time.
public final class Template implements Requests {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)(?::([^{}]*))?\\}");
  private static final Pattern RANGE = Pattern.compile("(-?\\d{1,18})\\.\\.(-?\\d{1,18})");

  private final List<Part> parts;
  private final WireFormat framing;
  private final StringBuilder text = new StringBuilder();

  private Template(List<Part> parts, WireFormat framing) {
    this.parts = parts;
    this.framing = framing;
  }

  /// @throws IllegalArgumentException if there is a place that is none of the above
  public static Requests of(String text, WireFormat framing) {
    List<Part> parts = parse(text);
    boolean always = parts.stream().allMatch(part -> part.constant() != null);
    return always
        ? Requests.fixed(framing.encode(text.getBytes(StandardCharsets.UTF_8)))
        : new Template(parts, framing);
  }

  private static List<Part> parse(String text) {
    var parts = new ArrayList<Part>();
    Matcher places = PLACE.matcher(text);
    int literal = 0;
    while (places.find()) {
      parts.add(new Part.Literal(text.substring(literal, places.start())));
      parts.add(place(places));
      literal = places.end();
    }
    parts.add(new Part.Literal(text.substring(literal)));
    parts.removeIf(part -> "".equals(part.constant()));
    return List.copyOf(parts);
  }

  private static Part place(Matcher place) {
    String argument = place.group(2);
    if (argument != null) {
      if (place.group(1).equals("random")) {
        return random(argument);
      }
    } else if (place.group(1).equals("seq")) {
      return new Part.RequestNumber();
    } else if (place.group(1).equals("conn")) {
      return new Part.ConnectionNumber();
    }
    throw new IllegalArgumentException(
        place.group() + " is not one of {seq}, {conn}, {random:1..100}");
  }

  private static Part random(String range) {
    Matcher bounds = RANGE.matcher(range);
    if (!bounds.matches()) {
      throw new IllegalArgumentException(
          "{random:" + range + "}: write two numbers, as in {random:1..100}");
    }
    long least = Long.parseLong(bounds.group(1));
    long most = Long.parseLong(bounds.group(2));
    if (least > most) {
      throw new IllegalArgumentException("{random:" + range + "}: " + least + " > " + most);
    }
    return new Part.Random(least, most, new SplittableRandom());
  }

  @Override
  public byte[] next(int connection, long number, byte[] used) {
    text.setLength(0);
    for (Part part : parts) {
      part.appendTo(text, connection, number);
    }
    return framing.encode(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /// A piece of the text.
  private sealed interface Part {
    void appendTo(StringBuilder target, int connection, long number);

    default @org.jspecify.annotations.Nullable String constant() {
      return null;
    }

    record Literal(String constant) implements Part {
      @Override
      public void appendTo(StringBuilder target, int connection, long number) {
        target.append(constant);
      }
    }

    record RequestNumber() implements Part {
      @Override
      public void appendTo(StringBuilder target, int connection, long number) {
        target.append(number + 1);
      }
    }

    record ConnectionNumber() implements Part {
      @Override
      public void appendTo(StringBuilder target, int connection, long number) {
        target.append(connection + 1);
      }
    }

    record Random(long least, long most, SplittableRandom random) implements Part {
      @Override
      public void appendTo(StringBuilder target, int connection, long number) {
        target.append(random.nextLong(least, most + 1));
      }
    }
  }
}
