package dev.signalbox.verdict.judge;

import dev.signalbox.platform.money.Money;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the ingress said of the call besides the answer.
 *
 * @param model which model answered
 * @param decisionId under which the decision and the cost are booked; null when it was not told
 * @param cost billed for the call; null when it was not told
 * @param simulated a simulator answered
 * @param took from sending to the last byte
 */
public record Receipt(
    String model,
    @Nullable String decisionId,
    @Nullable Money cost,
    boolean simulated,
    Duration took) {}
