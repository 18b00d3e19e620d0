/**
 * What a request consumed and what it cost: settled once, exactly, and written down before the
 * client sees the end of its answer.
 */
@NullMarked
package dev.signalbox.ingress.settlement;

import org.jspecify.annotations.NullMarked;
