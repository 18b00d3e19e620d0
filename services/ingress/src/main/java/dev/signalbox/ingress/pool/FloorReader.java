package dev.signalbox.ingress.pool;

import java.math.BigDecimal;
import java.util.Optional;

/** The {@code floor} of a {@code Route}. */
final class FloorReader {
  private static final int DECIMALS = 4;
  private static final BigDecimal LEAST = BigDecimal.ONE.movePointLeft(DECIMALS);

  private FloorReader() {}

  static Optional<Floor> read(Fields spec) {
    if (!spec.has("floor")) {
      spec.optionalObject("floor");
      return Optional.empty();
    }
    return spec.optionalObject("floor").map(FloorReader::floor);
  }

  private static Floor floor(Fields fields) {
    BigDecimal share = fields.number("shipShare", LEAST, BigDecimal.ONE, DECIMALS);
    fields.refuseTheRest();
    return new Floor(share.doubleValue());
  }
}
