package dev.signalbox.verdict.savings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One checked charge on its way into the ledger; its JSON names are the columns. Money is in
 * nano-dollars.
 *
 * @param chargedAt when the request was settled
 * @param inputTokens cached ones included
 * @param holder the process that settled it
 * @param lines the calls that were billed, when there were several
 * @param purpose what the house paid for, to prove parity; null for a client's request
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ChargeRow(
    String eventId,
    Instant chargedAt,
    String decisionId,
    String requestId,
    @Nullable String traceId,
    String tenant,
    @Nullable String keyId,
    String route,
    String model,
    String referenceModel,
    boolean simulated,
    long billedNanoUsd,
    long referenceNanoUsd,
    long savedNanoUsd,
    long inputTokens,
    long cachedInputTokens,
    long outputTokens,
    long images,
    String usageSource,
    String outcome,
    long attempts,
    String priceVersion,
    @Nullable String holder,
    @Nullable JsonNode lines,
    @Nullable String purpose) {}
