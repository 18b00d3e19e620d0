package dev.signalbox.deploy.chart;

import static dev.signalbox.deploy.chart.Rendered.at;
import static dev.signalbox.deploy.chart.Rendered.list;
import static dev.signalbox.deploy.chart.Rendered.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingTest {
  @Test
  void shouldLeaveTheNumberOfPodsToTheAutoscaler() {
    Rendered rendered =
        ChartFolder.renderWith(
            """
            ingress: {autoscaling: {enabled: true}}
            pools: {cpu: {keda: {enabled: true, queueDepth: 0}}}
            """);

    assertThat(map(rendered.get("Deployment/demo-signalbox-ingress"), "spec"))
        .doesNotContainKey("replicas");
    assertThat(map(rendered.get("Deployment/demo-signalbox-worker-cpu"), "spec"))
        .doesNotContainKey("replicas");
    assertThat(map(rendered.get("Deployment/demo-signalbox-verdict"), "spec"))
        .containsEntry("replicas", 1);
  }

  @Test
  void shouldScaleAWorkerPoolOnLagAndQueueDepth() {
    Rendered rendered =
        ChartFolder.renderWith(
            "pools: {cpu: {keda: {enabled: true, minReplicas: 0, prometheusAddress: 'http://p:9090'}}}");

    Map<String, Object> scaled = rendered.get("ScaledObject/demo-signalbox-worker-cpu");

    assertThat(at(scaled, "spec", "minReplicaCount")).isEqualTo(0);
    assertThat(list(scaled, "spec", "triggers"))
        .extracting(trigger -> trigger.get("type"))
        .containsExactly("kafka", "prometheus");
    assertThat(scaled.toString())
        .contains("topic=signalbox.jobs")
        .contains("pod=~\"demo-signalbox-worker-cpu-.*\"");
  }

  @Test
  void shouldTakeTheLastSayFromTheNarrowestBlock() {
    Rendered rendered =
        ChartFolder.renderWith(
            """
            defaults: {replicas: 2, podLabels: {team: ai}, topologySpread: {enabled: false}}
            worker: {replicas: 3}
            pools: {cpu: {replicas: 0, topologySpread: {enabled: true}}}
            """);

    assertThat(at(rendered.get("Deployment/demo-signalbox-ingress"), "spec", "replicas"))
        .isEqualTo(2);
    assertThat(at(rendered.get("Deployment/demo-signalbox-worker-cpu"), "spec", "replicas"))
        .isEqualTo(0);
    assertThat(rendered.pod("Deployment/demo-signalbox-worker-cpu").labels())
        .containsEntry("team", "ai");
    assertThat(rendered.pod("Deployment/demo-signalbox-ingress").spec())
        .doesNotContainKey("topologySpreadConstraints");
    assertThat(rendered.pod("Deployment/demo-signalbox-worker-cpu").spec())
        .containsKey("topologySpreadConstraints");
  }

  @Test
  void shouldKeepThePersistentSpoolThroughANodesLoss() {
    Rendered rendered = ChartFolder.renderWith("ingress: {spool: {persistent: true, size: 5Gi}}");

    Map<String, Object> ingress = rendered.get("StatefulSet/demo-signalbox-ingress");

    assertThat(list(ingress, "spec", "volumeClaimTemplates")).hasSize(1);
    assertThat(ingress.toString()).contains("storage=5Gi");
    assertThat(rendered.pod("StatefulSet/demo-signalbox-ingress").spec().toString())
        .doesNotContain("name=spool, emptyDir");
  }

  @Test
  void shouldReplaceAnAcceleratorsPodRatherThanAskForASecondDevice() {
    Rendered rendered = ChartFolder.renderWith("pools: {gpu: {enabled: true, model: {claim: m}}}");

    assertThat(
            at(
                rendered.get("Deployment/demo-signalbox-worker-gpu"),
                "spec",
                "strategy",
                "rollingUpdate",
                "maxSurge"))
        .isEqualTo(0);
  }

  @Test
  void shouldLetADigestWinOverEveryTag() {
    String digest = "sha256:" + "a".repeat(64);
    Rendered rendered =
        ChartFolder.renderWith(
            "image: {registry: r.example.com, tag: 1.2.3}\n"
                + "ingress: {image: {tag: 9.9.9, digest: '"
                + digest
                + "'}}\n"
                + "verdict: {image: {tag: 4.5.6}}\n");

    assertThat(rendered.pod("Deployment/demo-signalbox-ingress").main())
        .containsEntry("image", "r.example.com/signalbox/ingress@" + digest);
    assertThat(rendered.pod("Deployment/demo-signalbox-verdict").main())
        .containsEntry("image", "r.example.com/signalbox/verdict:4.5.6");
    assertThat(rendered.pod("Deployment/demo-signalbox-classifier").main())
        .containsEntry("image", "r.example.com/signalbox/classifier:1.2.3");
  }

  @Test
  void shouldLetASettingWinOverTheChartsOwnEnvironment() {
    Rendered rendered =
        ChartFolder.renderWith(
            "ingress: {settings: {quarkus.http.host: '::', signalbox.ingress.limits.body-bytes: 1048576}}");

    assertThat(rendered.pod("Deployment/demo-signalbox-ingress").env())
        .containsEntry("QUARKUS_HTTP_HOST", "::")
        .containsEntry("SIGNALBOX_INGRESS_LIMITS_BODY_BYTES", "1048576");
  }
}
