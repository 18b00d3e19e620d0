package dev.signalbox.ingress.parity;

/**
 * Bounds of the comparisons of one process.
 *
 * @param parallel comparisons under way at once
 * @param waiting comparisons that wait behind them; more are dropped and said to be
 * @param bytes largest request body and largest answer that are compared
 */
public record ParityLimits(int parallel, int waiting, int bytes) {}
