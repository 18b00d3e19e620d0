package dev.signalbox.verdict.budget;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * What a holder says of its slice; its JSON names are the query's. Amounts in the budget's unit.
 *
 * @param periodStart seconds since the epoch
 * @param least room below it is of no use to the holder; 0 when any is
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SliceReport(
    String budget,
    long periodStart,
    long ceiling,
    long spent,
    long reserved,
    long needed,
    long least,
    long wanted,
    boolean done) {}
