package dev.signalbox.ingress.budget;

/**
 * What the keeper of the budgets is told of one slice; amounts in the budget's unit, counted from
 * the period's start.
 *
 * @param periodStart seconds since the epoch
 * @param ceiling what this process may use up to; already less what it returns
 * @param spent settled
 * @param reserved set aside for requests under way
 * @param needed room that requests wait for
 * @param least the smallest amount of those: less than it is of no use; 0 when nothing waits
 * @param wanted room beyond that which would be comfortable
 * @param done nothing more will come of it
 */
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
