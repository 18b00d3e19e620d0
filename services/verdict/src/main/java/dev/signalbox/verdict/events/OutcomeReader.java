package dev.signalbox.verdict.events;

import dev.signalbox.contracts.events.OutcomeObserved;
import dev.signalbox.verdict.parity.OutcomeRow;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Checks an {@code outcome.observed.v1} and turns it into a row of the book. */
final class OutcomeReader {
  private static final int QUARTERS = 4;
  private static final int MILLIONTHS = 6;
  private static final int LONGEST_SEED = 64;
  private static final double THIRD = 1.0 / 3;
  private static final String UNKNOWN = "unknown";

  private final Bounds check;

  OutcomeReader(Bounds check) {
    this.check = check;
  }

  OutcomeRow read(EventReader.Event<OutcomeObserved> event) {
    OutcomeObserved outcome = event.data();
    OutcomeObserved.Source source = check.present("source", outcome.getSource());
    boolean shadow = source == OutcomeObserved.Source.SHADOW;
    boolean graded = outcome.getUngraded() == null;
    if (graded && outcome.getScore() == null) {
      throw Bounds.invalid("score", "is absent, and so is ungraded");
    }
    String task = check.optional("task", outcome.getTask(), Bounds.NAME);
    return new OutcomeRow(
        event.id(),
        check.time("observedAt", outcome.getObservedAt()),
        check.text("decisionId", outcome.getDecisionId(), Bounds.ID),
        check.text("tenant", outcome.getTenant(), Bounds.NAME),
        shadow
            ? check.text("route", outcome.getRoute(), Bounds.NAME)
            : orUnknown(outcome.getRoute()),
        check.text("model", outcome.getModel(), Bounds.NAME),
        check.optional("referenceModel", outcome.getReferenceModel(), Bounds.NAME),
        task == null ? UNKNOWN : task,
        band(outcome.getComplexity()),
        source.value(),
        ended(outcome, shadow, graded),
        graded ? millionths(outcome.getScore()) : null,
        shadow && graded ? quarters("score", outcome.getScore()) : null,
        shadow && graded ? quarters("referenceScore", outcome.getReferenceScore()) : null,
        check.optional("judge", outcome.getJudge(), Bounds.NAME),
        check.optional("rubric", outcome.getRubric(), Bounds.NAME),
        outcome.getShare() == null ? null : outcome.getShare().doubleValue(),
        check.optional("seed", outcome.getSeed(), LONGEST_SEED),
        money("servedNanoUsd", outcome.getServedNanoUsd()),
        money("referenceNanoUsd", outcome.getReferenceNanoUsd()),
        money("proofNanoUsd", outcome.getProofNanoUsd()),
        Boolean.TRUE.equals(outcome.getSimulated()));
  }

  private String orUnknown(@Nullable String route) {
    String given = check.optional("route", route, Bounds.NAME);
    return given == null ? UNKNOWN : given;
  }

  private String ended(OutcomeObserved outcome, boolean shadow, boolean graded) {
    if (!graded) {
      return check.present("ungraded", outcome.getUngraded()).value();
    }
    return shadow ? check.present("orders", outcome.getOrders()).value() : "graded";
  }

  private static String band(@Nullable BigDecimal complexity) {
    if (complexity == null) {
      return UNKNOWN;
    }
    double value = complexity.doubleValue();
    if (!(value >= 0 && value <= 1)) {
      throw Bounds.invalid("complexity", "is not in [0,1]");
    }
    return value < THIRD ? "easy" : value < 2 * THIRD ? "medium" : "hard";
  }

  private @Nullable Long money(String field, @Nullable Long nanoUsd) {
    return nanoUsd == null ? null : check.number(field, nanoUsd, 0, Bounds.NANO_USD);
  }

  private static long millionths(@Nullable BigDecimal score) {
    BigDecimal share = share("score", score);
    return share
        .movePointRight(MILLIONTHS)
        .setScale(0, java.math.RoundingMode.HALF_EVEN)
        .longValue();
  }

  /** Comparisons are graded in halves, and both orders' mean is in quarters. */
  private static int quarters(String field, @Nullable BigDecimal score) {
    BigDecimal quarters = share(field, score).multiply(BigDecimal.valueOf(QUARTERS));
    if (quarters.stripTrailingZeros().scale() > 0) {
      throw Bounds.invalid(field, "is no multiple of a quarter");
    }
    return quarters.intValue();
  }

  private static BigDecimal share(String field, @Nullable BigDecimal value) {
    if (value == null
        || value.signum() < 0
        || value.compareTo(BigDecimal.ONE) > 0
        || value.scale() > 100) {
      throw Bounds.invalid(field, "is absent or not in [0,1]");
    }
    return value;
  }
}
