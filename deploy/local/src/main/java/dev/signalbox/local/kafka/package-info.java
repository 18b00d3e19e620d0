/** A KRaft broker in a JVM of its own, and the topics of {@code topics.yaml} in it. */
@NullMarked
package dev.signalbox.local.kafka;

import org.jspecify.annotations.NullMarked;
