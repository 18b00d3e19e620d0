package dev.signalbox.ingress.budget;

import dev.signalbox.platform.money.Money;

/**
 * What one request uses, counted both ways.
 *
 * @param money in nano-dollars, not negative
 * @param tokens input and output together
 */
public record Amount(Money money, long tokens) {
  public static final Amount NONE = new Amount(Money.ZERO, 0);

  public Amount {
    if (money.nanoUsd() < 0 || tokens < 0) {
      throw new IllegalArgumentException("an amount is not negative");
    }
  }

  public Amount plus(Amount other) {
    return new Amount(money.plus(other.money), Math.addExact(tokens, other.tokens));
  }

  long in(Budget.Unit unit) {
    return switch (unit) {
      case NANO_USD -> money.nanoUsd();
      case TOKENS -> tokens;
    };
  }
}
