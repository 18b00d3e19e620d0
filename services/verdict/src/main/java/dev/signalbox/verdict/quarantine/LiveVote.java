package dev.signalbox.verdict.quarantine;

/**
 * One present vote on a pair as its voter saw it.
 *
 * @param score 1 for left, 0 for right, a half for a tie
 * @param seconds since 1970
 */
record LiveVote(String voter, String left, String right, double score, double seconds) {}
