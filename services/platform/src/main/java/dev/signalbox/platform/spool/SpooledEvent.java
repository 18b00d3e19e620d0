package dev.signalbox.platform.spool;

import dev.signalbox.platform.cloudevents.CloudEvent;

/** An event that waits for delivery to {@code topic}; {@code next} is the place right behind it. */
public record SpooledEvent(String topic, CloudEvent event, SpoolPosition next) {}
