package dev.signalbox.worker.jobs;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Which records of each partition are finished, and so up to where may be committed. */
final class Offsets {
  private final Map<TopicPartition, TreeMap<Long, Boolean>> open = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();

  void received(TopicPartition partition, long offset) {
    open.computeIfAbsent(partition, fresh -> new TreeMap<>()).put(offset, false);
  }

  /** Ignores records of partitions that were taken away meanwhile. */
  void finished(TopicPartition partition, long offset) {
    TreeMap<Long, Boolean> records = open.get(partition);
    if (records != null && records.containsKey(offset)) {
      records.put(offset, true);
    }
  }

  /** The next offset of each partition whose committed place has moved. */
  Map<TopicPartition, OffsetAndMetadata> due() {
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    open.forEach(
        (partition, records) -> {
          long next = -1;
          while (!records.isEmpty() && records.firstEntry().getValue()) {
            next = records.pollFirstEntry().getKey() + 1;
          }
          if (next >= 0) {
            committed.put(partition, next);
          }
        });
    committed.forEach((partition, next) -> due.put(partition, new OffsetAndMetadata(next)));
    return due;
  }

  /** What {@link #due} gave was committed. */
  void committed() {
    committed.clear();
  }

  /** Forgets partitions that another worker reads from now on. */
  void lost(Collection<TopicPartition> partitions) {
    open.keySet().removeAll(partitions);
    committed.keySet().removeAll(partitions);
  }
}
