/** A bounded, crash-safe log of events between the request that made them and Kafka. At least once, in order. */
@NullMarked
package dev.signalbox.platform.spool;

import org.jspecify.annotations.NullMarked;
