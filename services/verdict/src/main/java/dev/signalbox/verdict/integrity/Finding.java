package dev.signalbox.verdict.integrity;

/**
 * A voter whom the rules find.
 *
 * @param voter the voter's number
 * @param rule the one with the strongest evidence
 * @param votes after how many votes of theirs that was clear
 * @param evidence how many times likelier the votes are under the rules than from an honest voter;
 *     infinite for a burst, which is counted and not weighed
 */
public record Finding(int voter, Rule rule, int votes, double evidence) {}
