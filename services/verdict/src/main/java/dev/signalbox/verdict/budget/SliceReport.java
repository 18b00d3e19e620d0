package dev.signalbox.verdict.budget;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a holder says of its slice; its JSON names are the query's. Amounts in the budget's unit.
 *
 * @param periodStart seconds since the epoch
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SliceReport(
    String budget,
    long periodStart,
    long ceiling,
    long spent,
    long reserved,
    long needed,
    long wanted,
    boolean done) {}
