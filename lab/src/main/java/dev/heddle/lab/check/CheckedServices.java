package dev.heddle.lab.check;

import static dev.heddle.lab.check.GradePart.BEHAVIOUR;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The services that a judge knows, and the rules of each.
final class CheckedServices {
  private static final String PROMPT = "Message: ";
  private static final Pattern ERROR = Pattern.compile("error: .*(\r?\n)?");

  private CheckedServices() {}

  static List<CheckedService> all() {
    return List.of(
        echo(),
        numbers(),
        message(),
        reverse(),
        daytime(),
        script("talk"),
        ChatRules.kind(),
        script("alert"),
        script("game"),
        WebRules.kind());
  }

  /// A service whose rules are in a user's file.
  private static CheckedService script(String name) {
    String file = name + ".rules";
    try (InputStream in = CheckedServices.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("not among the resources: " + file);
      }
      return new RulesParser(name).parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(BEHAVIOUR, title, trial);
  }

  /// If the first ones fail, the others say nothing new.
  private static List<Check> builtOnFirst(int first, Check... rules) {
    var checks = new ArrayList<Check>();
    for (Check rule : rules) {
      checks.add(checks.size() < first ? rule : rule.onTalk());
    }
    return checks;
  }

  private static CheckedService echo() {
    return new CheckedService(
        "echo",
        (peer, number) -> peer.send("hello " + number).expect("ECHO: hello " + number),
        false,
        builtOnFirst(
            1,
            rule(
                "answers data as it arrives, without waiting for the end of a line",
                visit -> visit.connect().send("test message").expect("ECHO: test message")),
            rule(
                "answers each time",
                visit ->
                    visit.connect().send("a").expect("ECHO: a").send("bc\n").expect("ECHO: bc\n")),
            rule(
                "sends back any bytes, not only text",
                visit -> {
                  byte[] bytes = {0, -1, 13, 10, -128, 127};
                  visit.connect().send(bytes).expect("ECHO: ").expect(bytes);
                }),
            rule("sends back 100,000 bytes", CheckedServices::echoesMuch),
            rule(
                "answers after the client has ended its side",
                visit -> visit.connect().send("last").end().expect("ECHO: last").expectEnd())));
  }

  private static void echoesMuch(Visit visit) throws Mismatch, IOException {
    byte[] much = new byte[100_000];
    Arrays.fill(much, (byte) 'x');
    visit.did("sent 100,000 bytes");
    Peer peer = visit.connect().write(much).end();
    String came = new String(peer.readAll(), StandardCharsets.UTF_8).replace("ECHO: ", "");
    visit.saw(came.length() + " bytes besides \"ECHO: \"");
    if (!came.equals(new String(much, StandardCharsets.UTF_8))) {
      throw new Mismatch("the same 100,000 bytes, each chunk behind \"ECHO: \"");
    }
  }

  private static CheckedService numbers() {
    return numbers("doubles a number", number -> number.shiftLeft(1));
  }

  /// A numbers server that answers the square.
  static CheckedService squares() {
    return numbers("squares a number", number -> number.multiply(number));
  }

  private static CheckedService numbers(String title, UnaryOperator<BigInteger> operation) {
    UnaryOperator<String> reply = text -> operation.apply(new BigInteger(text)).toString();
    String large = "123456789012345678901234567890";
    return new CheckedService(
        "numbers",
        new LineTalk("", "", reply),
        false,
        builtOnFirst(
            1,
            rule(title, visit -> visit.connect().send("12\n").expect(reply.apply("12") + "\n")),
            rule(
                "accepts signs and blanks",
                visit ->
                    visit
                        .connect()
                        .send("-5\n")
                        .expect(reply.apply("-5") + "\n")
                        .send(" +7 \n")
                        .expect(reply.apply("7") + "\n")),
            rule(
                "accepts numbers of any size",
                visit -> visit.connect().send(large + "\n").expect(reply.apply(large) + "\n")),
            rule(
                "answers several numbers in one segment, in order",
                visit ->
                    visit
                        .connect()
                        .send("1\n2\n3\n")
                        .expect(
                            String.join("\n", reply.apply("1"), reply.apply("2"), reply.apply("3"))
                                + "\n")),
            rule(
                "rejects what is not a number and continues",
                visit ->
                    visit
                        .connect()
                        .send("abc\n")
                        .expect("error: not an integer: \"abc\"\n")
                        .send("1.5\n")
                        .expect("error: not an integer: \"1.5\"\n")
                        .send("4\n")
                        .expect(reply.apply("4") + "\n")),
            rule(
                "rejects an empty line and continues",
                visit ->
                    refused(visit.connect().send("\n"))
                        .send("4\n")
                        .expect(reply.apply("4") + "\n")),
            rule(
                "accepts a number of 10,000 digits, and rejects a longer one",
                visit -> countsDigits(visit, reply)),
            rule(
                "cuts what it quotes at 40 characters",
                visit -> {
                  String line = visit.connect().send("y".repeat(50) + "\n").readLine();
                  if (!line.contains("y") || line.contains("y".repeat(41))) {
                    throw new Mismatch("a line with 40 of the y");
                  }
                })));
  }

  /// In whatever words: one check says in which.
  private static Peer refused(Peer peer) throws Mismatch, IOException {
    return peer.expectLine(ERROR, "a line that begins with \"error: \"");
  }

  private static void countsDigits(Visit visit, UnaryOperator<String> reply)
      throws Mismatch, IOException {
    Peer peer = visit.connect();
    String digits = "4".repeat(10_000);
    peer.send(digits + "\n").expect(reply.apply(digits) + "\n");
    refused(peer.send(digits + "4\n"));
    peer.send("4\n").expect(reply.apply("4") + "\n");
  }

  private static CheckedService message() {
    return new CheckedService(
        "message",
        new LineTalk(PROMPT, "hi ", line -> "Received: " + line),
        false,
        builtOnFirst(
            2,
            rule("asks for a message", visit -> visit.connect().expectAsItIs(PROMPT)),
            rule(
                "confirms the message, and asks again",
                visit ->
                    visit.connect().expect(PROMPT).send("hi\n").expect("Received: hi\n" + PROMPT)),
            rule(
                "accepts an empty message",
                visit -> visit.connect().expect(PROMPT).send("\n").expect("Received: \n" + PROMPT)),
            rule(
                "keeps letters as they are",
                visit ->
                    visit
                        .connect()
                        .expect(PROMPT)
                        .send("Größe 👍\n")
                        .expect("Received: Größe 👍\n" + PROMPT)),
            rule(
                "answers several messages in one segment, in order",
                visit ->
                    visit
                        .connect()
                        .expect(PROMPT)
                        .send("a\nb\n")
                        .expect("Received: a\n" + PROMPT + "Received: b\n" + PROMPT))));
  }

  private static CheckedService reverse() {
    return new CheckedService(
        "reverse",
        new LineTalk("", "ab", line -> new StringBuilder(line).reverse().toString()),
        false,
        builtOnFirst(
            1,
            rule("reverses a line", visit -> visit.connect().send("abc\n").expect("cba\n")),
            rule("answers an empty line", visit -> visit.connect().send("\nab\n").expect("\nba\n")),
            rule(
                "answers several lines in one segment, in order",
                visit -> visit.connect().send("ab\ncd\n").expect("ba\ndc\n")),
            rule("keeps letters whole", visit -> visit.connect().send("Größe\n").expect("eßörG\n")),
            rule(
                "keeps together what people perceive as one character",
                visit ->
                    visit
                        .connect()
                        .send("👨\u200d👩\u200d👧e\u0301\n")
                        .expect("e\u0301👨\u200d👩\u200d👧\n"))));
  }

  private static CheckedService daytime() {
    var talk =
        new CheckedService.ShortTalk() {
          @Override
          public void exchange(Peer peer, int number) throws Mismatch, IOException {
            peer.expectLine(DAYTIME, "the time, as in \"2026-11-20 23:19:05\\n\"");
          }

          @Override
          public boolean goesOn() {
            return false;
          }
        };
    return new CheckedService(
        "daytime",
        talk,
        false,
        List.of(
            rule("sends the time, unasked", visit -> talk.exchange(visit.connect(), 0)),
            rule("ends the line", CheckedServices::endsLine),
            rule("sends the right time", CheckedServices::isRight).onTalk(),
            rule(
                "closes after that",
                visit -> {
                  Peer peer = visit.connect();
                  peer.readLine();
                  peer.expectEnd();
                })));
  }

  private static final Pattern DAYTIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\r?\n)?");

  private static void endsLine(Visit visit) throws Mismatch, IOException {
    if (!visit.connect().readLine().endsWith("\n")) {
      throw new Mismatch("a newline at the end");
    }
  }

  private static void isRight(Visit visit) throws Mismatch, IOException {
    String line = visit.connect().readLine().strip();
    LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
    try {
      var told = LocalDateTime.parse(line, DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss"));
      if (Duration.between(told, now).abs().compareTo(Duration.ofSeconds(5)) <= 0) {
        return;
      }
    } catch (DateTimeParseException e) {
      // As below.
    }
    throw new Mismatch("within 5 s of " + now.withNano(0));
  }
}
