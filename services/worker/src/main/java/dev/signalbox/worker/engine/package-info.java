/**
 * The loaded model on libtorch. The rule: one thread owns an {@link
 * dev.signalbox.worker.engine.Engine} and everything it hands out; no DJL type leaves this package.
 */
@NullMarked
package dev.signalbox.worker.engine;

import org.jspecify.annotations.NullMarked;
