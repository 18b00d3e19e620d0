/** Votes at a constant rate through kills, and every tally compared with what was acknowledged. */
@NullMarked
package dev.signalbox.loadtest.votes;

import org.jspecify.annotations.NullMarked;
