package dev.signalbox.verdict.events;

import dev.signalbox.contracts.events.CandidateConsidered;
import dev.signalbox.contracts.events.Classification;
import dev.signalbox.contracts.events.RequestFacts;
import dev.signalbox.contracts.events.RouteDecided;
import dev.signalbox.verdict.decision.DecisionRow;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a {@code route.decided.v1} and turns it into a row of the decisions. */
final class DecisionReader {
  private static final int MAX_CANDIDATES = 200;

  private final Bounds check;

  DecisionReader(Bounds check) {
    this.check = check;
  }

  DecisionRow read(EventReader.Event<RouteDecided> event) {
    RouteDecided decided = event.data();
    Classification classification = check.present("classification", decided.getClassification());
    RequestFacts facts = check.present("facts", decided.getFacts());
    check.number("facts.textTokens", facts.getTextTokens(), 0, Bounds.COUNT);
    check.number("facts.images", facts.getImages(), 0, Bounds.COUNT);
    List<CandidateConsidered> candidates = check.present("candidates", decided.getCandidates());
    if (candidates.size() > MAX_CANDIDATES) {
      throw Bounds.invalid("candidates", "are more than " + MAX_CANDIDATES);
    }
    candidates.forEach(this::candidate);
    return new DecisionRow(
        event.id(),
        check.text("decisionId", decided.getDecisionId(), Bounds.ID),
        check.time("decidedAt", decided.getDecidedAt()),
        check.text("tenant", decided.getTenant(), Bounds.NAME),
        check.optional("keyId", decided.getKeyId(), Bounds.NAME),
        check.text("route", decided.getRoute(), Bounds.NAME),
        check.text("mode", decided.getMode(), Bounds.NAME),
        check.text("model", decided.getModel(), Bounds.NAME),
        check.text("referenceModel", decided.getReferenceModel(), Bounds.NAME),
        check.text("reason", decided.getReason(), Bounds.SENTENCE),
        check.text("reasonCode", decided.getReasonCode(), Bounds.NAME),
        check.flag("simulated", decided.getSimulated()),
        check.flag("dryRun", decided.getDryRun()),
        check.text("poolVersion", decided.getPoolVersion(), Bounds.NAME),
        check.present("classification.status", classification.getStatus()).value(),
        check.optional("classification.version", classification.getVersion(), Bounds.NAME),
        check.optional("classification.task", classification.getTask(), Bounds.NAME),
        share("classification.complexity", classification.getComplexity()),
        check.number("classification.micros", classification.getMicros(), 0, Bounds.COUNT),
        facts,
        candidates,
        new ChoiceReader(check).read(decided, classification));
  }

  private void candidate(@Nullable CandidateConsidered candidate) {
    CandidateConsidered present = check.present("candidates", candidate);
    check.text("candidates.model", present.getModel(), Bounds.NAME);
    check.present("candidates.basis", present.getBasis());
    share("candidates.success", present.getSuccess());
    share("candidates.lower", present.getLower());
    share("candidates.upper", present.getUpper());
    check.optional("candidates.excluded", present.getExcluded(), Bounds.SENTENCE);
    if (present.getExpectedCostNanoUsd() != null) {
      check.number(
          "candidates.expectedCostNanoUsd", present.getExpectedCostNanoUsd(), 0, Bounds.NANO_USD);
    }
  }

  private static @Nullable Double share(String field, @Nullable BigDecimal value) {
    if (value == null) {
      return null;
    }
    if (value.signum() < 0 || value.compareTo(BigDecimal.ONE) > 0) {
      throw Bounds.invalid(field, "is not between 0 and 1");
    }
    return value.doubleValue();
  }
}
