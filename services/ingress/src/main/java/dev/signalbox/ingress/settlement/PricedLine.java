package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.platform.money.Money;
import org.jspecify.annotations.Nullable;

/**
 * One call with what it cost.
 *
 * @param method how the usage was estimated; absent when it was reported
 * @param list what it would have cost at the list price
 */
record PricedLine(
    Model model,
    Purpose purpose,
    Usage usage,
    UsageSource source,
    @Nullable String method,
    Money billed,
    Money list) {}
