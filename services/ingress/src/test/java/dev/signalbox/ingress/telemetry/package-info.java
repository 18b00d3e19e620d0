@NullMarked
package dev.signalbox.ingress.telemetry;

import org.jspecify.annotations.NullMarked;
