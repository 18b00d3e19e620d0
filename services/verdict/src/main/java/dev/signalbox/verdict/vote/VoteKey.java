package dev.signalbox.verdict.vote;

import java.io.Serializable;

/** Identity of a {@link Vote}. */
record VoteKey(String subject, String voter) implements Serializable {}
