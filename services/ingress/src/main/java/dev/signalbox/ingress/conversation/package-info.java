/**
 * Where each conversation was answered last, for as long as a provider's prompt cache is likely to
 * hold it: bounded, shared with other replicas as far as Kafka carries it, and never needed.
 * Nothing of a prompt is kept or told but a hash.
 */
@NullMarked
package dev.signalbox.ingress.conversation;

import org.jspecify.annotations.NullMarked;
