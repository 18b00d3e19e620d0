package dev.signalbox.verdict.budget;

/**
 * What a holder may use up to, and how the budget stands.
 *
 * @param periodStart seconds since the epoch
 */
public record SliceLease(
    String budget,
    long periodStart,
    long ceiling,
    long cap,
    long spentByAll,
    long reservedByAll,
    boolean scarce) {}
