package dev.signalbox.deploy.chart;

import static dev.signalbox.deploy.chart.Rendered.at;
import static dev.signalbox.deploy.chart.Rendered.list;
import static dev.signalbox.deploy.chart.Rendered.map;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.deploy.chart.Rendered.Pod;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a careful platform team would refuse a pod for, checked on every object of every case. */
class PolicyTest {
  /** Volume types of the restricted pod security standard. */
  private static final Set<String> RESTRICTED_VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  static Stream<Path> ciValues() {
    return ChartFolder.ciValues().stream();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldLabelEveryObject(Path values) {
    SoftAssertions softly = new SoftAssertions();
    for (Map<String, Object> object : ours(ChartFolder.render(values))) {
      softly
          .assertThat(map(object, "metadata", "labels"))
          .as(Rendered.title(object))
          .containsEntry("app.kubernetes.io/name", "signalbox")
          .containsEntry("app.kubernetes.io/instance", ChartFolder.RELEASE)
          .containsEntry("app.kubernetes.io/part-of", "signalbox")
          .containsEntry("app.kubernetes.io/managed-by", "Helm")
          .containsKeys(
              "app.kubernetes.io/component", "app.kubernetes.io/version", "helm.sh/chart");
      softly
          .assertThat(at(object, "metadata", "namespace"))
          .as(Rendered.title(object))
          .isEqualTo(ChartFolder.NAMESPACE);
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldRunEveryPodUnderRestrictedSecurity(Path values) {
    Rendered rendered = ChartFolder.render(values);
    boolean hostPathAllowed = values.toString().contains("edge-arm");
    SoftAssertions softly = new SoftAssertions();
    for (Pod pod : rendered.pods()) {
      softly
          .assertThat(pod.spec())
          .as(pod.owner())
          .doesNotContainKeys("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace");
      softly
          .assertThat(map(pod.spec(), "securityContext"))
          .as(pod.owner())
          .containsEntry("runAsNonRoot", true)
          .containsEntry("runAsUser", 65532)
          .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
      for (Map<String, Object> container : pod.containers()) {
        softly
            .assertThat(map(container, "securityContext"))
            .as(pod.owner())
            .containsEntry("allowPrivilegeEscalation", false)
            .containsEntry("readOnlyRootFilesystem", true)
            .containsEntry("runAsNonRoot", true)
            .containsEntry("capabilities", Map.of("drop", List.of("ALL")))
            .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"))
            .doesNotContainKey("privileged");
        for (Map<String, Object> port : list(container, "ports")) {
          softly.assertThat(port).as(pod.owner()).doesNotContainKey("hostPort");
        }
      }
      for (Map<String, Object> volume : list(pod.spec(), "volumes")) {
        String type = volume.keySet().stream().filter(key -> !key.equals("name")).findFirst().get();
        boolean excused = hostPathAllowed && type.equals("hostPath");
        softly
            .assertThat(excused || RESTRICTED_VOLUMES.contains(type))
            .as("%s volume %s", pod.owner(), volume)
            .isTrue();
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldGiveATokenToNobodyButTheIngressOfAClusterPoolAndTheHookThatEvicts(Path values) {
    Rendered rendered = ChartFolder.render(values);
    List<Map<String, Object>> roles = rendered.ofKind("Role");
    SoftAssertions softly = new SoftAssertions();
    for (Pod pod : rendered.pods()) {
      boolean follows =
          !roles.isEmpty()
              && pod.owner().matches("(Deployment|StatefulSet)/.*-ingress|Pod/.*-test-drain");
      softly
          .assertThat(pod.spec())
          .as(pod.owner())
          .containsEntry("automountServiceAccountToken", follows)
          .containsEntry("enableServiceLinks", false);
    }
    for (Map<String, Object> account : rendered.ofKind("ServiceAccount")) {
      softly.assertThat(account).containsEntry("automountServiceAccountToken", false);
    }
    softly
        .assertThat(rendered.ofKind("ClusterRole", "ClusterRoleBinding"))
        .as("nobody reaches beyond the namespace")
        .isEmpty();
    softly.assertThat(rendered.ofKind("RoleBinding")).hasSameSizeAs(roles);
    for (Map<String, Object> role : roles) {
      String rules = String.valueOf(role.get("rules"));
      softly.assertThat(rules).as("no secrets, no wildcards").doesNotContain("secrets", "*");
      softly.assertThat(rules).as("nothing is deleted").doesNotContain("delete");
      if (String.valueOf(at(role, "metadata", "name")).endsWith("-test-drain")) {
        softly.assertThat(rules).doesNotContain("update", "patch", "watch");
      } else {
        softly.assertThat(rules).doesNotContain("pods");
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldBoundCpuAndMemoryOfEveryContainer(Path values) {
    SoftAssertions softly = new SoftAssertions();
    for (Pod pod : ChartFolder.render(values).pods()) {
      for (Map<String, Object> container : pod.containers()) {
        softly
            .assertThat(map(container, "resources", "requests"))
            .as(pod.owner())
            .containsKeys("cpu", "memory");
        softly
            .assertThat(map(container, "resources", "limits"))
            .as(pod.owner())
            .containsKeys("cpu", "memory");
      }
      for (Map<String, Object> volume : list(pod.spec(), "volumes")) {
        if (volume.containsKey("emptyDir")) {
          softly.assertThat(map(volume, "emptyDir")).as(pod.owner()).containsKey("sizeLimit");
        }
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldProbeEveryServiceAndDrainItLongerThanItsLongestStream(Path values) {
    SoftAssertions softly = new SoftAssertions();
    Rendered rendered = ChartFolder.render(values);
    for (Map<String, Object> workload : rendered.workloads()) {
      Pod pod = rendered.pod(Rendered.title(workload));
      Map<String, Object> main = pod.main();
      softly.assertThat(at(main, "livenessProbe", "httpGet", "path")).isEqualTo("/q/health/live");
      softly.assertThat(at(main, "readinessProbe", "httpGet", "path")).isEqualTo("/q/health/ready");
      boolean worker = "worker".equals(pod.labels().get("app.kubernetes.io/component"));
      softly
          .assertThat(at(main, "startupProbe", "httpGet", "path"))
          .as(pod.owner())
          .isEqualTo(worker ? "/q/health/ready" : "/q/health/live");
      int budget = number(at(main, "startupProbe", "failureThreshold")) * 5;
      softly.assertThat(budget).as(pod.owner()).isGreaterThanOrEqualTo(worker ? 600 : 60);

      int sleep = number(at(main, "lifecycle", "preStop", "sleep", "seconds"));
      int longest =
          Integer.parseInt(
              requireNonNull(pod.env().get("QUARKUS_SHUTDOWN_TIMEOUT")).replace("s", ""));
      softly
          .assertThat(number(pod.spec().get("terminationGracePeriodSeconds")))
          .as(pod.owner())
          .isGreaterThan(sleep + longest);
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldNameAVersionOfEveryImage(Path values) {
    SoftAssertions softly = new SoftAssertions();
    for (Pod pod : ChartFolder.render(values).pods()) {
      for (Map<String, Object> container : pod.containers()) {
        softly
            .assertThat(String.valueOf(container.get("image")))
            .as(pod.owner())
            .matches("[^@]+(:[A-Za-z0-9_.-]+|@sha256:[a-f0-9]{64})")
            .doesNotEndWith(":latest");
      }
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldCarryNoSecret(Path values) {
    Rendered rendered = ChartFolder.render(values);

    assertThat(rendered.ofKind("Secret")).isEmpty();
    for (Pod pod : rendered.pods()) {
      pod.env()
          .forEach(
              (name, value) -> {
                if (name.matches(".*(PASSWORD|USERNAME|JAAS|SECRET|TOKEN).*")) {
                  assertThat(value).as("%s of %s", name, pod.owner()).contains("secretKeyRef");
                }
              });
    }
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldSelectExactlyOneWorkload(Path values) {
    Rendered rendered = ChartFolder.render(values);
    SoftAssertions softly = new SoftAssertions();
    for (Map<String, Object> object : rendered.ofKind("Service", "PodDisruptionBudget")) {
      Map<String, Object> selector =
          "Service".equals(object.get("kind"))
              ? map(object, "spec", "selector")
              : map(object, "spec", "selector", "matchLabels");
      softly
          .assertThat(rendered.pods())
          .as(Rendered.title(object))
          .filteredOn(pod -> pod.labels().entrySet().containsAll(selector.entrySet()))
          .hasSize(1);
    }
    for (Map<String, Object> workload : rendered.workloads()) {
      softly
          .assertThat(map(workload, "spec", "template", "metadata", "labels"))
          .containsAllEntriesOf(map(workload, "spec", "selector", "matchLabels"));
    }
    softly.assertAll();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldMountOnlyWhatIsThereAndWriteOnlyWhereItMay(Path values) {
    SoftAssertions softly = new SoftAssertions();
    for (Pod pod : ChartFolder.render(values).pods()) {
      List<Object> volumes =
          Stream.concat(
                  list(pod.spec(), "volumes").stream().map(volume -> volume.get("name")),
                  Stream.of((Object) "spool"))
              .toList();
      for (Map<String, Object> mount : list(pod.main(), "volumeMounts")) {
        softly.assertThat(volumes).as(pod.owner()).contains(mount.get("name"));
        if (!Set.of("tmp", "spool", "reports").contains(mount.get("name"))) {
          softly.assertThat(mount).as(pod.owner()).containsEntry("readOnly", true);
        }
      }
    }
    softly.assertAll();
  }

  /** All objects but the user's own. */
  private static List<Map<String, Object>> ours(Rendered rendered) {
    return rendered.objects().stream()
        .filter(object -> !Rendered.title(object).endsWith("-extra"))
        .toList();
  }

  private static int number(@Nullable Object value) {
    return ((Number) requireNonNull(value)).intValue();
  }
}
