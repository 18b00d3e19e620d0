/**
 * Fetches a published model folder from a Hub. The rule: a file has its name only once its size and
 * checksum are right; until then it is a {@code .part} that the next attempt goes on from.
 */
@NullMarked
package dev.signalbox.worker.hub;

import org.jspecify.annotations.NullMarked;
