package dev.signalbox.ingress.pool;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** The {@code escalation} of a {@code Route}. */
final class EscalationReader {
  private static final int MOST_CHARS = 1_000_000;
  private static final BigDecimal HALF = new BigDecimal("0.5");
  private static final int DECIMALS = 4;

  private EscalationReader() {}

  static Optional<Escalation> read(Fields spec) {
    if (!spec.has("escalation")) {
      spec.optionalObject("escalation");
      return Optional.empty();
    }
    return spec.optionalObject("escalation").map(EscalationReader::escalation);
  }

  private static Escalation escalation(Fields fields) {
    List<String> to = fields.textsNotEmpty("to");
    Fields checks = fields.object("checks");
    int least = count(checks, "leastChars", MOST_CHARS);
    int most = count(checks, "mostChars", MOST_CHARS);
    if (most > 0 && most < least) {
      checks.refuse("mostChars", "is below leastChars");
    }
    boolean json = checks.flag("json", false);
    boolean refusal = checks.flag("refusal", false);
    double confidence =
        checks
            .optionalNumber("confidence", BigDecimal.ZERO, BigDecimal.ONE, DECIMALS)
            .orElse(BigDecimal.ZERO)
            .doubleValue();
    int samples = Math.max(1, count(checks, "samples", Escalation.MOST_SAMPLES));
    double agreement =
        checks
            .optionalNumber("agreement", BigDecimal.ZERO, BigDecimal.ONE, DECIMALS)
            .orElse(HALF)
            .doubleValue();
    checks.refuseTheRest();
    fields.refuseTheRest();
    if (least == 0 && most == 0 && !json && !refusal && confidence == 0 && samples == 1) {
      fields.refuse("checks", "checks nothing");
    }
    return new Escalation(
        to.isEmpty() ? List.of("") : to,
        least,
        most,
        json,
        refusal,
        confidence,
        samples,
        agreement);
  }

  private static int count(Fields fields, String key, int most) {
    return fields
        .optionalNumber(key, BigDecimal.ZERO, BigDecimal.valueOf(most), 0)
        .orElse(BigDecimal.ZERO)
        .intValue();
  }
}
