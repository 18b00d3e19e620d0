/** Who is asking: API keys are known only by their SHA-256, from a watched file. Plain Java. */
@NullMarked
package dev.signalbox.ingress.keys;

import org.jspecify.annotations.NullMarked;
