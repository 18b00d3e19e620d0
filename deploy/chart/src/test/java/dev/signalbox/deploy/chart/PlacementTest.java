package dev.signalbox.deploy.chart;

import static dev.signalbox.deploy.chart.Rendered.at;
import static dev.signalbox.deploy.chart.Rendered.list;
import static dev.signalbox.deploy.chart.Rendered.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.deploy.chart.Rendered.Pod;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which pod may land on which node, by the scheduler's own rules; the table in the chart's README
 * is written here.
 */
class PlacementTest {
  private static final String EVERY_POOL =
      """
      pools:
        gpu: {enabled: true, model: {claim: m}}
        gpu-mig: {enabled: true, model: {claim: m}}
        edge-arm64: {enabled: true, model: {claim: m}}
        cpu: {enabled: true, model: {claim: m}}
      """;
  private static final String TAINT_GPU = "nvidia.com/gpu";
  private static final String EDGE = "node-role.kubernetes.io/edge";

  private static final Node PLAIN_AMD64 =
      node("plain amd64", "amd64", Map.of(), Set.of(), Set.of());
  private static final Node PLAIN_ARM64 =
      node("plain arm64", "arm64", Map.of(), Set.of(), Set.of());
  private static final Node GPU =
      node(
          "whole GPU",
          "amd64",
          Map.of("nvidia.com/gpu.present", "true", "nvidia.com/gpu.memory", "24576"),
          Set.of(TAINT_GPU),
          Set.of("nvidia.com/gpu"));
  private static final Node GPU_UNTAINTED =
      node("whole GPU, no taint", "amd64", GPU.labels(), Set.of(), GPU.resources());
  private static final Node MIG =
      node(
          "MIG slices",
          "amd64",
          Map.of(
              "nvidia.com/gpu.present", "true",
              "nvidia.com/gpu.memory", "81920",
              "nvidia.com/mig.capable", "true",
              "nvidia.com/mig.strategy", "mixed"),
          Set.of(TAINT_GPU),
          Set.of("nvidia.com/mig-1g.10gb"));
  private static final Node EDGE_ARM64 =
      node("edge arm64", "arm64", Map.of(EDGE, ""), Set.of(EDGE), Set.of());
  private static final Node EDGE_AMD64 =
      node("edge amd64", "amd64", Map.of(EDGE, ""), Set.of(EDGE), Set.of());
  private static final List<Node> NODES =
      List.of(PLAIN_AMD64, PLAIN_ARM64, GPU, GPU_UNTAINTED, MIG, EDGE_ARM64, EDGE_AMD64);
  private static final List<String> PODS =
      List.of(
          "ingress",
          "classifier",
          "verdict",
          "worker-cpu",
          "worker-gpu",
          "worker-gpu-mig",
          "worker-edge-arm64");

  private final Rendered rendered = ChartFolder.renderWith(EVERY_POOL);

  @Test
  void shouldPutAWholeGpuWorkerOnlyWhereAWholeGpuIs() {
    assertThat(homesOf("worker-gpu")).containsExactly(GPU, GPU_UNTAINTED);
    assertThat(MIG.refusal(pod("worker-gpu"))).isEqualTo("resource nvidia.com/gpu");
    assertThat(requests("worker-gpu")).containsEntry("nvidia.com/gpu", "1");
    assertThat(map(pod("worker-gpu").main(), "resources", "limits"))
        .containsEntry("nvidia.com/gpu", "1");
  }

  @Test
  void shouldPutASliceWorkerOnlyWhereSlicesAre() {
    assertThat(homesOf("worker-gpu-mig")).containsExactly(MIG);
    assertThat(GPU.refusal(pod("worker-gpu-mig"))).isEqualTo("affinity nvidia.com/mig.capable");
  }

  @Test
  void shouldPutAnEdgeWorkerOnlyOnAnArmBoxAtTheEdge() {
    assertThat(homesOf("worker-edge-arm64")).containsExactly(EDGE_ARM64);
    assertThat(EDGE_AMD64.refusal(pod("worker-edge-arm64")))
        .isEqualTo("affinity kubernetes.io/arch");
    assertThat(PLAIN_ARM64.refusal(pod("worker-edge-arm64"))).isEqualTo("affinity " + EDGE);
    assertThat(pod("worker-edge-arm64").labels()).containsEntry("signalbox.dev/zone", "edge");
  }

  @Test
  void shouldKeepCpuWorkersOffGpuNodesAndEdgeBoxes() {
    assertThat(homesOf("worker-cpu")).containsExactly(PLAIN_AMD64, PLAIN_ARM64);
  }

  @Test
  void shouldKeepWhatIsBuiltForAmd64OnlyOffArm() {
    Rendered amd64 =
        ChartFolder.renderWith("ingress: {image: {architectures: [amd64]}}\n" + EVERY_POOL);

    Pod ingress = amd64.pod("Deployment/demo-signalbox-ingress");

    assertThat(PLAIN_ARM64.refusal(ingress)).isEqualTo("affinity kubernetes.io/arch");
    assertThat(PLAIN_AMD64.refusal(ingress)).isEmpty();
  }

  @Test
  void shouldAskForMoreGpuMemoryThanANumber() {
    Rendered large =
        ChartFolder.renderWith(
            "pools: {gpu: {enabled: true, model: {claim: m}, accelerator: {memoryGreaterThanMiB: 40000}}}");

    assertThat(GPU.refusal(large.pod("Deployment/demo-signalbox-worker-gpu")))
        .isEqualTo("affinity nvidia.com/gpu.memory");
  }

  @Test
  void shouldCarryRuntimeAndPriorityOfAPool() {
    Pod gpu =
        ChartFolder.render(ChartFolder.CHART.resolve("ci/gpu-values.yaml"))
            .pod("Deployment/demo-signalbox-worker-gpu");

    assertThat(gpu.spec())
        .containsEntry("runtimeClassName", "nvidia")
        .containsEntry("priorityClassName", "inference");
  }

  @Test
  void shouldGiveAPoolOfOnesOwnWhatAllPoolsHave() {
    Rendered own =
        ChartFolder.renderWith(
            "pools: {night: {enabled: true, model: {claim: m}, nodeSelector: {shift: night}}}");

    Pod night = own.pod("Deployment/demo-signalbox-worker-night");

    assertThat(night.labels()).containsEntry("signalbox.dev/pool", "night");
    assertThat(requests("worker-cpu")).isEqualTo(map(night.main(), "resources", "requests"));
    assertThat(PLAIN_AMD64.refusal(night)).isEqualTo("selector shift");
    assertThat(own.titles()).contains("Service/demo-signalbox-worker-night");
  }

  @Test
  void shouldSpreadOverZonesAndNodes() {
    for (String name : PODS) {
      assertThat(list(pod(name).spec(), "topologySpreadConstraints"))
          .as(name)
          .extracting(constraint -> constraint.get("topologyKey"))
          .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
    }
  }

  @Test
  void shouldMountTheModelFromEachKindOfSource() {
    Object claim = modelVolume("claim: models, subPath: a/b");
    Object image = modelVolume("claim: '', image: 'models/see@sha256:1'");

    assertThat(at(claim, "persistentVolumeClaim", "claimName")).isEqualTo("models");
    assertThat(at(image, "image", "reference")).isEqualTo("models/see@sha256:1");
  }

  @Test
  void shouldShowThePictureInTheReadme() {
    StringBuilder table = new StringBuilder("| may land on |");
    PODS.forEach(name -> table.append(' ').append(name).append(" |"));
    table.append("\n|---|").append(":-:|".repeat(PODS.size())).append('\n');
    for (Node node : NODES) {
      table.append("| ").append(node.name()).append(" |");
      for (String name : PODS) {
        table.append(node.refusal(pod(name)).isEmpty() ? " ● |" : " |");
      }
      table.append('\n');
    }
    var readme = ChartFolder.CHART.resolve("README.md");
    Kept.assertKept(readme, Kept.between(readme, "placement", table.toString()));
  }

  private static Object modelVolume(String model) {
    Pod pod =
        ChartFolder.renderWith("pools: {cpu: {model: {" + model + "}}}")
            .pod("Deployment/demo-signalbox-worker-cpu");
    return list(pod.spec(), "volumes").stream()
        .filter(volume -> "model".equals(volume.get("name")))
        .findFirst()
        .orElseThrow();
  }

  private List<Node> homesOf(String name) {
    return NODES.stream().filter(node -> node.refusal(pod(name)).isEmpty()).toList();
  }

  private Map<String, Object> requests(String name) {
    return map(pod(name).main(), "resources", "requests");
  }

  private Pod pod(String name) {
    return rendered.pod("Deployment/demo-signalbox-" + name);
  }

  private static Node node(
      String name,
      String architecture,
      Map<String, String> labels,
      Set<String> taints,
      Set<String> resources) {
    Map<String, String> all = new HashMap<>(labels);
    all.put("kubernetes.io/os", "linux");
    all.put("kubernetes.io/arch", architecture);
    return new Node(name, all, taints, resources);
  }
}
