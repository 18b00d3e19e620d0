/** CloudEvents 1.0 in Kafka's binary mode: attributes are headers, the value is the JSON data. */
@NullMarked
package dev.signalbox.platform.cloudevents;

import org.jspecify.annotations.NullMarked;
