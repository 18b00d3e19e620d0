package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Usage;

/**
 * A settled request.
 *
 * @param charge over all calls that are billed
 * @param usage of the call that answered
 * @param source estimated as soon as one call's usage is
 * @param tokens input and output of all calls
 * @param recorded false when the cost event found no room, which is logged with its figures
 */
public record Settled(
    Charge charge, Usage usage, UsageSource source, long tokens, boolean recorded) {}
