package dev.signalbox.verdict.subject;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A subject to be added.
 *
 * @param prices null when none are known
 */
public record NewSubject(
    String slug,
    SubjectKind kind,
    String title,
    String summary,
    String maker,
    @Nullable String link,
    @Nullable String poolName,
    boolean sample,
    List<Fact> facts,
    @Nullable PriceSheet prices) {}
