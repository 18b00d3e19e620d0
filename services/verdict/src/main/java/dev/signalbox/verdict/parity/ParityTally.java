package dev.signalbox.verdict.parity;

import dev.signalbox.verdict.stats.ConfidenceSequence;
import dev.signalbox.verdict.stats.Interval;
import dev.signalbox.verdict.stats.RatioSequence;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Adds cells up and says what follows from them. Used by one thread. */
final class ParityTally {
  private static final int QUARTERS = 4;
  private static final int STEPS = 2 * QUARTERS + 1;

  /** Served less reference, from -1 to 1 in quarters: above nought is better than the reference. */
  private static final double[] GAINS = gains();

  private final long[] counts = new long[STEPS];
  private final Map<String, Long> ungraded = new TreeMap<>();
  private ParityCell.Sums graded = ParityCell.Sums.NONE;
  private BigInteger proof = BigInteger.ZERO;
  private long differing;

  private static double[] gains() {
    double[] gains = new double[STEPS];
    for (int i = 0; i < STEPS; i++) {
      gains[i] = (double) (i - QUARTERS) / QUARTERS;
    }
    return gains;
  }

  void add(ParityCell cell) {
    proof = proof.add(cell.sums().proof());
    if (!cell.graded()) {
      ungraded.merge(cell.ended(), cell.sums().pairs(), Long::sum);
      return;
    }
    counts[QUARTERS - cell.loss()] += cell.sums().pairs();
    graded = graded.plus(cell.sums());
    if (cell.ended().equals(OutcomeRow.DIFFER)) {
      differing += cell.sums().pairs();
    }
  }

  /** Comparisons with grades. */
  long pairs() {
    return graded.pairs();
  }

  /** Of them those in which the judge's preference hung on the order. */
  long differing() {
    return differing;
  }

  /** Drawn requests without a grade, by the reason. */
  Map<String, Long> ungraded() {
    return ungraded;
  }

  BigInteger proof() {
    return proof;
  }

  /** Mean score of the answers that clients got, in [0,1]; 0 without pairs. */
  double served() {
    return pairs() == 0 ? 0 : (double) graded.servedQuarters() / QUARTERS / pairs();
  }

  /** The same of the reference's. */
  double reference() {
    return pairs() == 0 ? 0 : (double) graded.referenceQuarters() / QUARTERS / pairs();
  }

  /** Bounds of the reference's mean score less the served one's; each side holds by itself. */
  Interval loss(double alpha) {
    double upper = -ConfidenceSequence.pairedLower(GAINS, counts, alpha);
    double lower = ConfidenceSequence.pairedLower(GAINS, reversed(), alpha);
    return new Interval(Math.min(lower, upper), upper);
  }

  /** Whether the loss is below the margin, above it, or not known yet. */
  NonInferior nonInferior(double margin, double alpha) {
    if (ConfidenceSequence.pairedAbove(GAINS, counts, -margin, alpha)) {
      return NonInferior.YES;
    }
    return ConfidenceSequence.pairedAbove(GAINS, reversed(), margin, alpha)
        ? NonInferior.NO
        : NonInferior.NOT_YET;
  }

  /** Counts of losses: reference less served. */
  private long[] reversed() {
    long[] losses = new long[STEPS];
    for (int i = 0; i < STEPS; i++) {
      losses[i] = counts[STEPS - 1 - i];
    }
    return losses;
  }

  /** What was paid to what the reference's answers cost in fact, over graded pairs. */
  Optional<Double> paid() {
    return RatioSequence.ratio(money());
  }

  Optional<Interval> paid(double alpha) {
    return RatioSequence.interval(money(), alpha);
  }

  long priced() {
    return graded.priced();
  }

  private RatioSequence.Sums money() {
    return new RatioSequence.Sums(
        graded.priced(),
        graded.served(),
        graded.reference(),
        graded.servedSquares(),
        graded.referenceSquares(),
        graded.products());
  }
}
