/**
 * Events on their way out: each is in the spool before its request goes on, and in Kafka soon
 * after.
 */
@NullMarked
package dev.signalbox.ingress.events;

import org.jspecify.annotations.NullMarked;
