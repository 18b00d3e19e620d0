package dev.signalbox.verdict.panel;

import dev.signalbox.platform.money.Money;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One reviewer's judgement.
 *
 * @param reviewer a person's name, or the model that was asked
 * @param human whether a person wrote it
 * @param firstShown of a pair: the slug that the reviewer saw first; null for one subject
 * @param scores 1 to 5 by criterion's key
 * @param body the case in the reviewer's words
 * @param changeMind what would change the reviewer's mind
 * @param problem why it could not be parsed; null when it could
 * @param model which model answered; null for people
 * @param cost what the ingress billed for it; null for people and where it was not told
 */
public record Review(
    String id,
    String reviewer,
    boolean human,
    String lens,
    int lensVersion,
    @Nullable String firstShown,
    ReviewVerdict verdict,
    SortedMap<String, Integer> scores,
    String body,
    String changeMind,
    @Nullable String problem,
    @Nullable String model,
    @Nullable String decisionId,
    @Nullable Money cost,
    boolean simulated,
    Instant reviewedAt) {}
