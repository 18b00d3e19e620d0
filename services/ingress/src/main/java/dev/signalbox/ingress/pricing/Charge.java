package dev.signalbox.ingress.pricing;

import dev.signalbox.platform.money.Money;

/**
 * What a request cost, beside what it would have cost on the reference model.
 *
 * @param saved reference less billed; negative when the request was dearer than on the reference
 */
public record Charge(Money billed, Money reference, Money saved) {
  public static final Charge NONE = new Charge(Money.ZERO, Money.ZERO, Money.ZERO);

  /**
   * Prices both.
   *
   * @param referenceUsage the same request as the reference model would have counted it: see {@link
   *     Usage#onModelWith}
   */
  public static Charge of(Price price, Usage usage, Price referencePrice, Usage referenceUsage) {
    return of(price.cost(usage), referencePrice.cost(referenceUsage));
  }

  public static Charge of(Money billed, Money reference) {
    return new Charge(billed, reference, reference.minus(billed));
  }

  /** Another attempt of the same request that was billed too: the reference is counted once. */
  public Charge plusAttempt(Money alsoBilled) {
    return of(billed.plus(alsoBilled), reference);
  }
}
