/**
 * Answers that are given again: to a request that is repeated under its Idempotency-Key, and to one
 * that equals an earlier one to the byte. Bounded in bytes, entries and time; plain Java.
 */
@NullMarked
package dev.signalbox.ingress.replay;

import org.jspecify.annotations.NullMarked;
