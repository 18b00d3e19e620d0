/** Files whose changes are taken while the service runs. What is half written is never taken. */
@NullMarked
package dev.signalbox.ingress.watch;

import org.jspecify.annotations.NullMarked;
