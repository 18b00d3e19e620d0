/**
 * What usage costs, exactly: integers only, summed in pico-dollars and rounded once for a request.
 * Plain Java.
 */
@NullMarked
package dev.signalbox.ingress.pricing;

import org.jspecify.annotations.NullMarked;
