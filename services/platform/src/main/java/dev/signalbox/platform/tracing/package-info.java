/**
 * Spans for a collector. Off, it costs a null check: nothing here is called without a sampled
 * trace.
 */
@NullMarked
package dev.signalbox.platform.tracing;

import org.jspecify.annotations.NullMarked;
