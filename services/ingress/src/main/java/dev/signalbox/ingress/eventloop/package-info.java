/**
 * A request, the connections that it uses and what they answer stay on one event loop: no hand-over
 * between threads, no wake-up, no lock.
 */
@NullMarked
package dev.signalbox.ingress.eventloop;

import org.jspecify.annotations.NullMarked;
