package dev.signalbox.verdict.console;

/**
 * One bar of a chart in its own coordinates: 24 units wide for each hour, 100 high.
 *
 * @param label what a tooltip and the table say
 */
public record Bar(int x, double y, double height, boolean simulated, String label) {}
