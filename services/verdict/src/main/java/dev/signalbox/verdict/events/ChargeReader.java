package dev.signalbox.verdict.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.contracts.events.ChargeLine;
import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.verdict.savings.ChargeRow;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks a {@code cost.charged.v1} and turns it into a row of the ledger. */
final class ChargeReader {
  private static final int NANO_SCALE = 9;
  private static final int MOST_LINES = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Bounds check;

  ChargeReader(Bounds check) {
    this.check = check;
  }

  ChargeRow read(EventReader.Event<CostCharged> event) {
    CostCharged cost = event.data();
    long billed = check.number("x_BilledNanoUsd", cost.getxBilledNanoUsd(), 0, Bounds.NANO_USD);
    long reference =
        check.number("x_ReferenceNanoUsd", cost.getxReferenceNanoUsd(), 0, Bounds.NANO_USD);
    long saved =
        check.number("x_SavedNanoUsd", cost.getxSavedNanoUsd(), -Bounds.NANO_USD, Bounds.NANO_USD);
    if (saved != reference - billed) {
      throw Bounds.invalid("x_SavedNanoUsd", "is not reference less billed");
    }
    BigDecimal billedUsd = check.present("BilledCost", cost.getBilledCost());
    if (billedUsd.compareTo(BigDecimal.valueOf(billed, NANO_SCALE)) != 0) {
      throw Bounds.invalid("BilledCost", "is not x_BilledNanoUsd in dollars");
    }
    long input = check.number("x_InputTokens", cost.getxInputTokens(), 0, Bounds.COUNT);
    return new ChargeRow(
        event.id(),
        check.time("ChargePeriodEnd", cost.getChargePeriodEnd()),
        check.text("x_DecisionId", cost.getxDecisionId(), Bounds.ID),
        check.text("x_RequestId", cost.getxRequestId(), Bounds.ID),
        check.optional("x_TraceId", cost.getxTraceId(), Bounds.ID),
        check.text("BillingAccountId", cost.getBillingAccountId(), Bounds.NAME),
        check.optional("SubAccountId", cost.getSubAccountId(), Bounds.NAME),
        check.text("x_Route", cost.getxRoute(), Bounds.NAME),
        check.text("SkuId", cost.getSkuId(), Bounds.NAME),
        check.text("x_ReferenceModel", cost.getxReferenceModel(), Bounds.NAME),
        check.flag("x_Simulated", cost.getxSimulated()),
        billed,
        reference,
        saved,
        input,
        check.number("x_CachedInputTokens", cost.getxCachedInputTokens(), 0, input),
        check.number("x_OutputTokens", cost.getxOutputTokens(), 0, Bounds.COUNT),
        check.number("x_Images", cost.getxImages(), 0, Bounds.COUNT),
        check.present("x_UsageSource", cost.getxUsageSource()).value(),
        check.present("x_Outcome", cost.getxOutcome()).value(),
        check.number("x_Attempts", cost.getxAttempts(), 1, Bounds.COUNT),
        check.text("x_PriceVersion", cost.getxPriceVersion(), Bounds.NAME),
        check.optional("x_Replica", cost.getxReplica(), Bounds.NAME),
        lines(cost, billed),
        cost.getxPurpose() == null ? null : cost.getxPurpose().value());
  }

  /** Absent for a single call; otherwise what the lines bill is what the charge bills. */
  private @Nullable JsonNode lines(CostCharged cost, long billed) {
    List<ChargeLine> lines = cost.getxLines();
    if (lines == null || lines.isEmpty()) {
      return null;
    }
    if (lines.size() > MOST_LINES) {
      throw Bounds.invalid("x_Lines", "has more than " + MOST_LINES + " entries");
    }
    long sum = 0;
    for (ChargeLine line : lines) {
      check.text("x_Lines.model", line.getModel(), Bounds.NAME);
      sum += check.number("x_Lines.billedNanoUsd", line.getBilledNanoUsd(), 0, Bounds.NANO_USD);
    }
    if (sum != billed) {
      throw Bounds.invalid("x_Lines", "does not add up to x_BilledNanoUsd");
    }
    return JSON.valueToTree(lines);
  }
}
