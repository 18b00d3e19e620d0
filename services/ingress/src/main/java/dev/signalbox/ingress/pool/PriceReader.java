package dev.signalbox.ingress.pool;

import dev.signalbox.ingress.pricing.Price;
import dev.signalbox.ingress.pricing.PriceBasis;
import dev.signalbox.ingress.pricing.Rates;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.money.TokenPrice;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/**
 * {@code spec.price}, and the entries of a price book. A price that is not there is refused, never
 * zero: a free model says 0. So is a currency that is not the dollar: nothing here converts money.
 */
final class PriceReader {
  private static final String CURRENCY = "USD";
  private static final List<String> PROVENANCE = List.of("version", "source", "date");

  /** Bounds keep the cost of any request within the range of {@link Money}. */
  private static final BigDecimal MOST_PER_MILLION = BigDecimal.valueOf(1_000);

  private static final BigDecimal MOST_PER_IMAGE = BigDecimal.TEN;
  private static final BigDecimal MOST_PER_NODE_HOUR = BigDecimal.valueOf(100_000);
  private static final long MOST_TOKENS_PER_HOUR = 1_000_000_000_000L;
  private static final int TOKEN_DECIMALS = 6;
  private static final int MONEY_DECIMALS = 9;

  private static final TokenPrice FREE = TokenPrice.ofUsdPerMillion(BigDecimal.ZERO);

  /** A stand-in for what was refused. */
  private static final Price NOTHING =
      Price.stated(
          new Price.Provenance("", "", LocalDate.EPOCH),
          new PriceBasis.Listed(),
          Rates.plain(FREE, FREE, FREE, Money.ZERO));

  private PriceReader() {}

  /** A model's price: stated outright, or the book's, or the book's but for what is stated. */
  static Price read(Fields price, PriceBook book) {
    if (!price.has("book")) {
      price.ignore("book");
      return read(price);
    }
    String name = price.text("book");
    Optional<PriceBook.Entry> entry = book.entry(name);
    if (entry.isEmpty()) {
      if (!name.isEmpty()) {
        price.refuse("book", name + " is not in price book " + book.version());
      }
      return NOTHING;
    }
    Price listed = entry.get().price();
    if (price.keys().size() == 1) {
      return listed;
    }
    for (String key : PROVENANCE) {
      if (!price.has(key)) {
        price.refuse(key, "is missing: this price departs from the book's");
      }
    }
    Fields merged = price.over(entry.get().content(), "book");
    merged.ignore("book");
    merged.ignore("example");
    return read(merged).insteadOf(listed);
  }

  /** US dollars, said or not. */
  static void currency(Fields fields) {
    String currency = fields.optionalText("currency").orElse(CURRENCY);
    if (!currency.equals(CURRENCY)) {
      fields.refuse("currency", "is " + CURRENCY + ", not " + currency + ": nothing is converted");
    }
  }

  static Price read(Fields price) {
    currency(price);
    Price.Provenance provenance =
        new Price.Provenance(price.text("version"), price.text("source"), date(price));
    Money perImage =
        price
            .optionalNumber("perImage", BigDecimal.ZERO, MOST_PER_IMAGE, MONEY_DECIMALS)
            .map(Money::ofUsd)
            .orElse(Money.ZERO);
    Price read =
        price
            .optionalObject("amortised")
            .map(amortised -> amortised(amortised, provenance, perImage))
            .orElseGet(() -> listed(price, provenance, perImage));
    price.refuseTheRest();
    return read;
  }

  private static Price listed(Fields price, Price.Provenance provenance, Money perImage) {
    BigDecimal input =
        price.number("inputPerMillion", BigDecimal.ZERO, MOST_PER_MILLION, TOKEN_DECIMALS);
    BigDecimal cached =
        price
            .optionalNumber(
                "cachedInputPerMillion", BigDecimal.ZERO, MOST_PER_MILLION, TOKEN_DECIMALS)
            .orElse(input);
    BigDecimal output =
        price.number("outputPerMillion", BigDecimal.ZERO, MOST_PER_MILLION, TOKEN_DECIMALS);
    if (cached.compareTo(input) > 0) {
      price.refuse("cachedInputPerMillion", "is above inputPerMillion");
    }
    BigDecimal reasoning = perMillion(price, "reasoningPerMillion", output);
    BigDecimal fiveMinutes = perMillion(price, "cacheWrite5mPerMillion", input);
    BigDecimal oneHour = perMillion(price, "cacheWrite1hPerMillion", fiveMinutes);
    int batchPercentOff =
        price
            .optionalNumber("batchPercentOff", BigDecimal.ZERO, BigDecimal.valueOf(100), 0)
            .map(BigDecimal::intValueExact)
            .orElse(0);
    return Price.stated(
        provenance,
        new PriceBasis.Listed(),
        new Rates(
            TokenPrice.ofUsdPerMillion(input),
            TokenPrice.ofUsdPerMillion(cached),
            new Rates.CacheWrites(
                TokenPrice.ofUsdPerMillion(fiveMinutes), TokenPrice.ofUsdPerMillion(oneHour)),
            TokenPrice.ofUsdPerMillion(output),
            TokenPrice.ofUsdPerMillion(reasoning),
            perImage,
            batchPercentOff));
  }

  private static BigDecimal perMillion(Fields price, String key, BigDecimal otherwise) {
    return price
        .optionalNumber(key, BigDecimal.ZERO, MOST_PER_MILLION, TOKEN_DECIMALS)
        .orElse(otherwise);
  }

  private static Price amortised(Fields amortised, Price.Provenance provenance, Money perImage) {
    PriceBasis.Amortised basis =
        new PriceBasis.Amortised(
            Money.ofUsd(
                amortised.number(
                    "perNodeHour", BigDecimal.ZERO, MOST_PER_NODE_HOUR, MONEY_DECIMALS)),
            amortised.count("inputTokensPerHour", 1, MOST_TOKENS_PER_HOUR),
            amortised.count("outputTokensPerHour", 1, MOST_TOKENS_PER_HOUR));
    amortised.refuseTheRest();
    refuseBeyondBounds(amortised, "inputTokensPerHour", basis.input());
    refuseBeyondBounds(amortised, "outputTokensPerHour", basis.output());
    return Price.stated(
        provenance, basis, Rates.plain(basis.input(), basis.input(), basis.output(), perImage));
  }

  private static void refuseBeyondBounds(Fields amortised, String key, TokenPrice price) {
    if (price.toUsdPerMillion().compareTo(MOST_PER_MILLION) > 0) {
      amortised.refuse(
          key,
          "makes "
              + price.toUsdPerMillion().stripTrailingZeros().toPlainString()
              + " dollars per million tokens, which is above "
              + MOST_PER_MILLION);
    }
  }

  private static LocalDate date(Fields price) {
    String text = price.text("date");
    if (text.isEmpty()) {
      return LocalDate.EPOCH;
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      price.refuse("date", "is a day such as 2026-11-22");
      return LocalDate.EPOCH;
    }
  }
}
