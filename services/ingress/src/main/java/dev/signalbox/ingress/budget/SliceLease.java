package dev.signalbox.ingress.budget;

/**
 * The keeper's answer for one slice.
 *
 * @param ceiling what this process may use up to from now on
 * @param cap of the budget
 * @param spentByAll settled by all processes, this one included
 * @param reservedByAll set aside by all processes, as far as they have told
 * @param scarce keep what is needed and return the rest
 */
public record SliceLease(
    String budget,
    long periodStart,
    long ceiling,
    long cap,
    long spentByAll,
    long reservedByAll,
    boolean scarce) {}
