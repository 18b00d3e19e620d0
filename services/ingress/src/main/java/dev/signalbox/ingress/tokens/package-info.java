/**
 * Counts tokens by the tokenizers that providers publish, where an upstream did not report them.
 * Slow beside a request: never used on an event loop, and never when usage was reported.
 */
@NullMarked
package dev.signalbox.ingress.tokens;

import org.jspecify.annotations.NullMarked;
