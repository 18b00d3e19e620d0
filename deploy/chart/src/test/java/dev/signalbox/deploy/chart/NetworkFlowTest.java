package dev.signalbox.deploy.chart;

import static dev.signalbox.deploy.chart.Rendered.at;
import static dev.signalbox.deploy.chart.Rendered.list;
import static dev.signalbox.deploy.chart.Rendered.map;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.deploy.chart.Rendered.Pod;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may speak to whom: both ends must allow it, as the cluster's network would ask. */
class NetworkFlowTest {
  private final Rendered rendered = ChartFolder.render(ChartFolder.MINIMAL);

  @Test
  void shouldAllowTheFlowsOfTheDesignAndNoOthers() {
    TreeSet<String> flows = new TreeSet<>();
    for (Pod from : rendered.pods()) {
      for (Pod to : rendered.pods()) {
        if (allowed(from, to)) {
          flows.add(component(from) + " → " + component(to));
        }
      }
    }
    assertThat(flows)
        .containsExactlyInAnyOrder(
            "ingress → classifier",
            "ingress → ingress",
            "ingress → verdict",
            "ingress → worker",
            "verdict → ingress",
            "test → classifier",
            "test → ingress",
            "test → verdict",
            "test → worker");
  }

  @Test
  void shouldDenyByDefaultForEveryPod() {
    Map<String, Object> deny = rendered.get("NetworkPolicy/demo-signalbox-default-deny");

    assertThat(map(deny, "spec")).doesNotContainKeys("ingress", "egress");
    assertThat(at(deny, "spec", "policyTypes")).isEqualTo(List.of("Ingress", "Egress"));
    for (Pod pod : rendered.pods()) {
      assertThat(selects(deny, pod)).as(pod.owner()).isTrue();
    }
  }

  @Test
  void shouldLetOnlyIngressOutToTheInternetAndNeverToPrivateNetworks() {
    Map<String, Object> upstreams =
        rendered.get("NetworkPolicy/demo-signalbox-ingress-to-upstreams");

    assertThat(rendered.pods().stream().filter(pod -> selects(upstreams, pod)))
        .extracting(NetworkFlowTest::component)
        .containsExactly("ingress");
    assertThat(upstreams.toString())
        .contains(
            "except=[10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]");
  }

  @Test
  void shouldLetPeersCallEachOtherOnTheirSecuredPortsAloneWithMutualTls() {
    Rendered secured =
        ChartFolder.renderWith(
            "mutualTls: {enabled: true, secrets:"
                + " {ingress: i, classifier: c, worker: w, verdict: v}}");

    for (String flow : List.of("classifier-from-ingress", "ingress-to-classifier")) {
      assertThat(secured.get("NetworkPolicy/demo-signalbox-" + flow).toString())
          .as(flow)
          .contains("port=8444")
          .doesNotContain("8081");
    }
    assertThat(secured.get("ConfigMap/demo-signalbox-pool").toString())
        .contains("demo-signalbox-worker-cpu:8445");
    assertThat(secured.pods().stream().filter(pod -> !component(pod).equals("test")))
        .isNotEmpty()
        .allSatisfy(
            pod -> {
              assertThat(pod.env()).containsEntry("QUARKUS_PROFILE", "prod,mutual-tls");
              assertThat(pod.main().toString())
                  .contains("name=peers")
                  .contains("mountPath=/etc/signalbox/tls");
            });
  }

  @Test
  void shouldLetEveryServiceOutToTheCollector() {
    Rendered traced =
        ChartFolder.renderWith("tracing: {endpoint: 'http://collector.monitoring:4318'}");

    for (String service : List.of("ingress", "classifier", "worker", "verdict")) {
      assertThat(traced.get("NetworkPolicy/demo-signalbox-" + service + "-to-collector").toString())
          .contains("port=4318");
    }
    assertThat(traced.pods().stream().filter(pod -> !component(pod).equals("test")))
        .allSatisfy(
            pod ->
                assertThat(pod.env().keySet())
                    .anyMatch(name -> name.matches("SIGNALBOX_[A-Z]+_TRACING_ENDPOINT")));
  }

  @Test
  void shouldTakeKafkasPortsFromItsAddress() {
    Rendered two = ChartFolder.renderWith("kafka: {bootstrapServers: 'a:9093,b:9094'}");

    assertThat(two.get("NetworkPolicy/demo-signalbox-worker-to-kafka").toString())
        .contains("port=9093")
        .contains("port=9094")
        .doesNotContain("9092");
  }

  @Test
  void shouldWriteNoPoliciesWhenTheyAreOff() {
    assertThat(ChartFolder.renderWith("networkPolicy: {enabled: false}").ofKind("NetworkPolicy"))
        .isEmpty();
  }

  private boolean allowed(Pod from, Pod to) {
    @Nullable Object port =
        list(to.main(), "ports").isEmpty()
            ? null
            : list(to.main(), "ports").get(0).get("containerPort");
    return rules(from, "egress").stream().anyMatch(rule -> permits(rule, "to", to, port))
        && rules(to, "ingress").stream()
            // The open door for clients and scrapers is not a flow between our own.
            .anyMatch(rule -> permits(rule, "from", from, port));
  }

  private List<Map<String, Object>> rules(Pod pod, String direction) {
    return rendered.ofKind("NetworkPolicy").stream()
        .filter(policy -> selects(policy, pod))
        .filter(policy -> !Rendered.title(policy).matches(".*-(clients|scrapers|kafka|postgresql)"))
        .flatMap(policy -> list(policy, "spec", direction).stream())
        .toList();
  }

  private static boolean permits(
      Map<String, Object> rule, String side, Pod other, @Nullable Object port) {
    // A rule without ports is for all of them.
    boolean portFits =
        !rule.containsKey("ports")
            || list(rule, "ports").stream()
                .anyMatch(allowed -> requireNonNull(allowed.get("port")).equals(port));
    return portFits
        && list(rule, side).stream()
            .filter(peer -> peer.containsKey("podSelector"))
            .anyMatch(
                peer ->
                    other
                        .labels()
                        .entrySet()
                        .containsAll(map(peer, "podSelector", "matchLabels").entrySet()));
  }

  private static boolean selects(Map<String, Object> policy, Pod pod) {
    boolean labels =
        pod.labels()
            .entrySet()
            .containsAll(map(policy, "spec", "podSelector", "matchLabels").entrySet());
    return labels
        && list(policy, "spec", "podSelector", "matchExpressions").stream()
            .allMatch(
                expression ->
                    ((List<?>) requireNonNull(expression.get("values")))
                        .contains(pod.labels().get(String.valueOf(expression.get("key")))));
  }

  private static String component(Pod pod) {
    return String.valueOf(pod.labels().get("app.kubernetes.io/component"));
  }
}
