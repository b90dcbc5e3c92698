package dev.heddle.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.heddle.load.stats.Tally;
import dev.heddle.load.stats.Timeline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PortionTest {
  private static final long SECOND = 1_000_000_000;

  @ParameterizedTest
  @CsvSource({"1,1,1", "10,1,3", "10,2,3", "1000,1,4", "7,1,7", "10001,3,16", "8,4,2"})
  void eachConnectionIsDealtToOneWorker(int connections, int lanes, int workers) {
    List<List<Portion>> hands = Portion.dealt(connections, lanes, workers);
    assertThat(hands).hasSize(workers).allMatch(hand -> hand.size() == lanes);
    List<Integer> numbers =
        hands.stream()
            .flatMap(List::stream)
            .flatMap(portion ->
                IntStream.range(portion.first(), portion.first() + portion.connections()).boxed())
            .sorted()
            .toList();
    assertThat(numbers).isEqualTo(IntStream.range(0, connections).boxed().toList());
  }

  @ParameterizedTest
  @CsvSource({"10,1,3", "10,2,3", "10001,3,16"})
  void noTwoWorkersDifferByMoreThanOneConnectionForEachLane(
      int connections, int lanes, int workers) {
    List<Integer> sizes =
        Portion.dealt(connections, lanes, workers).stream().map(PortionTest::connections).toList();
    int most = sizes.stream().max(Comparator.naturalOrder()).orElseThrow();
    int least = sizes.stream().min(Comparator.naturalOrder()).orElseThrow();
    assertThat(most - least).isBetween(0, lanes);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "5", "12", "100", "9223372036854775806"})
  void eachRequestIsDealtToOneWorker(long requests) {
    long sum =
        Portion.dealt(12, 2, 3).stream()
            .flatMap(List::stream)
            .mapToLong(portion -> portion.requests(requests))
            .sum();
    assertThat(sum).isEqualTo(requests);
  }

  @Test
  void noBoundIsNoBoundForEach() {
    assertThat(Portion.of(3, 3)).allMatch(p -> p.requests(Long.MAX_VALUE) == Long.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({"12,1,4", "12,2,3", "12,6,1", "10,1,4", "11,3,2"})
  void aRateIsKeptAndSpreadEvenlyHoweverManyWorkersThereAre(
      int connections, int lanes, int workers) {
    double rate = 1000;
    var due = new ArrayList<Long>();
    for (List<Portion> hand : Portion.dealt(connections, lanes, workers)) {
      for (Portion portion : hand) {
        due.addAll(dueWithinASecond(portion, rate / connections));
      }
    }
    due.sort(Comparator.naturalOrder());
    assertThat((double) due.size()).isCloseTo(rate, within((double) lanes * workers));
    long longest =
        IntStream.range(1, due.size())
            .mapToLong(i -> due.get(i) - due.get(i - 1))
            .max()
            .orElseThrow();
    assertThat(longest).as("no burst and no gap").isLessThan((long) (3 * SECOND / rate));
  }

  @Test
  void requestsAreDueAtTheSameMomentsInOneProcessAndInSeveral() {
    List<Portion> alone = Portion.of(12, 4);
    List<Portion> shared = Portion.dealt(12, 1, 4).stream().flatMap(List::stream).toList();
    assertThat(shared).containsExactlyInAnyOrderElementsOf(alone);
  }

  private static List<Long> dueWithinASecond(Portion portion, double share) {
    var tally = new Tally(true, new Timeline(0, SECOND));
    var slice = new Slice(tally, 0, SECOND, share, portion, Long.MAX_VALUE, false);
    var due = new ArrayList<Long>();
    for (int place = 0; place < portion.connections(); place++) {
      for (long count = 0; slice.due(place, count) < SECOND; count++) {
        due.add(slice.due(place, count));
      }
    }
    return due;
  }

  private static int connections(List<Portion> hand) {
    return hand.stream().mapToInt(Portion::connections).sum();
  }
}
