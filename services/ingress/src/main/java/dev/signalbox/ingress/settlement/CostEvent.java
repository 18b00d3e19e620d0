package dev.signalbox.ingress.settlement;

import dev.signalbox.contracts.events.ChargeLine;
import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.platform.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cost event in FOCUS 1.2 names. */
final class CostEvent {
  private static final int TRACE_ID_START = 3;
  private static final int TRACE_ID_END = 35;

  private CostEvent() {}

  static CostCharged of(
      Account account,
      List<PricedLine> lines,
      UsageSource source,
      Charge charge,
      Ending ending,
      int attempts,
      @Nullable String escalatedBecause,
      String replica,
      Instant now) {
    PricedLine answer = lines.get(lines.size() - 1);
    Model model = answer.model();
    Totals sum = Totals.of(lines);
    BigDecimal billed = charge.billed().toUsd();
    YearMonth month = YearMonth.from(now.atZone(ZoneOffset.UTC));
    long tokens = sum.input + sum.output;
    Model reference = account.reference();
    String traceparent = account.traceparent();
    return new CostCharged.CostChargedBuilder()
        .withBilledCost(billed)
        .withEffectiveCost(billed)
        .withListCost(sum.list.toUsd())
        .withContractedCost(billed)
        .withBillingCurrency(CostCharged.BillingCurrency.USD)
        .withChargeCategory(CostCharged.ChargeCategory.USAGE)
        .withChargeDescription(
            (model.capabilities().embeddings() ? "Embeddings by " : "Chat completion by ")
                + model.name())
        .withChargePeriodStart(account.accepted())
        .withChargePeriodEnd(now)
        .withBillingPeriodStart(month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant())
        .withBillingPeriodEnd(month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant())
        .withBillingAccountId(account.tenant())
        .withSubAccountId(account.keyId())
        .withProviderName(model.provider())
        .withPublisherName(model.publisher())
        .withInvoiceIssuerName(model.provider())
        .withServiceCategory(CostCharged.ServiceCategory.AI_AND_MACHINE_LEARNING)
        .withServiceName(model.capabilities().embeddings() ? "Embeddings" : "Chat completions")
        .withSkuId(model.name())
        .withSkuPriceId(model.name() + "@" + model.price().version())
        .withPricingCategory(CostCharged.PricingCategory.STANDARD)
        .withPricingUnit(CostCharged.PricingUnit.TOKENS)
        .withPricingQuantity(tokens)
        .withConsumedUnit(CostCharged.ConsumedUnit.TOKENS)
        .withConsumedQuantity(tokens)
        .withRegionId(model.zone())
        .withResourceId(model.upstream().resource())
        .withxRequestId(account.requestId())
        .withxDecisionId(account.decisionId())
        .withxTraceId(
            traceparent == null ? null : traceparent.substring(TRACE_ID_START, TRACE_ID_END))
        .withxRoute(account.route())
        .withxInputTokens(sum.input)
        .withxCachedInputTokens(sum.cached)
        .withxCacheWrite5mTokens(orAbsent(sum.fiveMinutes))
        .withxCacheWrite1hTokens(orAbsent(sum.oneHour))
        .withxOutputTokens(sum.output)
        .withxReasoningTokens(orAbsent(sum.reasoning))
        .withxImages(sum.images)
        .withxUsageSource(
            switch (source) {
              case REPORTED -> CostCharged.XUsageSource.REPORTED;
              case ESTIMATED -> CostCharged.XUsageSource.ESTIMATED;
            })
        .withxEstimateMethod(method(lines))
        .withxOutcome(
            switch (ending) {
              case COMPLETED -> CostCharged.XOutcome.COMPLETED;
              case CLIENT_GONE -> CostCharged.XOutcome.CLIENT_GONE;
              case INTERRUPTED -> CostCharged.XOutcome.INTERRUPTED;
              case CACHED -> CostCharged.XOutcome.CACHED;
              case FAILED -> CostCharged.XOutcome.FAILED;
              case SETTLED_AFTER_CRASH -> CostCharged.XOutcome.SETTLED_AFTER_CRASH;
            })
        .withxAttempts((long) attempts)
        .withxBilledNanoUsd(charge.billed().nanoUsd())
        .withxReferenceModel(reference.name())
        .withxReferenceNanoUsd(charge.reference().nanoUsd())
        .withxSavedNanoUsd(charge.saved().nanoUsd())
        .withxSimulated(
            reference.simulated() || lines.stream().anyMatch(line -> line.model().simulated()))
        .withxPriceVersion(model.price().version())
        .withxPriceBook(model.price().book())
        .withxReplica(replica)
        .withxPurpose(purpose(account.booking()))
        .withxEscalatedBecause(escalatedBecause)
        .withxLines(lines.size() == 1 ? null : lines.stream().map(CostEvent::line).toList())
        .build();
  }

  private static CostCharged.@Nullable XPurpose purpose(Booking booking) {
    return switch (booking) {
      case REQUEST -> null;
      case PARITY_REFERENCE -> CostCharged.XPurpose.PARITY_REFERENCE;
      case PARITY_JUDGE_SERVED_FIRST, PARITY_JUDGE_REFERENCE_FIRST ->
          CostCharged.XPurpose.PARITY_JUDGE;
    };
  }

  /** Of the answer, or of the first call that was estimated where the answer was not. */
  private static @Nullable String method(List<PricedLine> lines) {
    String last = lines.get(lines.size() - 1).method();
    for (int i = 0; last == null && i < lines.size(); i++) {
      last = lines.get(i).method();
    }
    return last;
  }

  private static @Nullable Long orAbsent(long tokens) {
    return tokens == 0 ? null : tokens;
  }

  private static ChargeLine line(PricedLine line) {
    Usage usage = line.usage();
    return new ChargeLine.ChargeLineBuilder()
        .withModel(line.model().name())
        .withProvider(line.model().provider())
        .withPurpose(
            switch (line.purpose()) {
              case ANSWER -> ChargeLine.Purpose.ANSWER;
              case DRAFT -> ChargeLine.Purpose.DRAFT;
              case SAMPLE -> ChargeLine.Purpose.SAMPLE;
              case FAILED -> ChargeLine.Purpose.FAILED;
            })
        .withInputTokens(usage.inputTokens())
        .withCachedInputTokens(usage.cachedInputTokens())
        .withCacheWriteTokens(orAbsent(usage.cacheWrites().total()))
        .withOutputTokens(usage.outputTokens())
        .withImages((long) usage.images())
        .withBilledNanoUsd(line.billed().nanoUsd())
        .withUsageSource(
            switch (line.source()) {
              case REPORTED -> ChargeLine.UsageSource.REPORTED;
              case ESTIMATED -> ChargeLine.UsageSource.ESTIMATED;
            })
        .withEstimateMethod(line.method())
        .withPriceVersion(line.model().price().version())
        .withPriceBook(line.model().price().book())
        .withListNanoUsd(line.list().equals(line.billed()) ? null : line.list().nanoUsd())
        .build();
  }

  /** Sums over the lines; one mutable object, because this is on every request's way. */
  private static final class Totals {
    private long input;
    private long cached;
    private long fiveMinutes;
    private long oneHour;
    private long output;
    private long reasoning;
    private long images;
    private Money list = Money.ZERO;

    static Totals of(List<PricedLine> lines) {
      Totals sum = new Totals();
      for (PricedLine line : lines) {
        Usage usage = line.usage();
        sum.input += usage.inputTokens();
        sum.cached += usage.cachedInputTokens();
        sum.fiveMinutes += usage.cacheWrites().fiveMinutes();
        sum.oneHour += usage.cacheWrites().oneHour();
        sum.output += usage.outputTokens();
        sum.reasoning += usage.reasoningTokens();
        sum.images += usage.images();
        sum.list = sum.list.plus(line.list());
      }
      return sum;
    }
  }
}
