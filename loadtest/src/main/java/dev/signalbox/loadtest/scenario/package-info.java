/**
 * Load that arrives when it is due and not when the last answer came: each latency counts from the
 * intended arrival, so a slow server can't hide behind a waiting client. Every scenario is bounded
 * in time and in requests in flight, and refuses an address beyond this machine.
 */
@NullMarked
package dev.signalbox.loadtest.scenario;

import org.jspecify.annotations.NullMarked;
