package dev.signalbox.ingress.whatif;

import dev.signalbox.platform.money.Money;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.TreeSet;

/** A tally in words. */
final class Report {
  private static final double PERCENT = 100;

  private Report() {}

  static void print(Tally tally, String pool, String mode, PrintWriter out) {
    out.printf(
        Locale.ROOT, "%,d decisions under pool %s, mode %s%n", tally.decisions(), pool, mode);
    if (tally.decisions() == 0) {
      printNothing(tally, out);
      return;
    }
    out.printf(
        Locale.ROOT,
        "  would differ:   %,d (%.1f%%)%n",
        tally.changed(),
        PERCENT * tally.changed() / tally.decisions());
    Money saved = tally.costBefore().minus(tally.costAfter());
    out.printf(
        Locale.ROOT,
        "  expected cost:  $%s -> $%s: %s $%s%s%n",
        tally.costBefore().toPlainUsd(),
        tally.costAfter().toPlainUsd(),
        saved.nanoUsd() < 0 ? "dearer by" : "saved",
        Money.ofNanoUsd(Math.abs(saved.nanoUsd())).toPlainUsd(),
        share(saved, tally.costBefore()));
    if (tally.compared() > 0) {
      double points = PERCENT * (tally.meanAfter() - tally.meanBefore());
      out.printf(
          Locale.ROOT,
          "  good answers:   %.2f%% -> %.2f%% expected: %s %.2f points (over %,d)%n",
          PERCENT * tally.meanBefore(),
          PERCENT * tally.meanAfter(),
          points < 0 ? "lost" : "gained",
          Math.abs(points),
          tally.compared());
    }
    if (tally.unpredicted() > 0) {
      out.printf(
          Locale.ROOT,
          "  not predicted:  %,d would go to a model of which nothing was predicted then%n",
          tally.unpredicted());
    }
    if (tally.simulated() > 0) {
      out.printf(
          Locale.ROOT,
          "  simulated:      %,d: their money is arithmetic only%n",
          tally.simulated());
    }
    printNothing(tally, out);
    out.printf("%n  %-28s %10s %10s%n", "model", "before", "after");
    TreeSet<String> models = new TreeSet<>(tally.modelsBefore().keySet());
    models.addAll(tally.modelsAfter().keySet());
    for (String model : models) {
      out.printf(
          Locale.ROOT,
          "  %-28s %,10d %,10d%n",
          model,
          tally.modelsBefore().getOrDefault(model, 0L),
          tally.modelsAfter().getOrDefault(model, 0L));
    }
  }

  private static void printNothing(Tally tally, PrintWriter out) {
    tally
        .nothing()
        .forEach(
            (because, count) ->
                out.printf(Locale.ROOT, "  left out:       %,d: %s%n", count, because));
  }

  private static String share(Money saved, Money before) {
    return before.nanoUsd() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            " (%.1f%%)",
            PERCENT * Math.abs((double) saved.nanoUsd() / before.nanoUsd()));
  }
}
