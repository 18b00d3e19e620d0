package dev.signalbox.verdict.costs;

import dev.signalbox.contracts.events.ChargeLine;
import dev.signalbox.contracts.events.CostCharged;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Charges as rows of FOCUS 1.2: a row for each call that was billed, so that a provider's column
 * adds up to its invoice. Money is written with all nine decimals. What has no meaning here is an
 * empty field, which FOCUS reads as null.
 *
 * @see <a href="https://focus.finops.org/focus-specification/v1-2/">FOCUS 1.2</a>
 */
final class FocusCsv {
  private static final int DECIMALS = 9;

  private FocusCsv() {}

  /** The header line, without its end. */
  static String header() {
    return String.join(",", row("", SAMPLE, null, 0, 0).keySet());
  }

  private static final CostCharged SAMPLE = new CostCharged.CostChargedBuilder().build();

  /** The rows of a charge, without their ends. */
  static List<String> rows(String eventId, CostCharged charge) {
    List<ChargeLine> lines = charge.getxLines() == null ? List.of() : charge.getxLines();
    List<String> rows = new ArrayList<>(Math.max(1, lines.size()));
    if (lines.isEmpty()) {
      rows.add(text(row(eventId, charge, null, 1, nano(charge.getxBilledNanoUsd()))));
    }
    for (int i = 0; i < lines.size(); i++) {
      ChargeLine line = lines.get(i);
      rows.add(text(row(eventId, charge, line, i + 1, nano(line.getBilledNanoUsd()))));
    }
    return rows;
  }

  private static long nano(@Nullable Long nanoUsd) {
    return nanoUsd == null ? 0 : nanoUsd;
  }

  /** One row's fields by their names, in the order of the columns. */
  private static Map<String, @Nullable Object> row(
      String eventId, CostCharged c, @Nullable ChargeLine line, int number, long nanoUsd) {
    BigDecimal cost = BigDecimal.valueOf(nanoUsd, DECIMALS);
    Long input = line == null ? c.getxInputTokens() : line.getInputTokens();
    Long output = line == null ? c.getxOutputTokens() : line.getOutputTokens();
    Long tokens = input == null || output == null ? null : Long.valueOf(input + output);
    String model = line == null ? c.getSkuId() : line.getModel();
    String version = line == null ? c.getxPriceVersion() : line.getPriceVersion();
    String provider = line == null ? c.getProviderName() : line.getProvider();
    // The reference is counted once a request: beside the call that answered, the last.
    boolean last = line == null || number == c.getxLines().size();
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("AvailabilityZone", null);
    row.put("BilledCost", cost);
    row.put("BillingAccountId", c.getBillingAccountId());
    row.put("BillingAccountName", c.getBillingAccountId());
    row.put("BillingAccountType", "Tenant");
    row.put("BillingCurrency", c.getBillingCurrency());
    row.put("BillingPeriodEnd", c.getBillingPeriodEnd());
    row.put("BillingPeriodStart", c.getBillingPeriodStart());
    row.put("ChargeCategory", c.getChargeCategory());
    row.put("ChargeClass", null);
    row.put("ChargeDescription", c.getChargeDescription());
    row.put("ChargeFrequency", "Usage-Based");
    row.put("ChargePeriodEnd", c.getChargePeriodEnd());
    row.put("ChargePeriodStart", c.getChargePeriodStart());
    row.put("ConsumedQuantity", tokens);
    row.put("ConsumedUnit", c.getConsumedUnit());
    row.put("ContractedCost", cost);
    row.put("ContractedUnitPrice", null);
    row.put("EffectiveCost", cost);
    row.put("InvoiceId", null);
    row.put("InvoiceIssuerName", provider);
    row.put("ListCost", list(c, line, cost));
    row.put("ListUnitPrice", null);
    row.put("PricingCategory", c.getPricingCategory());
    row.put("PricingCurrency", c.getBillingCurrency());
    row.put("PricingQuantity", tokens);
    row.put("PricingUnit", c.getPricingUnit());
    row.put("ProviderName", provider);
    row.put("PublisherName", c.getPublisherName());
    row.put("RegionId", c.getRegionId());
    row.put("RegionName", c.getRegionId());
    row.put("ResourceId", c.getResourceId());
    row.put("ResourceName", c.getResourceId());
    row.put("ResourceType", "Model endpoint");
    row.put("ServiceCategory", c.getServiceCategory());
    row.put("ServiceName", c.getServiceName());
    row.put("ServiceSubcategory", "Generative AI");
    row.put("SkuId", model);
    row.put("SkuPriceId", model == null ? null : model + "@" + version);
    row.put("SubAccountId", c.getSubAccountId());
    row.put("SubAccountName", c.getSubAccountId());
    row.put("SubAccountType", "API key");
    row.put("Tags", null);
    row.put("x_EventId", eventId);
    row.put("x_Line", number);
    row.put("x_Purpose", line == null ? "answer" : line.getPurpose());
    row.put("x_RequestId", c.getxRequestId());
    row.put("x_DecisionId", c.getxDecisionId());
    row.put("x_TraceId", c.getxTraceId());
    row.put("x_Route", c.getxRoute());
    row.put("x_InputTokens", input);
    row.put(
        "x_CachedInputTokens",
        line == null ? c.getxCachedInputTokens() : line.getCachedInputTokens());
    row.put("x_CacheWriteTokens", line == null ? written(c) : line.getCacheWriteTokens());
    row.put("x_OutputTokens", output);
    row.put("x_ReasoningTokens", line == null ? c.getxReasoningTokens() : null);
    row.put("x_UsageSource", line == null ? c.getxUsageSource() : line.getUsageSource());
    row.put("x_EstimateMethod", line == null ? c.getxEstimateMethod() : line.getEstimateMethod());
    row.put("x_Outcome", c.getxOutcome());
    row.put("x_BilledNanoUsd", nanoUsd);
    row.put("x_ReferenceModel", last ? c.getxReferenceModel() : null);
    row.put("x_ReferenceNanoUsd", last ? c.getxReferenceNanoUsd() : null);
    row.put("x_Simulated", c.getxSimulated());
    row.put("x_PriceVersion", version);
    row.put("x_PriceBook", line == null ? c.getxPriceBook() : line.getPriceBook());
    return row;
  }

  private static @Nullable Long written(CostCharged c) {
    Long fiveMinutes = c.getxCacheWrite5mTokens();
    Long oneHour = c.getxCacheWrite1hTokens();
    return fiveMinutes == null && oneHour == null
        ? null
        : Long.valueOf(nano(fiveMinutes) + nano(oneHour));
  }

  /** At the price book's own price; as billed where nothing else is said. */
  private static BigDecimal list(CostCharged c, @Nullable ChargeLine line, BigDecimal cost) {
    if (line != null) {
      Long nanoUsd = line.getListNanoUsd();
      return nanoUsd == null ? cost : BigDecimal.valueOf(nanoUsd, DECIMALS);
    }
    return c.getListCost() == null ? cost : c.getListCost().setScale(DECIMALS);
  }

  private static String text(Map<String, @Nullable Object> row) {
    return row.values().stream().map(FocusCsv::field).collect(Collectors.joining(","));
  }

  private static String field(@Nullable Object value) {
    String text =
        switch (value) {
          case null -> "";
          case BigDecimal money -> money.toPlainString();
          case Instant time -> time.toString();
          case Enum<?> known -> known.toString();
          default -> value.toString();
        };
    // A spreadsheet takes these for a formula; a number may be negative.
    boolean formula =
        value instanceof String && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
        ? '"' + safe.replace("\"", "\"\"") + '"'
        : safe;
  }
}
