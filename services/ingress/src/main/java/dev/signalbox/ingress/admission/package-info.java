/** Who comes in: a valid key, room for the request and its events, or a plain no. */
@NullMarked
package dev.signalbox.ingress.admission;

import org.jspecify.annotations.NullMarked;
