package dev.heddle.lab.check;

import static dev.heddle.lab.check.Part.BEHAVIOUR;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The services that a judge knows, and the rules of each.
final class Kinds {
  private static final String PROMPT = "Message: ";
  private static final Pattern ERROR = Pattern.compile("error: .*\r?\n");

  private Kinds() {}

  static List<Kind> all() {
    return List.of(
        echo(), numbers(), message(), reverse(), daytime(), ChatRules.kind(), WebRules.kind());
  }

  private static Check rule(String title, Check.Trial trial) {
    return new Check(BEHAVIOUR, title, trial);
  }

  private static Kind echo() {
    return new Kind(
        "echo",
        (peer, number) -> peer.send("hello " + number).expect("ECHO: hello " + number),
        false,
        List.of(
            rule(
                "answers what comes at once, without waiting for a line's end",
                visit -> visit.connect().send("test message").expect("ECHO: test message")),
            rule(
                "answers each time",
                visit ->
                    visit.connect().send("a").expect("ECHO: a").send("bc\n").expect("ECHO: bc\n")),
            rule(
                "sends back any bytes, not text alone",
                visit -> {
                  byte[] bytes = {0, -1, 13, 10, -128, 127};
                  visit.connect().send(bytes).expect("ECHO: ").expect(bytes);
                }),
            rule("sends back 100,000 bytes", Kinds::echoesMuch),
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

  private static Kind numbers() {
    String large = "123456789012345678901234567890";
    return new Kind(
        "numbers",
        new LineTalk("", "", number -> Integer.toString(2 * Integer.parseInt(number))),
        false,
        List.of(
            rule("doubles a number", visit -> visit.connect().send("12\n").expect("24\n")),
            rule(
                "takes signs and blanks",
                visit ->
                    visit.connect().send("-5\n").expect("-10\n").send(" +7 \n").expect("14\n")),
            rule(
                "takes numbers of any size",
                visit ->
                    visit.connect().send(large + "\n").expect("246913578024691357802469135780\n")),
            rule(
                "answers several numbers in one segment, in order",
                visit -> visit.connect().send("1\n2\n3\n").expect("2\n4\n6\n")),
            rule(
                "refuses what is not a number, and goes on",
                visit ->
                    visit
                        .connect()
                        .send("abc\n")
                        .expect("error: not an integer: \"abc\"\n")
                        .send("1.5\n")
                        .expect("error: not an integer: \"1.5\"\n")
                        .send("4\n")
                        .expect("8\n")),
            rule(
                "refuses an empty line, and goes on",
                visit -> visit.connect().send("\n4\n").expect("error: not an integer: \"\"\n8\n")),
            rule("takes a number of 10,000 digits, and refuses a longer one", Kinds::countsDigits),
            rule(
                "cuts what it quotes at 40 characters",
                visit ->
                    visit
                        .connect()
                        .send("y".repeat(50) + "\n")
                        .expect("error: not an integer: \"" + "y".repeat(40) + "\"\n"))));
  }

  private static void countsDigits(Visit visit) throws Mismatch, IOException {
    Peer peer = visit.connect();
    peer.send("4".repeat(10_000) + "\n").expect("8".repeat(10_000) + "\n");
    peer.send("4".repeat(10_001) + "\n").expectLine(ERROR, "a line that begins with \"error: \"");
    peer.send("4\n").expect("8\n");
  }

  private static Kind message() {
    return new Kind(
        "message",
        new LineTalk(PROMPT, "hi ", line -> "Received: " + line),
        false,
        List.of(
            rule("asks for a message", visit -> visit.connect().expect(PROMPT)),
            rule(
                "says what it got, and asks again",
                visit ->
                    visit.connect().expect(PROMPT).send("hi\n").expect("Received: hi\n" + PROMPT)),
            rule(
                "takes an empty message for one",
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

  private static Kind reverse() {
    return new Kind(
        "reverse",
        new LineTalk("", "ab", line -> new StringBuilder(line).reverse().toString()),
        false,
        List.of(
            rule("turns a line around", visit -> visit.connect().send("abc\n").expect("cba\n")),
            rule("answers an empty line", visit -> visit.connect().send("\nab\n").expect("\nba\n")),
            rule(
                "answers several lines in one segment, in order",
                visit -> visit.connect().send("ab\ncd\n").expect("ba\ndc\n")),
            rule("keeps letters whole", visit -> visit.connect().send("Größe\n").expect("eßörG\n")),
            rule(
                "keeps what people take for one character together",
                visit ->
                    visit
                        .connect()
                        .send("👨\u200d👩\u200d👧e\u0301\n")
                        .expect("e\u0301👨\u200d👩\u200d👧\n"))));
  }

  private static Kind daytime() {
    var talk =
        new Kind.Talk() {
          @Override
          public void exchange(Peer peer, int number) throws Mismatch, IOException {
            peer.expectLine(DAYTIME, "the time, as in \"2026-11-20 23:19:05\\n\"");
          }

          @Override
          public boolean goesOn() {
            return false;
          }
        };
    return new Kind(
        "daytime",
        talk,
        false,
        List.of(
            rule("tells the time, unasked", visit -> talk.exchange(visit.connect(), 0)),
            rule("tells the right time", Kinds::isRight),
            rule(
                "closes after that",
                visit -> {
                  Peer peer = visit.connect();
                  talk.exchange(peer, 0);
                  peer.expectEnd();
                })));
  }

  private static final Pattern DAYTIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\r?\n");

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
