package dev.signalbox.ingress.settlement;

import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.platform.money.Money;

/**
 * One call with what it cost.
 *
 * @param list what it would have cost at the list price
 */
record PricedLine(
    Model model, Purpose purpose, Usage usage, UsageSource source, Money billed, Money list) {}
