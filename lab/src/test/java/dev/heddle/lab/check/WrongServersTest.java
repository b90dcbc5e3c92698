package dev.heddle.lab.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Engine;
import dev.heddle.Handler;
import dev.heddle.Server;
import dev.heddle.services.Option;
import dev.heddle.services.Options;
import dev.heddle.services.Service;
import dev.heddle.services.Services;
import dev.heddle.services.talk.Talk;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Servers with one fault each: it is named, once, and costs nothing else.
class WrongServersTest {
  /// A seed of the game: nobody who guesses from 1 to 10 wins one of the first 40 rounds.
  private static final String NUMBERS_ABOVE_TEN = "120";

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "alert, (welcome \\S+): .*, $1, a sentry is welcomed",
    "alert, start, begin, 'when three have joined, the ring starts'",
    "alert, skipped, , 'no answer in time: skipped, and the next one''s turn'",
    "alert, error: name taken.*, welcome, no two sentries have the same name",
    "game, (round .*); players.*, $1, a player is told the round and who plays",
    "game, lower, , the one that guesses is told where the number is",
    "game, error: not from.*, , a number out of range is refused",
    "game, nobody wins.*, , 'a round ends with a winner or the number, and the next one begins'",
    "talk, busy: position 2.*, busy, a third one is told its own",
  })
  void aFaultOfAServiceForPeopleIsNamedOnce(
      String name, String line, @Nullable String instead, String title) throws Exception {
    try (Server real = start(name)) {
      var changed =
          new ChangedLines(at(real), Pattern.compile(line), instead == null ? "" : instead, "\n");
      try (Server wrong = Server.builder(changed).start()) {
        List<CheckResult> verdicts = new Judge(at(wrong), Rules.of(name), null, null).rules();
        assertThat(failed(verdicts)).containsExactly(title);
      }
    }
  }

  private static Server start(String name) throws IOException {
    if (name.equals("talk")) {
      return new Talk(new SilentConsole()).server().start();
    }
    Service service =
        Services.all().stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    Options options = Options.DEFAULTS;
    for (Option option : service.options()) {
      options =
          switch (option.name()) {
            case "data" -> options.with(option, "none");
            case "seed" -> options.with(option, NUMBERS_ABOVE_TEN);
            default -> options;
          };
    }
    return service.tcp().apply(options).engine(Engine.virtual()).start();
  }

  @Test
  void aTimeWithoutANewlineCostsOnePoint() throws Exception {
    Handler daytime =
        connection ->
            connection.writeText(
                LocalDateTime.now().format(DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss")));
    assertThat(failures(daytime, "daytime")).containsExactly("ends the line");
  }

  @Test
  void answersWithoutANewlineCostOnePointAndWithCrlfNone() throws Exception {
    try (Server real = start("numbers")) {
      Pattern none = Pattern.compile("(?!)");
      assertThat(failures(new ChangedLines(at(real), none, "", ""), "numbers"))
          .containsExactly("ends each answer with a newline");
      assertThat(failures(new ChangedLines(at(real), none, "", "\r\n"), "numbers")).isEmpty();
    }
  }

  /// As one does that takes what one read returns for a line.
  @Test
  void whereALongAnswerIsWrongIsTold() throws Exception {
    Handler pieces =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            for (int from = 0; from < line.length(); from += 4096) {
              String piece = line.substring(from, Math.min(from + 4096, line.length()));
              connection.writeLine(new BigInteger(piece).shiftLeft(1).toString());
            }
          }
        };
    try (Server server = Server.builder(pieces).start()) {
      assertThat(new Judge(at(server), Rules.of("numbers"), null, null).rules())
          .filteredOn(verdict -> verdict.title().startsWith("accepts a number of 10,000 digits"))
          .singleElement()
          .satisfies(verdict ->
              assertThat(verdict.expected())
                  .matches(
                      "\"8+\"… \\(10001 bytes\\); after 4096 bytes, "
                          + "\"8+\"… \\(5905 bytes\\) instead of \"\\\\n8+\"… \\(5905 bytes\\)"));
    }
  }

  @Test
  void anAnswerThatIsLongerThanTheRightOneIsQuotedWhole() throws Exception {
    Handler numbers =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            try {
              connection.writeLine(new BigInteger(line.strip()).shiftLeft(1).toString());
            } catch (NumberFormatException e) {
              connection.writeLine("error: this is not a number at all: \"" + line + '"');
            }
          }
        };
    try (Server server = Server.builder(numbers).start()) {
      assertThat(new Judge(at(server), Rules.of("numbers"), null, null).rules())
          .extracting(CheckResult::saw)
          .contains("\"error: this is not a number at all: \\\"abc\\\"\\n\"");
    }
  }

  @Test
  void aPromptWithOtherWordsCostsOnePoint() throws Exception {
    Handler message =
        connection -> {
          connection.writeText("Say:");
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeText("Received: " + line + "\nSay:");
          }
        };
    try (Server server = Server.builder(message).start()) {
      assertThat(failed(new Judge(at(server), Rules.of("message"), null, null).rules()))
          .containsExactly("asks for a message");
    }
  }

  @Test
  void whatIsBuiltOnATalkThatFailsIsNotJudged() throws Exception {
    Handler wrong = connection -> connection.writeLine("yesterday");
    try (Server server = Server.builder(wrong).start()) {
      List<CheckResult> verdicts =
          new Judge(at(server), Rules.of("daytime"), null, null).judge(verdict -> {});
      assertThat(failed(verdicts)).containsExactly("sends the time, unasked");
      assertThat(verdicts)
          .filteredOn(verdict -> verdict.part() != GradePart.BEHAVIOUR)
          .isNotEmpty()
          .noneMatch(CheckResult::judged);
    }
  }

  @Test
  void theDeathOfAServerIsReportedOnceWithTheCheckThatItDidNotSurvive() throws Exception {
    var dying = new AtomicReference<@Nullable Server>();
    Handler fragile =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            if (line.equals("abc")) {
              var server = dying.get();
              if (server != null) {
                server.close();
              }
            }
            connection.writeLine(Integer.toString(2 * Integer.parseInt(line.strip())));
          }
        };
    try (Server server = Server.builder(fragile).start()) {
      dying.set(server);
      var judged = new ArrayList<CheckResult>();
      var deaths = new ArrayList<String>();
      List<CheckResult> verdicts =
          new Judge(at(server), Rules.of("numbers"), null, null)
              .judge(
                  new Judge.JudgeListener() {
                    @Override
                    public void judged(CheckResult verdict) {
                      judged.add(verdict);
                    }

                    @Override
                    public void died(String title) {
                      deaths.add(title);
                    }
                  });
      assertThat(deaths).containsExactly("rejects what is not a number and continues");
      assertThat(judged.getLast().title()).isEqualTo(deaths.getFirst());
      assertThat(failed(verdicts)).contains(deaths.getFirst());
      assertThat(verdicts.stream().filter(CheckResult::judged)).hasSameSizeAs(judged);
    }
  }

  @Test
  void aServerThatTakesOneClientAtATimeIsJudgedInLessThanAMinute() throws Exception {
    Handler numbers =
        connection -> {
          for (String line; (line = connection.readLine()) != null; ) {
            connection.writeLine(Integer.toString(2 * Integer.parseInt(line.strip())));
          }
        };
    try (Server server = Server.builder(numbers).engine(Engine.blocking()).start()) {
      var judge = new Judge(at(server), Rules.of("numbers"), null, Duration.ZERO);
      assertThat(failed(judge.judge(verdict -> {})))
          .contains("serves several clients at once", "serves 100 clients at once");
    }
  }

  private static List<String> failures(Handler handler, String name) throws Exception {
    try (Server server = Server.builder(handler).start()) {
      var judge = new Judge(at(server), Rules.of(name), null, Duration.ZERO);
      return failed(judge.judge(verdict -> {}));
    }
  }

  private static List<String> failed(List<CheckResult> verdicts) {
    return verdicts.stream()
        .filter(verdict -> verdict.outcome() == CheckResult.Outcome.FAILED)
        .map(CheckResult::title)
        .toList();
  }

  private static InetSocketAddress at(Server server) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
  }
}
