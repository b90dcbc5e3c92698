package dev.heddle.services.game;

import dev.heddle.services.topics.Entry;
import dev.heddle.services.turns.Act;
import dev.heddle.services.turns.Notice;
import dev.heddle.services.turns.Participant;
import dev.heddle.services.turns.ParticipantId;
import dev.heddle.services.turns.Rules;
import dev.heddle.text.PlainText;
import dev.heddle.text.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The players, whose turn it is, the round and the scores.
///
/// A move is a guess. If players guess in turns, it counts in one turn, and else in one round. Not
/// thread-safe.
final class Table implements Rules {
  private static final int MOST_QUOTED = 40;

  private static final int GUESSES = 10;

  /// Each guess is sent to all players, so this bounds its cost.
  private static final int MOST_PLAYERS = 100;

  private static final String FULL = "the game is full: " + MOST_PLAYERS + " players";

  private final List<Player> players = new ArrayList<>();
  private Scores scores = new Scores();
  private Terms terms = new Terms(false, 0); // of the node of the first player that came
  private int next; // whose turn it is
  private long turn;
  private long round = 1;
  private int secret; // of this round; 0 before the first player has come
  private int guesses;

  /// @param state as from [#state]; "" for a new table
  static Table of(String state) {
    var table = new Table();
    if (!state.isEmpty()) {
      table.restore(state.split("\n", -1));
    }
    return table;
  }

  private void restore(String[] lines) {
    String[] words = lines[0].split(" ", 6);
    next = Integer.parseInt(words[0]);
    turn = Long.parseLong(words[1]);
    round = Long.parseLong(words[2]);
    secret = Integer.parseInt(words[3]);
    guesses = Integer.parseInt(words[4]);
    terms = Terms.of(words[5]);
    scores = Scores.of(lines[1]);
    for (int i = 2; i < lines.length; i++) {
      players.add(Player.of(lines[i]));
    }
  }

  @Override
  public String state() {
    var text = new StringBuilder();
    text.append(next).append(' ').append(turn).append(' ').append(round).append(' ');
    text.append(secret).append(' ').append(guesses).append(' ').append(terms);
    text.append('\n').append(scores.state());
    players.forEach(player -> text.append('\n').append(player));
    return text.toString();
  }

  @Override
  public void remember(Entry result) {
    if (!result.author().isEmpty()) {
      scores.count(result.author());
    }
    round = result.sequence() + 1;
  }

  String top() {
    return scores.toString();
  }

  @Override
  public long turn() {
    return terms.free() ? round : turn;
  }

  @Override
  public @Nullable ParticipantId holder() {
    return terms.free() || players.isEmpty() ? null : players.get(next).id();
  }

  @Override
  public List<ParticipantId> participants() {
    return Participant.participants(players);
  }

  @Override
  public String farewell() {
    return "the server is closing";
  }

  @Override
  public @Nullable String refusal(Act act) {
    return switch (act) {
      case Act.Join join -> Participant.refusal(join, players, MOST_PLAYERS, FULL);
      case Act.Move guess -> refusalOf(guess);
      case Act.Miss(long on) -> on == turn && holder() != null ? null : "not the turn";
      case Act.Leave _, Act.Gone _, Act.End _ -> null;
    };
  }

  private @Nullable String refusalOf(Act.Move guess) {
    boolean isPlayer =
        terms.free()
            ? participants().contains(guess.id())
            : guess.turn() == turn && guess.id().equals(holder());
    String text = guess.text();
    if (!isPlayer) {
      return "not your turn";
    } else if (!text.matches("[+-]?[0-9]+")) {
      return "not a number: " + Quote.of(PlainText.beginning(text, MOST_QUOTED));
    }
    int number = text.length() > 4 ? -1 : Integer.parseInt(text);
    if (number < 1 || number > Secrets.MOST) {
      return "not from 1 to " + Secrets.MOST + ": " + PlainText.beginning(text, MOST_QUOTED);
    }
    return guess.turn() == turn() ? null : "the round is over";
  }

  /// How a round ends; the author is its winner.
  @Override
  public @Nullable Fact fact(Act act) {
    return act instanceof Act.Move guess && refusal(guess) == null ? result(guess) : null;
  }

  private @Nullable Fact result(Act.Move guess) {
    int number = guesses + 1;
    if (Integer.parseInt(guess.text()) == secret) {
      String name = player(guess).name();
      String after = number == 1 ? " after 1 guess" : " after " + number + " guesses";
      return new Fact(name, name + " wins round " + round + " with " + secret + after);
    }
    return number == GUESSES
        ? new Fact("", "nobody wins round " + round + "; the number was " + secret)
        : null;
  }

  private Player player(Act.Move guess) {
    return players.get(participants().indexOf(guess.id()));
  }

  @Override
  public List<Notice> apply(Act act) {
    var notices = new ArrayList<Notice>();
    switch (act) {
      case Act.Join join -> join(join, notices);
      case Act.Leave(ParticipantId id) -> remove(id::equals, notices);
      case Act.Gone gone -> {
        notices.addAll(Notice.of(gone, participants()));
        remove(gone::includes, notices);
      }
      case Act.Move guess -> guess(guess, notices);
      case Act.Miss _ -> miss(notices);
      case Act.End _ -> {} // nobody ends a game
    }
    return notices;
  }

  private void join(Act.Join join, List<Notice> notices) {
    if (players.isEmpty()) {
      terms = Terms.of(join.terms());
    }
    if (secret == 0) {
      chooseSecret();
    }
    players.add(new Player(join.id(), join.name()));
    notices.add(new Notice.Seated(join.id()));
    notices.add(beginning());
    if (players.size() == 1) {
      giveTurn(0, notices);
    }
  }

  private void remove(Predicate<ParticipantId> who, List<Notice> notices) {
    ParticipantId before = holder();
    for (Player player : List.copyOf(players)) {
      if (who.test(player.id())) {
        int place = players.indexOf(player);
        players.remove(place);
        next -= place < next ? 1 : 0;
        notices.add(new Notice.All("left: " + player.name(), null));
      }
    }
    if (next == players.size()) {
      next = 0;
    }
    if (before != null && who.test(before)) {
      giveTurn(next, notices);
    }
  }

  private void guess(Act.Move guess, List<Notice> notices) {
    Fact result = result(guess);
    int number = Integer.parseInt(guess.text());
    guesses++;
    if (number != secret) {
      String hint = number < secret ? "higher" : "lower";
      String what = player(guess).name() + " guessed " + number + ": " + hint;
      notices.add(new Notice.To(guess.id(), hint));
      notices.add(new Notice.All(what, guess.id()));
    }
    if (result != null) {
      end(result, notices);
    }
    giveTurn(next + 1, notices);
  }

  private void end(Fact result, List<Notice> notices) {
    notices.add(new Notice.All(result.text(), null));
    notices.add(new Notice.Recorded(result));
    if (!result.author().isEmpty()) {
      scores.count(result.author());
    }
    round++;
    guesses = 0;
    chooseSecret();
    notices.add(beginning());
  }

  private void chooseSecret() {
    secret = new Secrets(terms.seed()).of(round);
  }

  private void miss(List<Notice> notices) {
    Player player = players.get(next);
    notices.add(new Notice.To(player.id(), "your turn has passed"));
    notices.add(new Notice.All(player.name() + " has let the turn pass", player.id()));
    giveTurn(next + 1, notices);
  }

  private void giveTurn(int place, List<Notice> notices) {
    next = players.isEmpty() ? 0 : place % players.size();
    ParticipantId holder = holder();
    if (holder != null) {
      turn++;
      notices.add(new Notice.To(holder, "your turn"));
    }
  }

  /// What all participants learn of the round when it begins, and when a player joins.
  private Notice beginning() {
    String names = players.stream().map(Player::name).collect(Collectors.joining(", "));
    int left = GUESSES - guesses;
    return new Notice.All(
        "round "
            + round
            + ": guess a number from 1 to "
            + Secrets.MOST
            + "; "
            + left
            + (left == 1 ? " guess" : " guesses")
            + "; players: "
            + names,
        null);
  }
}
