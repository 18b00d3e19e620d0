/**
 * One changeable vote for each voter and subject; the log is append-only and the tally is its fold.
 */
@NullMarked
package dev.signalbox.verdict.vote;

import org.jspecify.annotations.NullMarked;
