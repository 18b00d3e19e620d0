package dev.signalbox.ingress.fleet;

import java.util.List;

/**
 * The workers at one moment.
 *
 * @param workers those that take new requests
 */
public record Fleet(List<WorkerEndpoint> workers) {
  public static final Fleet EMPTY = new Fleet(List.of());

  public Fleet {
    workers = List.copyOf(workers);
  }
}
