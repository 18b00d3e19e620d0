@NullMarked
package dev.signalbox.ingress.fleet;

import org.jspecify.annotations.NullMarked;
