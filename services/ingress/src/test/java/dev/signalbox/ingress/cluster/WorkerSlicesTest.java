package dev.signalbox.ingress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.fleet.Fleet;
import dev.signalbox.ingress.fleet.WorkerEndpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Against fabric8's mock of an API server. */
@EnableKubernetesMockClient(crud = true)
class WorkerSlicesTest {
  @SuppressWarnings("NullAway.Init") // Set by the extension.
  KubernetesClient client;

  private final BlockingQueue<Fleet> told = new LinkedBlockingQueue<>();

  @Test
  void shouldFollowWhatComesAndGoes() throws Exception {
    create(slice("gpu-1", "{addresses: [10.0.0.1], targetRef: {uid: one}}"));
    try (WorkerSlices slices = WorkerSlices.watch(client, "pools", "grpc", told::add)) {
      slices.awaitFirst(Duration.ofSeconds(60));
      Fleet first = told.poll(60, TimeUnit.SECONDS);
      assertThat(first).isNotNull();
      assertThat(first.workers())
          .singleElement()
          .satisfies(
              worker -> {
                assertThat(worker.pool()).isEqualTo("gpu");
                assertThat(worker.zone()).isEqualTo("cluster");
                assertThat(worker.service()).isEqualTo("signalbox-worker-gpu");
                assertThat(worker.address() + ":" + worker.port()).isEqualTo("10.0.0.1:8082");
              });

      create(slice("gpu-2", "{addresses: [10.0.0.2], targetRef: {uid: two}}"));
      assertThat(ids(told.poll(60, TimeUnit.SECONDS))).containsExactly("one", "two");

      client.resource(slice("gpu-1", "{addresses: [10.0.0.1]}")).inNamespace("pools").delete();
      assertThat(ids(told.poll(60, TimeUnit.SECONDS))).containsExactly("two");
    }
  }

  @Test
  void shouldTellThatThereIsNobody() throws Exception {
    create(slice("other", "{addresses: [10.0.0.9]}", "app: other"));
    try (WorkerSlices slices = WorkerSlices.watch(client, "pools", "grpc", told::add)) {
      assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo(Fleet.EMPTY);
    }
  }

  @Test
  void shouldTakeOnlyThoseThatAreReadyAndStay() {
    assertThat(
            read(
                """
                {addresses: [10.0.0.1], targetRef: {uid: unsaid}},
                {addresses: [10.0.0.2], conditions: {ready: true}, targetRef: {uid: ready}},
                {addresses: [10.0.0.3], conditions: {ready: false}, targetRef: {uid: loading}},
                {addresses: [10.0.0.4], conditions: {ready: true, terminating: true}, targetRef: {uid: ending}},
                {addresses: [10.0.0.5, 10.0.0.6]}
                """))
        .extracting(WorkerEndpoint::id)
        .containsExactly("10.0.0.5:8082", "ready", "unsaid");
  }

  @Test
  void shouldCountAPodOfBothFamiliesOnce() {
    EndpointSlice four = slice("a", "{addresses: [10.0.0.1], targetRef: {uid: pod}}");
    EndpointSlice six = slice("A", "{addresses: ['fd00::1'], targetRef: {uid: pod}}");
    six.setAddressType("IPv6");

    assertThat(SliceReading.fleet(List.of(six, four), "grpc").workers())
        .singleElement()
        .satisfies(worker -> assertThat(worker.address()).isEqualTo("10.0.0.1"));
  }

  @Test
  void shouldPassOverWhatIsNoWorker() {
    EndpointSlice names = slice("a", "{addresses: [worker.example.com]}");
    names.setAddressType("FQDN");
    EndpointSlice nothing = slice("b", "{addresses: [10.0.0.1]}");
    nothing.setEndpoints(null);
    nothing.setPorts(null);

    assertThat(SliceReading.fleet(List.of(names, nothing), "grpc").workers()).isEmpty();
    assertThat(
            SliceReading.fleet(List.of(slice("c", "{addresses: [10.0.0.1]}")), "peers").workers())
        .as("without the port that takes calls")
        .isEmpty();
  }

  private List<WorkerEndpoint> read(String endpoints) {
    return SliceReading.fleet(List.of(slice("gpu-1", endpoints)), "grpc").workers();
  }

  private static List<String> ids(Fleet fleet) {
    assertThat(fleet).isNotNull();
    return fleet.workers().stream().map(WorkerEndpoint::id).toList();
  }

  private void create(EndpointSlice slice) {
    client.resource(slice).inNamespace("pools").create();
  }

  private EndpointSlice slice(String name, String endpoints) {
    return slice(
        name,
        endpoints,
        "signalbox.dev/pool: gpu, signalbox.dev/zone: cluster, kubernetes.io/service-name: signalbox-worker-gpu");
  }

  private EndpointSlice slice(String name, String endpoints, String labels) {
    return client
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: %s, namespace: pools, labels: {%s}}
            addressType: IPv4
            ports: [{name: http, port: 8082, protocol: TCP}, {name: grpc, port: 8082, protocol: TCP}]
            endpoints: [%s]
            """
                .formatted(name, labels, endpoints.strip()),
            EndpointSlice.class);
  }
}
