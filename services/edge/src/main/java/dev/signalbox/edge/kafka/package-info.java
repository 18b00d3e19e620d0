/** How services that have a Kafka producer of their own send with it. */
@NullMarked
package dev.signalbox.edge.kafka;

import org.jspecify.annotations.NullMarked;
