package dev.signalbox.ingress.pricing;

import dev.signalbox.platform.money.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One version of a model's price.
 *
 * @param book version of the price book that it came from; absent where it was stated outright
 * @param list the book's own price, where this one departs from it: what FOCUS calls the list price
 */
public record Price(
    Provenance provenance,
    PriceBasis basis,
    Rates rates,
    @Nullable String book,
    @Nullable Price list) {
  /**
   * Where a price was read.
   *
   * @param version stable name of this price, such as {@code 2024-08-06}; goes into every charge
   * @param source such as the address of a price list
   * @param date the day on which it was read
   */
  public record Provenance(String version, String source, LocalDate date) {}

  /** A price that was stated outright. */
  public static Price stated(Provenance provenance, PriceBasis basis, Rates rates) {
    return new Price(provenance, basis, rates, null, null);
  }

  /** Its stable name. */
  public String version() {
    return provenance.version();
  }

  /** The same price, as it stands in a book. */
  public Price in(String bookVersion) {
    return new Price(provenance, basis, rates, bookVersion, null);
  }

  /** The same price, which departs from {@code listed} of a book. */
  public Price insteadOf(Price listed) {
    return new Price(provenance, basis, rates, listed.book, listed);
  }

  /** What {@code usage} costs at the list price; what it costs where there is no other. */
  public Money listCost(Usage usage) {
    return list == null ? cost(usage) : list.cost(usage);
  }

  /** As {@link Rates#cost}. */
  public Money cost(Usage usage) {
    return rates.cost(usage);
  }
}
