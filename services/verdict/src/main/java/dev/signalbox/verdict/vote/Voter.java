package dev.signalbox.verdict.vote;

/**
 * Who votes.
 *
 * @param hash keyed hash of the voter's id: all that is stored
 */
public record Voter(String hash, VoterKind kind) {}
