/** The leaderboard of a file of votes, as a command. */
@NullMarked
package dev.signalbox.verdict.board;

import org.jspecify.annotations.NullMarked;
