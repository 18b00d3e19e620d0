package dev.signalbox.verdict.vote;

/**
 * How far a day's chain reaches.
 *
 * @param sequence of its last entry
 * @param hash after that entry
 */
public record ChainHead(long sequence, String hash) {}
