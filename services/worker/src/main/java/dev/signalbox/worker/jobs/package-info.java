/**
 * Batch work from Kafka: jobs are pulled while there is room, answered through the same server as
 * everything else, and their results leave through the spool. The rule: an offset is committed only
 * when the result is in the spool or there is none to give, and one thread does all of it.
 */
@NullMarked
package dev.signalbox.worker.jobs;

import org.jspecify.annotations.NullMarked;
