package dev.signalbox.verdict.compare;

import dev.signalbox.verdict.arena.Duel;
import dev.signalbox.verdict.panel.Panel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A pair.
 *
 * @param duel blind votes on answers of the two
 * @param proofs what parity has measured of either, the first's before the second's
 * @param pair the newest settled panel on the pair itself; null where there is none
 */
public record Comparison(
    Side first,
    Side second,
    @Nullable Panel pair,
    PricingRead pricing,
    Duel duel,
    List<Proof> proofs) {
  public String name() {
    return first.sheet().slug() + "-vs-" + second.sheet().slug();
  }
}
