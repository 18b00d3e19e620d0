package dev.signalbox.verdict.stats;

/**
 * Elo's running rating (A. E. Elo, The Rating of Chessplayers, 1978). It depends on the order of
 * the games and forgets old ones, so it says who is hot, not who is better: show it labelled so,
 * and rank by {@link BradleyTerry}. Not thread-safe.
 */
public final class EloTicker {
  /** Where everybody begins. */
  public static final double START = 1_000;

  private final double[] ratings;
  private final double step;

  /**
   * A ticker before the first game.
   *
   * @param step most points that one game moves, such as 4
   */
  public EloTicker(int items, double step) {
    if (!(step > 0)) {
      throw new IllegalArgumentException("a step is above 0: " + step);
    }
    this.ratings = new double[items];
    this.step = step;
    java.util.Arrays.fill(ratings, START);
  }

  /** The next game; a score of 1 means that the first item won, a half a tie. */
  public void add(int first, int second, double score) {
    double expected = 1 / (1 + Math.pow(10, (ratings[second] - ratings[first]) / 400));
    double change = step * (score - expected);
    ratings[first] += change;
    ratings[second] -= change;
  }

  public double rating(int item) {
    return ratings[item];
  }
}
