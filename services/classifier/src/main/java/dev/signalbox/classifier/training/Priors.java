package dev.signalbox.classifier.training;

import dev.signalbox.classifier.model.DifficultyScale;
import dev.signalbox.classifier.model.Stated;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Places the models of a pool that have too few outcomes to learn from. */
final class Priors {
  private static final Pool.Price UNKNOWN = new Pool.Price(-1, -1);

  private Priors() {}

  /**
   * In the pool's order. The ability is the one that the pool states; failing that, what the few
   * graded answers say; failing that, the mean of the models with outcomes.
   */
  static List<Stated> of(Pool pool, List<CohortRows> cohorts, Rasch rasch, DifficultyScale scale) {
    Set<String> graded = new LinkedHashSet<>();
    cohorts.forEach(cohort -> graded.addAll(cohort.models()));
    double mean = graded.stream().mapToDouble(rasch::ability).average().orElse(0);
    List<Stated> stated = new ArrayList<>();
    for (String model : pool.models()) {
      if (graded.contains(model)) {
        continue;
      }
      Double said = pool.abilities().get(model);
      double ability = mean;
      if (said != null) {
        ability = scale.ability(said);
      } else if (rasch.knows(model)) {
        ability = rasch.ability(model);
      }
      Pool.Price price = pool.price(model).orElse(UNKNOWN);
      stated.add(new Stated(model, ability, price.input(), price.output()));
    }
    return stated;
  }
}
