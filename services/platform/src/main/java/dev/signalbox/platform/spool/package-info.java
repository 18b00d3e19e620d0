/**
 * A bounded, crash-safe log of events between the request that made them and Kafka: at least once,
 * in order. An appended event is in the operating system's page cache, so a SIGKILL loses nothing;
 * a forced flush to disk follows within the limits' interval.
 */
@NullMarked
package dev.signalbox.platform.spool;

import org.jspecify.annotations.NullMarked;
