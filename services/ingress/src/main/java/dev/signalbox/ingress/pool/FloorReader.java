package dev.signalbox.ingress.pool;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalDouble;

/** The {@code floor} of a {@code Route}. */
final class FloorReader {
  private static final int DECIMALS = 4;
  private static final BigDecimal LEAST = BigDecimal.ONE.movePointLeft(DECIMALS);
  private static final BigDecimal MOST_POINTS = BigDecimal.valueOf(100);

  private FloorReader() {}

  static Optional<Floor> read(Fields spec) {
    if (!spec.has("floor")) {
      spec.optionalObject("floor");
      return Optional.empty();
    }
    boolean compared = spec.has("parity");
    return spec.optionalObject("floor").map(fields -> floor(fields, compared));
  }

  private static Floor floor(Fields fields, boolean compared) {
    OptionalDouble share =
        optional(fields.optionalNumber("shipShare", LEAST, BigDecimal.ONE, DECIMALS));
    OptionalDouble points =
        optional(fields.optionalNumber("lossPoints", LEAST, MOST_POINTS, DECIMALS));
    if (points.isPresent() && !compared) {
      fields.refuse("lossPoints", "needs parity beside the floor, which measures the loss");
    }
    if (share.isEmpty() && points.isEmpty()) {
      fields.refuse("shipShare", "is missing, and so is lossPoints: a floor has one or both");
      share = OptionalDouble.of(1);
    }
    fields.refuseTheRest();
    return new Floor(share, points);
  }

  private static OptionalDouble optional(Optional<BigDecimal> number) {
    return number.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(number.get().doubleValue());
  }
}
