/**
 * What a service tells of the requests that it is asked: spans for a collector, and the trace's
 * name on each line of its log. Nothing is registered where neither is wanted.
 */
@NullMarked
package dev.signalbox.edge.telemetry;

import org.jspecify.annotations.NullMarked;
