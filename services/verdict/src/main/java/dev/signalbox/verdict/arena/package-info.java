/**
 * Blind pairs and the leaderboard that they make. Who answered what is told after the vote, never
 * before.
 */
@NullMarked
package dev.signalbox.verdict.arena;

import org.jspecify.annotations.NullMarked;
