/**
 * Walks made-up requests through the real code before the process is ready, so that the first real
 * one does not pay for it.
 */
@NullMarked
package dev.signalbox.ingress.warmup;

import org.jspecify.annotations.NullMarked;
