/**
 * Many requests on one engine: admission by tiles and tokens before a pixel is decoded, continuous
 * batching, sampling, stop strings, cancellation. The rule: the scheduler's thread alone touches
 * the engine; everything that waits is counted and bounded.
 */
@NullMarked
package dev.signalbox.worker.serving;

import org.jspecify.annotations.NullMarked;
