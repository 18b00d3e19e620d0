/**
 * Answers held to a JSON Schema: the schema becomes a grammar over bytes, the grammar an automaton
 * made as it is walked, and a walk over the vocabulary's bytes says which tokens may follow. The
 * rule: plain Java, and every state that can be reached can be completed within the tokens that are
 * left, so that an answer always parses and validates.
 */
@NullMarked
package dev.signalbox.worker.constraint;

import org.jspecify.annotations.NullMarked;
