/**
 * Decisions, the savings ledger, votes and the console. api, console and events are on top,
 * capabilities in the middle, stats at the bottom; no arrow runs up.
 */
@NullMarked
package dev.signalbox.verdict;

import org.jspecify.annotations.NullMarked;
