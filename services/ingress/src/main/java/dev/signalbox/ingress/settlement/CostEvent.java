package dev.signalbox.ingress.settlement;

import dev.signalbox.contracts.events.CostCharged;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pricing.Charge;
import dev.signalbox.ingress.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** The cost event in FOCUS 1.2 names. */
final class CostEvent {
  private static final int TRACE_ID_START = 3;
  private static final int TRACE_ID_END = 35;

  private CostEvent() {}

  static CostCharged of(
      Account account,
      Model model,
      Usage usage,
      UsageSource source,
      Charge charge,
      Ending ending,
      int attempts,
      Instant now) {
    BigDecimal billed = charge.billed().toUsd();
    YearMonth month = YearMonth.from(now.atZone(ZoneOffset.UTC));
    long tokens = usage.inputTokens() + usage.outputTokens();
    Model reference = account.reference();
    String traceparent = account.traceparent();
    return new CostCharged.CostChargedBuilder()
        .withBilledCost(billed)
        .withEffectiveCost(billed)
        .withListCost(billed)
        .withContractedCost(billed)
        .withBillingCurrency(CostCharged.BillingCurrency.USD)
        .withChargeCategory(CostCharged.ChargeCategory.USAGE)
        .withChargeDescription("Chat completion by " + model.name())
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
        .withServiceName("Chat completions")
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
        .withxInputTokens(usage.inputTokens())
        .withxCachedInputTokens(usage.cachedInputTokens())
        .withxOutputTokens(usage.outputTokens())
        .withxImages((long) usage.images())
        .withxUsageSource(
            switch (source) {
              case REPORTED -> CostCharged.XUsageSource.REPORTED;
              case ESTIMATED -> CostCharged.XUsageSource.ESTIMATED;
            })
        .withxOutcome(
            switch (ending) {
              case COMPLETED -> CostCharged.XOutcome.COMPLETED;
              case CLIENT_GONE -> CostCharged.XOutcome.CLIENT_GONE;
              case INTERRUPTED -> CostCharged.XOutcome.INTERRUPTED;
              case CACHED -> CostCharged.XOutcome.CACHED;
            })
        .withxAttempts((long) attempts)
        .withxBilledNanoUsd(charge.billed().nanoUsd())
        .withxReferenceModel(reference.name())
        .withxReferenceNanoUsd(charge.reference().nanoUsd())
        .withxSavedNanoUsd(charge.saved().nanoUsd())
        .withxSimulated(model.simulated() || reference.simulated())
        .withxPriceVersion(model.price().version())
        .build();
  }
}
