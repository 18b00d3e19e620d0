package dev.signalbox.ingress.cluster;

import dev.signalbox.ingress.fleet.Fleet;
import dev.signalbox.ingress.fleet.WorkerEndpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.netty.util.NetUtil;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Workers as EndpointSlices tell of them: those that are ready and not ending. A pod that has an
 * address of either family is one worker, at its IPv4 address.
 */
final class SliceReading {
  private static final String SERVICE = "kubernetes.io/service-name";

  /** More than any namespace has: whoever may write slices could write more. */
  private static final int MOST = 5_000;

  private SliceReading() {}

  /**
   * @param port name of the port that takes calls; a slice without it has no workers
   */
  static Fleet fleet(Collection<EndpointSlice> slices, String port) {
    Map<String, WorkerEndpoint> workers = new LinkedHashMap<>();
    slices.stream()
        .sorted(
            Comparator.comparing((EndpointSlice slice) -> !"IPv4".equals(slice.getAddressType()))
                .thenComparing(slice -> slice.getMetadata().getName()))
        .forEach(slice -> read(slice, port, workers));
    return new Fleet(
        workers.values().stream().sorted(Comparator.comparing(WorkerEndpoint::id)).toList());
  }

  private static void read(EndpointSlice slice, String port, Map<String, WorkerEndpoint> workers) {
    Optional<Integer> number =
        orNone(slice.getPorts()).stream()
            .filter(one -> port.equals(one.getName()))
            .map(EndpointPort::getPort)
            .filter(Objects::nonNull)
            .findFirst();
    if (number.isEmpty()) {
      return;
    }
    Map<String, String> labels =
        slice.getMetadata().getLabels() == null ? Map.of() : slice.getMetadata().getLabels();
    for (Endpoint endpoint : orNone(slice.getEndpoints())) {
      // The first address is the one that counts: the others of a list are not to be used.
      String address = orNone(endpoint.getAddresses()).stream().findFirst().orElse("");
      if (takesRequests(endpoint.getConditions()) && isIp(address) && workers.size() < MOST) {
        String id = id(endpoint, address + ":" + number.get());
        workers.putIfAbsent(
            id,
            new WorkerEndpoint(
                id, address, number.get(), labels.getOrDefault(SERVICE, ""), labels));
      }
    }
  }

  private static String id(Endpoint endpoint, String otherwise) {
    String uid = endpoint.getTargetRef() == null ? null : endpoint.getTargetRef().getUid();
    return uid == null || uid.isEmpty() ? otherwise : uid;
  }

  private static boolean takesRequests(EndpointConditions conditions) {
    return conditions == null
        || (!Boolean.FALSE.equals(conditions.getReady())
            && !Boolean.TRUE.equals(conditions.getTerminating()));
  }

  private static boolean isIp(String address) {
    return NetUtil.isValidIpV4Address(address) || NetUtil.isValidIpV6Address(address);
  }

  private static <T> List<T> orNone(List<T> list) {
    return list == null ? List.of() : list;
  }
}
