/** Routing decisions as consumed: written once in batches, read newest first by cursor. */
@NullMarked
package dev.signalbox.verdict.decision;

import org.jspecify.annotations.NullMarked;
