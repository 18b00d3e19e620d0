/** Two subjects beside each other: verdicts, prices on one's own requests, votes, savings. */
@NullMarked
package dev.signalbox.verdict.compare;

import org.jspecify.annotations.NullMarked;
