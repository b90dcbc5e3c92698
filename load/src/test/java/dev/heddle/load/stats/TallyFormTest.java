package dev.heddle.load.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// What workers count, added up elsewhere, against one process that counts all of it.
class TallyFormTest {
  private static final long START = 5_000_000_000L;
  private static final long INTERVAL = 100_000_000;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Test
  void whatSeveralWorkersCountEqualsOneCountOfAllOfItBucketByBucket() {
    var random = new Random(7);
    Tally one = tally(START);
    List<Tally> workers = Stream.generate(() -> tally(START)).limit(4).toList();
    for (int i = 0; i < 20_000; i++) {
      long due = START + random.nextLong(2_000_000_000);
      long sent = due + random.nextLong(1_000_000);
      // From microseconds to minutes: all magnitudes of buckets.
      long end = sent + (long) Math.pow(10, 3 + 8 * random.nextDouble());
      Tally worker = workers.get(random.nextInt(4));
      for (Tally tally : List.of(one, worker)) {
        tally.countSent();
        tally.lagged(sent - due);
        if (i % 100 == 0) {
          tally.error(ErrorKind.WRONG, end, "example");
        } else {
          tally.answered(due, sent, end);
        }
      }
    }
    Tally sum = tally(START);
    workers.forEach(worker -> sum.add(sent(worker, START)));
    requireSame(sum, one);
    assertThat(workers).extracting(Tally::lastAnswer).contains(sum.lastAnswer());
  }

  @Test
  void aWorkersClockIsNotThatOfTheOneWhoAddsUp() {
    Tally theirs = tally(START);
    theirs.answered(START, START, START + 2 * INTERVAL + 1);
    Tally ours = sent(theirs, -START);
    assertThat(ours.lastAnswer()).isEqualTo(-START + 2 * INTERVAL + 1);
    assertThat(ours.timeline().start()).isEqualTo(-START);
    assertThat(ours.timeline().intervals()).hasSize(3);
  }

  @Test
  void withoutARateThereIsNoLag() {
    var tally = new Tally(false, new Timeline(START, INTERVAL));
    tally.answered(START, START, START + 1000);
    assertThat(sent(tally, START).lag()).isNull();
    assertThat(sent(tally, START).uncorrected()).isNull();
  }

  @Test
  void anErrorsExampleSaysWhereItIsFrom() {
    Tally tally = tally(START);
    tally.error(ErrorKind.FAILED, START, "no descriptors");
    assertThat(TallyForm.of(tally).tally(START, "worker 2: ").example(ErrorKind.FAILED))
        .isEqualTo("worker 2: no descriptors");
  }

  @Test
  void whatIsNoHistogramIsRejected() {
    TallyForm good = TallyForm.of(tally(START));
    for (String bad : List.of("", "AAAA", "no Base64!", good.latency().substring(8))) {
      assertThatThrownBy(() -> new IntervalForm(0, 1, 0, bad).addTo(new Timeline.Interval()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("not a histogram");
    }
  }

  private static Tally tally(long start) {
    var tally = new Tally(true, new Timeline(start, INTERVAL));
    tally.windowEnd(start + 2_000_000_000);
    return tally;
  }

  private static Tally sent(Tally tally, long start) {
    String text = JSON.writeValueAsString(TallyForm.of(tally));
    return JSON.readValue(text, TallyForm.class).tally(start, "");
  }

  private static void requireSame(Tally sum, Tally one) {
    requireSame(sum.latency(), one.latency());
    requireSame(sum.uncorrected(), one.uncorrected());
    requireSame(sum.lag(), one.lag());
    assertThat(sum.answers()).isEqualTo(one.answers());
    assertThat(sum.answersWithin()).isEqualTo(one.answersWithin());
    assertThat(sum.sent()).isEqualTo(one.sent());
    assertThat(sum.errors(ErrorKind.WRONG)).isEqualTo(one.errors(ErrorKind.WRONG)).isEqualTo(200);
    var intervals = one.timeline().intervals();
    assertThat(sum.timeline().intervals()).hasSameSizeAs(intervals);
    for (int i = 0; i < intervals.size(); i++) {
      Timeline.Interval ours = sum.timeline().intervals().get(i);
      Timeline.Interval theirs = intervals.get(i);
      assertThat(ours == null).isEqualTo(theirs == null);
      if (ours != null && theirs != null) {
        assertThat(ours.answers()).isEqualTo(theirs.answers());
        assertThat(ours.errors()).isEqualTo(theirs.errors());
        requireSame(ours.latency(), theirs.latency());
      }
    }
  }

  private static void requireSame(Histogram sum, Histogram one) {
    assertThat(sum.getTotalCount()).isEqualTo(one.getTotalCount());
    assertThat(sum.getMaxValue()).isEqualTo(one.getMaxValue());
    assertThat(sum.getMinNonZeroValue()).isEqualTo(one.getMinNonZeroValue());
    assertThat(counts(sum)).isEqualTo(counts(one));
  }

  /// Each bucket that has something, and how much.
  private static List<Long> counts(Histogram histogram) {
    var counts = new ArrayList<Long>();
    histogram
        .recordedValues()
        .forEach(bucket -> {
          counts.add(bucket.getValueIteratedTo());
          counts.add(bucket.getCountAtValueIteratedTo());
        });
    return counts;
  }
}
