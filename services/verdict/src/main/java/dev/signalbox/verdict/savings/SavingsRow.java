package dev.signalbox.verdict.savings;

/**
 * A total for one model, route, day or hour.
 *
 * @param simulated whether the money is arithmetic only; never added to money that is not
 */
public record SavingsRow(String key, boolean simulated, SavingsTotal total) {}
