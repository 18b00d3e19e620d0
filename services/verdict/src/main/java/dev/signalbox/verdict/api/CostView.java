package dev.signalbox.verdict.api;

import dev.signalbox.verdict.savings.Charge;
import java.time.Instant;

/**
 * A charge as JSON. {@code …Usd} are exact decimal strings, {@code …NanoUsd} the numbers that
 * count.
 */
public record CostView(
    String decisionId,
    Instant chargedAt,
    String model,
    String referenceModel,
    boolean simulated,
    long billedNanoUsd,
    String billedUsd,
    long referenceNanoUsd,
    String referenceUsd,
    long savedNanoUsd,
    String savedUsd,
    long inputTokens,
    long cachedInputTokens,
    long outputTokens,
    long images,
    String usageSource,
    String outcome,
    long attempts,
    String priceVersion) {
  public static CostView of(Charge charge) {
    return new CostView(
        charge.decisionId(),
        charge.chargedAt(),
        charge.model(),
        charge.referenceModel(),
        charge.simulated(),
        charge.billed().nanoUsd(),
        charge.billed().toPlainUsd(),
        charge.reference().nanoUsd(),
        charge.reference().toPlainUsd(),
        charge.saved().nanoUsd(),
        charge.saved().toPlainUsd(),
        charge.inputTokens(),
        charge.cachedInputTokens(),
        charge.outputTokens(),
        charge.images(),
        charge.usageSource(),
        charge.outcome(),
        charge.attempts(),
        charge.priceVersion());
  }
}
