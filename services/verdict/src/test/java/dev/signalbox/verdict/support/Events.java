package dev.signalbox.verdict.support;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.platform.cloudevents.CloudEvent;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Events as ingress emits them. */
public final class Events {
  public static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private Events() {}

  public static ObjectNode decision(String id, Instant at, String model) {
    ObjectNode data = JSON.createObjectNode();
    data.put("decisionId", id);
    data.put("decidedAt", at.toString());
    data.put("tenant", "demo");
    data.put("keyId", "key-1");
    data.put("route", "auto");
    data.put("mode", "balanced");
    data.put("model", model);
    data.put("referenceModel", "simulator-large");
    data.put(
        "reason",
        model
            + " is expected to answer 81% of requests like this well at $0.000021; in balanced mode the"
            + " 1 point more of simulator-large (82%) are not worth $0.00035");
    data.put("reasonCode", "best_value");
    data.put("simulated", true);
    data.put("poolVersion", "sha256:0123");
    data.put("dryRun", false);
    data.putObject("facts")
        .put("textTokens", 12)
        .put("images", 0)
        .put("tools", 0)
        .put("json", false)
        .put("stream", true)
        .put("maxOutputTokens", 256);
    data.putObject("classification")
        .put("status", "answered")
        .put("version", "v1")
        .put("task", "chat")
        .put("complexity", 0.25)
        .put("micros", 480)
        .putArray("features")
        .addObject()
        .put("name", "looks like small talk")
        .put("weight", 1.25);
    ArrayNode candidates = data.putArray("candidates");
    candidates
        .addObject()
        .put("model", "signalbox-see")
        .put("basis", "none")
        .put("gate", "tools")
        .put("excluded", "calls no tools");
    candidates
        .addObject()
        .put("model", "simulator-small")
        .put("success", 0.81)
        .put("lower", 0.77)
        .put("upper", 0.85)
        .put("utility", 0.8)
        .put("expectedCostNanoUsd", 21_000)
        .put("basis", "outcomes");
    candidates
        .addObject()
        .put("model", "simulator-large")
        .put("success", 0.82)
        .put("lower", 0.78)
        .put("upper", 0.86)
        .put("utility", 0.7)
        .put("expectedCostNanoUsd", 350_000)
        .put("basis", "outcomes");
    data.putArray("fallbacks").add("simulator-large");
    ObjectNode weighing = data.putObject("weighing");
    weighing.put("weightPerUsd", 343.0).put("carriedOver", false);
    weighing
        .putArray("operatingPoints")
        .addObject()
        .put("lossPoints", 1)
        .put("weightPerUsd", 343.0);
    ArrayNode alternatives = weighing.putArray("alternatives");
    alternatives.addObject().put("mode", "quality").put("model", "simulator-large");
    alternatives.addObject().put("mode", "balanced").put("model", "simulator-small");
    alternatives.addObject().put("mode", "cost").put("model", "simulator-small");
    return data;
  }

  public static ObjectNode cost(
      String decisionId, Instant at, String model, long billed, long reference, boolean simulated) {
    ObjectNode data = JSON.createObjectNode();
    BigDecimal usd = BigDecimal.valueOf(billed, 9);
    data.put("BilledCost", usd);
    data.put("EffectiveCost", usd);
    data.put("ListCost", usd);
    data.put("ContractedCost", usd);
    data.put("BillingCurrency", "USD");
    data.put("ChargeCategory", "Usage");
    data.put("ChargeDescription", "1 request on " + model);
    data.put("ChargePeriodStart", at.minusMillis(900).toString());
    data.put("ChargePeriodEnd", at.toString());
    data.put("BillingPeriodStart", "2026-11-01T00:00:00Z");
    data.put("BillingPeriodEnd", "2026-12-01T00:00:00Z");
    data.put("BillingAccountId", "demo");
    data.put("SubAccountId", "key-1");
    data.put("ProviderName", "simulator");
    data.put("PublisherName", "signalbox");
    data.put("InvoiceIssuerName", "simulator");
    data.put("ServiceCategory", "AI and Machine Learning");
    data.put("ServiceName", "chat completions");
    data.put("SkuId", model);
    data.put("SkuPriceId", model + "@1");
    data.put("PricingCategory", "Standard");
    data.put("PricingUnit", "tokens");
    data.put("PricingQuantity", 100);
    data.put("ConsumedUnit", "tokens");
    data.put("ConsumedQuantity", 100);
    data.put("RegionId", "cluster");
    data.put("ResourceId", "upstream");
    data.put("x_RequestId", "req-" + decisionId);
    data.put("x_DecisionId", decisionId);
    data.put("x_Route", "auto");
    data.put("x_InputTokens", 60);
    data.put("x_CachedInputTokens", 0);
    data.put("x_OutputTokens", 40);
    data.put("x_Images", 0);
    data.put("x_UsageSource", "reported");
    data.put("x_Outcome", "completed");
    data.put("x_Attempts", 1);
    data.put("x_BilledNanoUsd", billed);
    data.put("x_ReferenceModel", "simulator-large");
    data.put("x_ReferenceNanoUsd", reference);
    data.put("x_SavedNanoUsd", reference - billed);
    data.put("x_Simulated", simulated);
    data.put("x_PriceVersion", "1");
    return data;
  }

  public static CloudEvent decided(ObjectNode data) {
    return event("decided-" + data.path("decisionId").asText(), "route.decided.v1", data);
  }

  public static CloudEvent charged(ObjectNode data) {
    return event("charged-" + data.path("x_DecisionId").asText(), "cost.charged.v1", data);
  }

  public static CloudEvent event(String id, String type, ObjectNode data) {
    try {
      return new CloudEvent(
          id,
          type,
          "/ingress/test",
          "test",
          Instant.parse("2026-11-23T00:00:00Z"),
          "demo",
          null,
          JSON.writeValueAsString(data).getBytes(StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A comparison on a route; scores in quarters of 0..1. */
  public static ObjectNode comparison(
      String decision, String route, double served, double reference, boolean simulated) {
    ObjectNode data = ungraded(decision, route, simulated);
    data.remove("ungraded");
    return data.put("score", served)
        .put("referenceScore", reference)
        .put("orders", "agree")
        .put("judge", "judge-1")
        .put("servedNanoUsd", 20_000)
        .put("referenceNanoUsd", 100_000)
        .put("proofNanoUsd", 300_000);
  }

  /** A drawn request whose judge's reply was no grade. */
  public static ObjectNode ungraded(String decision, String route, boolean simulated) {
    return JSON.createObjectNode()
        .put("outcomeId", "shadow-" + decision)
        .put("decisionId", decision)
        .put("observedAt", Instant.now().toString())
        .put("tenant", "demo")
        .put("model", "cheap")
        .put("referenceModel", "dear")
        .put("task", "chat")
        .put("complexity", 0.2)
        .put("source", "shadow")
        .put("route", route)
        .put("rubric", "parity-1")
        .put("share", 0.1)
        .put("seed", "s1")
        .put("simulated", simulated)
        .put("ungraded", "unparsed");
  }

  public static CloudEvent observed(ObjectNode data) {
    return event(data.path("outcomeId").asText(), "outcome.observed.v1", data);
  }
}
