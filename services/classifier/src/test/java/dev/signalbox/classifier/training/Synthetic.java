package dev.signalbox.classifier.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Outcomes whose truth is known: "apples" are easy for both models, "integrals" only for the strong
 * one.
 */
public final class Synthetic {
  private static final String[] FILLER = {
    "consider", "the", "following", "case", "with", "care", "and", "state", "result", "of", "it"
  };

  private Synthetic() {}

  public static List<OutcomeRow> rows(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<OutcomeRow> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      boolean hard = random.nextBoolean();
      StringBuilder prompt = new StringBuilder();
      for (int w = 0; w < 12; w++) {
        prompt.append(FILLER[random.nextInt(FILLER.length)]).append(' ');
      }
      prompt.append(
          hard
              ? "integral of x^" + random.nextInt(9) + " over the contour"
              : "apples in a basket of " + random.nextInt(9));
      double weak = random.nextDouble() < (hard ? 0.15 : 0.9) ? 1 : 0;
      double strong = random.nextDouble() < (hard ? 0.85 : 0.92) ? 1 : 0;
      rows.add(
          new OutcomeRow(
              "r" + i,
              prompt.toString(),
              false,
              "synthetic",
              hard ? "synthetic/math" : "synthetic/fruit",
              false,
              Map.of("weak", weak, "strong", strong),
              Map.of("weak", 100.0, "strong", 200.0),
              Map.of()));
    }
    return rows;
  }

  public static Pool pool() {
    return new Pool(
        List.of("weak", "strong"),
        Map.of("weak", new Pool.Price(0.1, 0.1), "strong", new Pool.Price(10, 10)));
  }
}
