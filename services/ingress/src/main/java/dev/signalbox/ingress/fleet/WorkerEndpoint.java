package dev.signalbox.ingress.fleet;

import java.util.Map;

/**
 * One worker that takes requests.
 *
 * @param id of its pod, unlike any other's, also that of a later pod at the same address
 * @param address an IP address
 * @param service name of the Service that it stands behind; what its certificate says
 * @param labels of that Service, pool and zone among them
 */
public record WorkerEndpoint(
    String id, String address, int port, String service, Map<String, String> labels) {
  private static final String POOL = "signalbox.dev/pool";
  private static final String ZONE = "signalbox.dev/zone";

  public WorkerEndpoint {
    labels = Map.copyOf(labels);
  }

  /** Empty when its Service does not say. */
  public String pool() {
    return labels.getOrDefault(POOL, "");
  }

  /** Empty when its Service does not say. */
  public String zone() {
    return labels.getOrDefault(ZONE, "");
  }

  public boolean carries(Map<String, String> wanted) {
    return labels.entrySet().containsAll(wanted.entrySet());
  }
}
