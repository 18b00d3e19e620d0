package dev.signalbox.platform.spool;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.util.concurrent.CompletionStage;

/**
 * Hands an event to the broker. Completes once the broker has it for good; completes exceptionally
 * when it does not, and the event is then published again. Calls come in order from one thread; an
 * implementation keeps that order within a topic and key.
 */
@FunctionalInterface
public interface EventPublisher {
  CompletionStage<Void> publish(String topic, CloudEvent event);
}
