package dev.signalbox.verdict.parity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.verdict.stats.ConfidenceSequence;
import dev.signalbox.verdict.stats.EverMissed;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often the report says "yes" of a route that loses the margin, and "no" of one that does not
 * lose more, to somebody who looks all the time up to twenty thousand pairs and stops when it
 * pleases. {@code make looks} runs this with more runs, and prints what it counts.
 */
class EverWrongTest {
  private static final double ALPHA = 0.05;
  private static final double MARGIN = 0.01;
  private static final int RUNS = Integer.getInteger("looks.runs", 100);
  private static final int[] LOOKS = EverMissed.looks(20_000);
  private static final double[] GAINS = {-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1};

  /** Most of {@link #RUNS} that may be wrong: what is expected and three standard deviations. */
  private static final int MOST = (int) (ALPHA * RUNS + 3 * Math.sqrt(RUNS * ALPHA * (1 - ALPHA)));

  /** Computed, not drawn: one pair in so many loses some quarters, and none gains. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldSeldomBeWrongOfRareLosses(int quarters) {
    double lost = MARGIN * 4 / quarters;
    double yes = EverMissed.chance(lost, LOOKS, (s, n) -> says(NonInferior.YES, s, quarters, n));
    double no = EverMissed.chance(lost, LOOKS, (s, n) -> says(NonInferior.NO, s, quarters, n));

    EverMissed.say("1 of %.0f loses %d quarters: yes %.4f, no %.4f", 1 / lost, quarters, yes, no);
    assertThat(yes).isLessThanOrEqualTo(ALPHA);
    assertThat(no).isLessThanOrEqualTo(ALPHA);
  }

  private static boolean says(NonInferior word, int lost, int quarters, int pairs) {
    ParityTally tally = new ParityTally();
    tally.add(cell(quarters, lost));
    tally.add(cell(0, pairs - lost));
    return tally.nonInferior(MARGIN, ALPHA) == word;
  }

  /** A draw of losses in quarters whose mean is the margin. */
  private enum Losses {
    NOISE(random -> drawn(random, 0.105, 0.095)),
    MUCH_NOISE(random -> drawn(random, 0.305, 0.295)),
    /** Both orders see the same question, so their grades go together, each with its own slips. */
    BOTH_ORDERS(
        random -> {
          int seen = drawn(random, 0.06, 0.05) / 2;
          return slipped(random, seen) + slipped(random, seen);
        }),
    /** A judge who hangs on the order takes back in one what it said in the other. */
    OPPOSED_ORDERS(
        random -> {
          int pull = drawn(random, 0.3, 0.3) / 2;
          int truly = random.nextInt(100) == 0 ? 2 : 0;
          return Math.clamp(truly + pull, -2, 2)
              + Math.clamp(truly - pull, -2, 2)
              + (truly == 2 && pull != 0 ? 2 : 0);
        });

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
    private final Function<RandomGenerator, Integer> draw;

    Losses(Function<RandomGenerator, Integer> draw) {
      this.draw = draw;
    }

    private static int drawn(RandomGenerator random, double worse, double better) {
      double u = random.nextDouble();
      return u < worse ? 4 : u < worse + better ? -4 : 0;
    }

    /** One order's loss in halves: seen otherwise now and then, as often up as down. */
    private static int slipped(RandomGenerator random, int seen) {
      double u = random.nextDouble();
      return u < 0.2 && seen == 0 ? (u < 0.1 ? 1 : -1) : seen;
    }
  }

  @ParameterizedTest
  @EnumSource(Losses.class)
  void shouldSeldomSayYesOfARouteThatLosesTheMargin(Losses losses) {
    int wrong = 0;
    int wrongByNearer = 0;
    double sum = 0;
    for (int run = 0; run < RUNS; run++) {
      Watch watch = new Watch();
      SplittableRandom random = new SplittableRandom(1_000L * run + 17);
      for (int look : LOOKS) {
        while (watch.pairs < look) {
          watch.add(losses.draw.apply(random));
        }
        watch.look();
      }
      wrong += watch.yes ? 1 : 0;
      wrongByNearer += watch.yesByNearer ? 1 : 0;
      sum += watch.mean();
    }

    EverMissed.say(
        "%s: yes in %d of %d, a fifth nearer in %d; mean loss %.4f",
        losses, wrong, RUNS, wrongByNearer, sum / RUNS);
    assertThat(sum / RUNS).as("the margin, as it should be").isBetween(0.009, 0.011);
    assertThat(wrong).isLessThanOrEqualTo(MOST);
    assertThat(wrongByNearer)
        .as("were the bound a fifth nearer")
        .isGreaterThan(losses == Losses.MUCH_NOISE ? MOST : wrong);
  }

  /**
   * The draw is by a hash of the decision, so it is independent of what the requests are like: of
   * the requests that a route had so far the answer holds, however they hang together.
   */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 50, 500})
  void shouldSeldomBeWrongOfRequestsThatComeInClusters(int size) {
    int wrong = 0;
    int wrongOfThoseToCome = 0;
    for (int run = 0; run < RUNS; run++) {
      Clusters clusters = new Clusters(size, new Random(31L * run + 5));
      Watch watch = new Watch();
      boolean everWrong = false;
      for (int look : LOOKS) {
        while (watch.pairs < look) {
          clusters.next(watch);
        }
        everWrong |= watch.look() && clusters.loss() >= MARGIN;
      }
      wrong += everWrong ? 1 : 0;
      wrongOfThoseToCome += watch.yes ? 1 : 0;
    }

    EverMissed.say(
        "clusters of %d: wrong of the requests so far %d of %d, of all to come %d",
        size, wrong, RUNS, wrongOfThoseToCome);
    assertThat(wrong).isLessThanOrEqualTo(MOST);
  }

  /** Requests in bunches that lose together: one bunch in ten loses a tenth, none of the rest. */
  private static final class Clusters {
    private static final double SHARE = 0.2;

    private final int size;
    private final Random random;
    private double risk;
    private int left;
    private long requests;
    private long lost;

    Clusters(int size, Random random) {
      this.size = size;
      this.random = random;
    }

    void next(Watch watch) {
      if (left == 0) {
        risk = random.nextInt(10) == 0 ? 10 * MARGIN : 0;
        left = 1 + random.nextInt(2 * size - 1);
      }
      left--;
      requests++;
      boolean loses = random.nextDouble() < risk;
      lost += loses ? 1 : 0;
      if (random.nextDouble() < SHARE) {
        watch.add(loses ? 4 : 0);
      }
    }

    double loss() {
      return (double) lost / requests;
    }
  }

  @Test
  void shouldSayYesOfARouteThatLosesNothing() {
    ParityTally tally = new ParityTally();
    tally.add(cell(0, 500));

    assertThat(tally.nonInferior(MARGIN, ALPHA)).isEqualTo(NonInferior.YES);
  }

  /** Somebody who looks. */
  private static final class Watch {
    private final ParityTally tally = new ParityTally();
    private final long[] counts = new long[GAINS.length];
    private int pairs;
    private long quarters;
    private boolean yes;
    private boolean yesByNearer;

    void add(int loss) {
      tally.add(cell(loss, 1));
      counts[4 - loss]++;
      pairs++;
      quarters += loss;
    }

    double mean() {
      return quarters / 4.0 / pairs;
    }

    boolean look() {
      boolean says = tally.nonInferior(MARGIN, ALPHA) == NonInferior.YES;
      yes |= says;
      double bound = EverMissed.nearer(-mean(), -MARGIN);
      yesByNearer |= mean() < MARGIN && ConfidenceSequence.pairedAbove(GAINS, counts, bound, ALPHA);
      return says;
    }
  }

  private static ParityCell cell(int loss, long pairs) {
    ParityCell.Sums one = ParityCell.Sums.NONE;
    return new ParityCell(
        new ParityCell.Key("auto", false, "dear", "parity-1", "s"),
        "judge",
        "cheap",
        "chat",
        "easy",
        OutcomeRow.AGREE,
        loss,
        new ParityCell.Sums(
            pairs,
            0,
            0,
            0,
            one.served(),
            one.reference(),
            one.proof(),
            one.servedSquares(),
            one.referenceSquares(),
            one.products()));
  }
}
