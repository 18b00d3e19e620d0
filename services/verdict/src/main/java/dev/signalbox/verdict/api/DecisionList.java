package dev.signalbox.verdict.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of decisions, newest first.
 *
 * @param nextBefore what to pass as {@code before} for the older page; null on the last one
 */
public record DecisionList(
    List<DecisionView> decisions,
    @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable String nextBefore) {}
