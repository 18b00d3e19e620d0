package dev.signalbox.worker.constraint;

import java.util.BitSet;

/**
 * The tokens that may follow a state.
 *
 * @param longest the largest distance to an end that one of them leads to
 */
record Mask(BitSet allowed, int longest) {}
