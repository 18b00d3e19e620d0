/**
 * The routing policy: request facts, pool, health and estimates in, a decision with its reasons
 * out. Pure: no clock, no randomness, no state, so that a decision can be made again from its
 * event.
 */
@NullMarked
package dev.signalbox.ingress.routing;

import org.jspecify.annotations.NullMarked;
