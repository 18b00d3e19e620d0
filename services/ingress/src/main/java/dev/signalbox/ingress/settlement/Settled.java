package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Usage;

/**
 * A settled request.
 *
 * @param recorded false when the cost event found no room, which is logged with its figures
 */
public record Settled(Charge charge, Usage usage, UsageSource source, boolean recorded) {}
