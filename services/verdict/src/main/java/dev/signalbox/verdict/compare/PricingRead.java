package dev.signalbox.verdict.compare;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.subject.PriceSheet;
import dev.signalbox.verdict.subject.Use;
import java.util.OptionalLong;

/**
 * What two price sheets mean for requests like one's own.
 *
 * @param own whether the requests are this installation's; if not, an assumed size
 * @param thousand a thousand such requests
 */
public record PricingRead(boolean own, Use thousand, Cost first, Cost second) {
  /** Used before there are requests of one's own. */
  static final Use ASSUMED = new Use(1_000, 800_000, 0, 250_000, 0);

  /**
   * What one of them costs.
   *
   * @param known whether it has prices at all
   * @param entry what the first month costs before the first request
   * @param perThousand a thousand requests, without the fixed part
   */
  public record Cost(boolean known, Money entry, Money perThousand) {
    static Cost of(PriceSheet prices, Use thousand) {
      return new Cost(prices.isKnown(), prices.fixed(), prices.variable(thousand));
    }
  }

  static PricingRead of(PriceSheet first, PriceSheet second, Use month) {
    boolean own = month.requests() > 0;
    Use thousand = own ? month.perThousand() : ASSUMED;
    return new PricingRead(own, thousand, Cost.of(first, thousand), Cost.of(second, thousand));
  }

  public boolean isComparable() {
    return first.known() && second.known();
  }

  /**
   * From how many requests a month on the one with the higher entry is the cheaper one. Empty when
   * one of them is cheaper at any number.
   */
  public OptionalLong breakEven() {
    long entry = first.entry().nanoUsd() - second.entry().nanoUsd();
    long perThousand = second.perThousand().nanoUsd() - first.perThousand().nanoUsd();
    if (entry == 0 || perThousand == 0 || entry > 0 != perThousand > 0) {
      return OptionalLong.empty();
    }
    double requests = Math.abs((double) entry) / Math.abs((double) perThousand) * 1_000;
    return OptionalLong.of((long) Math.ceil(requests));
  }

  /** Whether the first is the one that pays off only with many requests. */
  public boolean firstPaysOffLater() {
    return first.entry().compareTo(second.entry()) > 0;
  }

  /** Whether the first is cheaper at any number of requests, when nothing breaks even. */
  public boolean firstIsCheaper() {
    int entry = first.entry().compareTo(second.entry());
    return entry < 0 || (entry == 0 && first.perThousand().compareTo(second.perThousand()) < 0);
  }

  public boolean isSame() {
    return first.entry().equals(second.entry()) && first.perThousand().equals(second.perThousand());
  }
}
