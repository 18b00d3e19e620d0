package dev.signalbox.verdict.stats;

/** Weighted points of each item against each other item: a win 1, a tie a half. */
final class Wins {
  private final int items;
  private final double[] points;

  Wins(int items) {
    this.items = items;
    this.points = new double[Math.multiplyExact(items, items)];
  }

  static Wins of(Comparisons comparisons) {
    Wins wins = new Wins(comparisons.items());
    for (int i = 0; i < comparisons.size(); i++) {
      wins.add(comparisons, i, comparisons.weight(i));
    }
    return wins;
  }

  /** These, and votes for one item over another besides. */
  Wins with(int winner, int loser, double votes) {
    Wins more = new Wins(items);
    System.arraycopy(points, 0, more.points, 0, points.length);
    more.points[winner * items + loser] += votes;
    return more;
  }

  void add(Comparisons comparisons, int index, double weight) {
    int first = comparisons.first(index);
    int second = comparisons.second(index);
    double score = comparisons.score(index);
    points[first * items + second] += weight * score;
    points[second * items + first] += weight * (1 - score);
  }

  int items() {
    return items;
  }

  /** Points of {@code item} against {@code other}. */
  double points(int item, int other) {
    return points[item * items + other];
  }

  double games(int item, int other) {
    return points(item, other) + points(other, item);
  }
}
