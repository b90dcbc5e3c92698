package dev.heddle.load.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RatioIntervalTest {
  private static final int TRIALS = 4000;

  @Test
  void ofFifteenRatiosItIsThatOfWilcoxonsTest() {
    double[] ratios = IntStream.rangeClosed(1, 15).mapToDouble(i -> Math.exp(i / 100.0)).toArray();
    RatioInterval interval = RatioInterval.of(ratios);
    assertThat(interval.ratio()).isCloseTo(Math.exp(0.08), within(1e-12));
    // 88 of the 2^15 choices of ranks have a sum of 13 or less, and 110 one of 14 or less
    assertThat(interval.confidence()).isCloseTo(1 - 2 * 88 / 32768.0, within(1e-12));
    assertThat(interval.low())
        .isCloseTo(Math.exp(0.04), within(1e-12)); // the 14th of the 120 means
    assertThat(interval.high()).isCloseTo(Math.exp(0.12), within(1e-12));
  }

  @Test
  void fewRatiosDoNotGiveTheConfidenceThatIsWanted() {
    assertThat(RatioInterval.of(3).confidence()).isZero();
    assertThat(RatioInterval.of(same(RatioInterval.ENOUGH - 1)).confidence())
        .isLessThan(RatioInterval.WANTED);
    assertThat(RatioInterval.of(same(RatioInterval.ENOUGH)).confidence())
        .isGreaterThanOrEqualTo(RatioInterval.WANTED);
    assertThat(RatioInterval.of(4, 1).ratio()).isCloseTo(2, within(1e-12));
  }

  @Test
  void whatIsNoRatioIsRejected() {
    assertThatThrownBy(RatioInterval::of).hasMessage("no ratios");
    assertThatThrownBy(() -> RatioInterval.of(1, 0)).hasMessage("not a ratio: 0.0");
    assertThatThrownBy(() -> RatioInterval.of(1, Double.NaN)).hasMessage("not a ratio: NaN");
  }

  /// Slices whose figures are far from normal, and among which some were disturbed.
  @Test
  void aServerBesideItselfSeldomDiffers() {
    var random = new Random(42);
    for (int slices : new int[] {RatioInterval.ENOUGH, 15, 40, 250}) {
      int wrong = 0;
      for (int i = 0; i < TRIALS; i++) {
        double[] ratios =
            random
                .doubles(slices)
                .map(any -> figure(random))
                .map(a -> a / figure(random))
                .toArray();
        wrong += RatioInterval.of(ratios).includes(1) ? 0 : 1;
      }
      assertThat((double) wrong / TRIALS).as("%d slices", slices).isLessThan(0.0105);
    }
  }

  @Test
  void aDifferenceOfThreePercentIsFoundInNoiseOfTwo() {
    var random = new Random(42);
    int found = 0;
    for (int i = 0; i < TRIALS; i++) {
      double[] ratios =
          random.doubles(15).map(any -> 1.03 * Math.exp(0.02 * random.nextGaussian())).toArray();
      found += RatioInterval.of(ratios).low() > 1 ? 1 : 0;
    }
    assertThat((double) found / TRIALS).isGreaterThan(0.95);
  }

  private static double figure(Random random) {
    double disturbed = random.nextInt(10) == 0 ? 1 + 4 * random.nextDouble() : 1;
    return disturbed * (1 + 0.2 * Math.pow(random.nextDouble(), 4));
  }

  private static double[] same(int count) {
    double[] ratios = new double[count];
    Arrays.fill(ratios, 1.5);
    return ratios;
  }
}
