/** Kafka at the edge: batches in, dead letters aside, votes out. Offsets follow transactions. */
@NullMarked
package dev.signalbox.verdict.events;

import org.jspecify.annotations.NullMarked;
