package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons that are alike in everything the report tells apart.
 *
 * @param key the experiment they belong to
 * @param loss the reference's score less the served one's, in quarters; 0 where there is no grade
 * @param sums over the pairs
 */
record ParityCell(
    Key key,
    String judge,
    String model,
    String task,
    String band,
    String ended,
    int loss,
    Sums sums) {
  /**
   * One experiment: what is added up and never mixed with another.
   *
   * @param seed of the draw: another seed begins anew
   */
  record Key(String route, boolean simulated, String reference, String rubric, String seed)
      implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int order = route.compareTo(other.route);
      order = order != 0 ? order : Boolean.compare(simulated, other.simulated);
      order = order != 0 ? order : seed.compareTo(other.seed);
      order = order != 0 ? order : rubric.compareTo(other.rubric);
      return order != 0 ? order : reference.compareTo(other.reference);
    }
  }

  /**
   * Sums over pairs. Money is in nano-dollars.
   *
   * @param priced graded pairs whose reference has a price; the sums of money but the proof's are
   *     over these
   */
  record Sums(
      long pairs,
      long servedQuarters,
      long referenceQuarters,
      long priced,
      BigInteger served,
      BigInteger reference,
      BigInteger proof,
      BigInteger servedSquares,
      BigInteger referenceSquares,
      BigInteger products) {
    static final Sums NONE = of(0, 0, 0, 0);

    private static Sums of(long pairs, long served, long reference, long proof) {
      BigInteger nought = BigInteger.ZERO;
      return new Sums(
          pairs,
          served,
          reference,
          0,
          nought,
          nought,
          BigInteger.valueOf(proof),
          nought,
          nought,
          nought);
    }

    /** Of one outcome. */
    static Sums of(OutcomeRow row) {
      long proof = row.proofNanoUsd() == null ? 0 : row.proofNanoUsd();
      Integer servedQuarters = row.servedQuarters();
      Integer referenceQuarters = row.referenceQuarters();
      if (servedQuarters == null || referenceQuarters == null) {
        return of(1, 0, 0, proof);
      }
      Sums graded = of(1, servedQuarters, referenceQuarters, proof);
      if (row.servedNanoUsd() == null || row.referenceNanoUsd() == null) {
        return graded;
      }
      BigInteger s = BigInteger.valueOf(row.servedNanoUsd());
      BigInteger r = BigInteger.valueOf(row.referenceNanoUsd());
      return new Sums(
          1,
          servedQuarters,
          referenceQuarters,
          1,
          s,
          r,
          graded.proof,
          s.multiply(s),
          r.multiply(r),
          s.multiply(r));
    }

    Sums plus(Sums more) {
      return new Sums(
          pairs + more.pairs,
          servedQuarters + more.servedQuarters,
          referenceQuarters + more.referenceQuarters,
          priced + more.priced,
          served.add(more.served),
          reference.add(more.reference),
          proof.add(more.proof),
          servedSquares.add(more.servedSquares),
          referenceSquares.add(more.referenceSquares),
          products.add(more.products));
    }
  }

  /** As the rollup keeps it. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Stored(
      String route,
      boolean simulated,
      String referenceModel,
      String rubric,
      String seed,
      String judge,
      String model,
      String task,
      String band,
      String ended,
      int loss,
      long pairs,
      long servedQuarters,
      long referenceQuarters,
      long priced,
      BigInteger servedNanoUsd,
      BigInteger referenceNanoUsd,
      BigInteger proofNanoUsd,
      BigInteger servedSquares,
      BigInteger referenceSquares,
      BigInteger products) {
    ParityCell cell() {
      return new ParityCell(
          new Key(route, simulated, referenceModel, rubric, seed),
          judge,
          model,
          task,
          band,
          ended,
          loss,
          new Sums(
              pairs,
              servedQuarters,
              referenceQuarters,
              priced,
              servedNanoUsd,
              referenceNanoUsd,
              proofNanoUsd,
              servedSquares,
              referenceSquares,
              products));
    }
  }

  /** The cell of a single comparison, as the rollup's statement groups it. */
  static ParityCell of(OutcomeRow row) {
    Integer served = row.servedQuarters();
    Integer reference = row.referenceQuarters();
    return new ParityCell(
        new Key(
            row.route(),
            row.simulated(),
            text(row.referenceModel()),
            text(row.rubric()),
            text(row.seed())),
        text(row.judge()),
        row.model(),
        row.task(),
        row.band(),
        row.ended(),
        served == null || reference == null ? 0 : reference - served,
        Sums.of(row));
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** What it is told apart by, alone. */
  ParityCell without() {
    return with(Sums.NONE);
  }

  ParityCell with(Sums other) {
    return new ParityCell(key, judge, model, task, band, ended, loss, other);
  }

  boolean graded() {
    return ended.equals(OutcomeRow.AGREE) || ended.equals(OutcomeRow.DIFFER);
  }
}
