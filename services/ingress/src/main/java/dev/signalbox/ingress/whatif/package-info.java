/**
 * Decides past requests again, from their events alone, under another pool or mode: a command, of
 * which nothing runs in the service. The same input gives the same report, to the last digit.
 */
@NullMarked
package dev.signalbox.ingress.whatif;

import org.jspecify.annotations.NullMarked;
