package dev.signalbox.ingress.pool;

import dev.signalbox.platform.money.Money;
import java.math.BigDecimal;
import java.util.Optional;

/** The {@code parity} of a {@code Route}. */
final class ParityReader {
  private static final int SHARE_DECIMALS = 6;
  private static final BigDecimal LEAST_SHARE = BigDecimal.ONE.movePointLeft(SHARE_DECIMALS);
  private static final BigDecimal MOST_USD = BigDecimal.valueOf(100_000);
  private static final int USD_DECIMALS = 9;
  private static final int LONGEST_SEED = 64;

  private ParityReader() {}

  static Optional<Parity> read(Fields spec) {
    if (!spec.has("parity")) {
      spec.optionalObject("parity");
      return Optional.empty();
    }
    return spec.optionalObject("parity").map(ParityReader::parity);
  }

  private static Parity parity(Fields fields) {
    BigDecimal share = fields.number("share", LEAST_SHARE, BigDecimal.ONE, SHARE_DECIMALS);
    BigDecimal cap = fields.number("dailyCapUsd", BigDecimal.ZERO, MOST_USD, USD_DECIMALS);
    String seed = fields.optionalText("seed").orElse("");
    if (seed.length() > LONGEST_SEED) {
      fields.refuse("seed", "is longer than " + LONGEST_SEED + " characters");
    }
    Parity parity =
        new Parity(share.doubleValue(), Money.ofUsd(cap), fields.textsNotEmpty("judge"), seed);
    fields.refuseTheRest();
    return parity;
  }
}
