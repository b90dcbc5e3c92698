package dev.heddle.load.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MedianIntervalTest {

  @Test
  void ofFifteenValuesItReachesFromTheFourthToTheTwelfth() {
    double[] values = IntStream.rangeClosed(1, 15).asDoubleStream().toArray();
    MedianInterval interval = MedianInterval.of(values);
    assertThat(interval.median()).isEqualTo(8);
    assertThat(interval.low()).isEqualTo(4);
    assertThat(interval.high()).isEqualTo(12);
    assertThat(interval.confidence()).isCloseTo(0.9648, within(0.0001));
  }

  @Test
  void fewValuesDoNotGiveTheConfidenceThatIsWanted() {
    assertThat(MedianInterval.of(3).confidence()).isZero();
    assertThat(MedianInterval.of(1, 2, 3, 4, 5).confidence()).isLessThan(0.95);
    assertThat(MedianInterval.of(1, 2, 3, 4, 5, 6).confidence()).isGreaterThan(0.95);
    assertThat(MedianInterval.of(4, 2).median()).isEqualTo(3);
  }

  @Test
  void itHoldsTheTrueMedianAsOftenAsItSays() {
    var random = new Random(42);
    int hits = 0;
    int trials = 4000;
    for (int i = 0; i < trials; i++) {
      double[] values = random.doubles(15).map(x -> Math.exp(4 * x)).toArray(); // far from even
      hits += MedianInterval.of(values).includes(Math.exp(2)) ? 1 : 0;
    }
    assertThat((double) hits / trials).isBetween(0.955, 0.975);
  }
}
