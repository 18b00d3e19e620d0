package dev.signalbox.verdict.database;

import java.util.Map;

/**
 * How far a batch brings its topic.
 *
 * @param next by partition: the offset behind the batch's last record
 */
public record Positions(String topic, Map<Integer, Long> next) {
  public Positions {
    next = Map.copyOf(next);
  }
}
