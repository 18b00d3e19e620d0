/** Metrics under stable names. Labels come from the pool and from enums, never from requests. */
@NullMarked
package dev.signalbox.ingress.telemetry;

import org.jspecify.annotations.NullMarked;
