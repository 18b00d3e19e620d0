@NullMarked
package dev.signalbox.ingress.tokens;

import org.jspecify.annotations.NullMarked;
