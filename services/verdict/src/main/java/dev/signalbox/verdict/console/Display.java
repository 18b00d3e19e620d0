package dev.signalbox.verdict.console;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.compare.PricingRead;
import dev.signalbox.verdict.savings.SavingsTotal;
import io.quarkus.qute.TemplateExtension;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How numbers and times read on a page. console.js writes money by the same rule. */
@TemplateExtension
final class Display {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final BigDecimal CENT = new BigDecimal("0.01");

  private Display() {}

  /**
   * Dollars and cents from a dollar on, four decimals from a cent on, else three significant
   * digits.
   */
  static String usd(Money money) {
    BigDecimal usd = money.toUsd();
    BigDecimal size = usd.abs();
    String digits;
    if (size.signum() == 0) {
      digits = "0";
    } else if (size.compareTo(BigDecimal.ONE) >= 0) {
      digits = String.format(Locale.ROOT, "%,.2f", size);
    } else if (size.compareTo(CENT) >= 0) {
      digits = size.setScale(4, RoundingMode.HALF_UP).toPlainString();
    } else {
      digits =
          size.round(new MathContext(3, RoundingMode.HALF_UP)).stripTrailingZeros().toPlainString();
    }
    return (usd.signum() < 0 ? "−$" : "$") + digits;
  }

  /** A list price: dollars and cents, and no more digits than it has. */
  static String listed(Money money) {
    BigDecimal usd = money.toUsd().stripTrailingZeros();
    return usd.signum() > 0 && usd.compareTo(BigDecimal.ONE) < 0
        ? "$" + usd.setScale(Math.max(2, usd.scale())).toPlainString()
        : usd(money);
  }

  /** All digits, for a tooltip. */
  static String exactUsd(Money money) {
    return money.toPlainUsd() + " USD";
  }

  static boolean isLoss(Money money) {
    return money.nanoUsd() < 0;
  }

  /** The style of a saving: a gain, a loss, or neither. */
  static String tone(Money money) {
    return money.nanoUsd() < 0 ? "loss" : money.nanoUsd() > 0 ? "gain" : "";
  }

  /**
   * A share as a percentage, with a decimal below ten and where a whole number would read as all; a
   * dash where there is none.
   */
  static String percent(@Nullable Double share) {
    if (share == null) {
      return "–";
    }
    double value = share * 100;
    double size = Math.abs(value);
    boolean whole = size == 0 || size >= 99.95 || (size >= 10 && size < 99);
    return String.format(Locale.ROOT, whole ? "%.0f%%" : "%.1f%%", value);
  }

  /** {@link #percent} of a share that is always there. */
  static String share(double share) {
    return percent(share);
  }

  /** What the prices come to, in a sentence. */
  static String sentence(PricingRead read, String first, String second) {
    if (!read.isComparable()) {
      return "Without prices of both there is nothing to reckon.";
    }
    if (read.isSame()) {
      return "Both cost the same.";
    }
    OptionalLong even = read.breakEven();
    if (even.isEmpty()) {
      return (read.firstIsCheaper() ? first : second)
          + " is the cheaper one at any number of requests.";
    }
    String patient = read.firstPaysOffLater() ? first : second;
    String cheap = read.firstPaysOffLater() ? second : first;
    return "%s is cheaper until %s requests a month; from there on %s is."
        .formatted(cheap, grouped(even.getAsLong()), patient);
  }

  static String sharePercent(SavingsTotal total) {
    return percent(total.share());
  }

  static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** For one segment of a path or one value of a query. */
  static String urlEncoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  static String utc(Instant time) {
    return TIME.format(time);
  }
}
