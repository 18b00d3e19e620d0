package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ContradictionTest {
  private static final Pattern SENTENCE =
      Pattern.compile("(?:checks\\.yaml:\\d+:\\d+\\)|error calling fail): ([^\n]+)");
  private static final String GPU = "pools: {gpu: {enabled: true, model: {claim: m}, %s}}";

  /** Values over the minimal ones, and how the sentence begins. */
  static Stream<Arguments> contradictions() {
    return Stream.of(
        refusal("kafka: {bootstrapServers: ''}", "kafka.bootstrapServers is empty:"),
        refusal(
            "kafka: {strimzi: {cluster: true}}",
            "kafka.bootstrapServers and kafka.strimzi.cluster are both set:"),
        refusal(
            "kafka: {strimzi: {topics: true}}",
            "kafka.strimzi.topics is set without kafka.strimzi.clusterName:"),
        refusal(
            "kafka: {bootstrapServers: '', strimzi: {cluster: true, brokers: 1}}",
            "kafka.strimzi.replicationFactor is greater than kafka.strimzi.brokers:"),
        refusal(
            "kafka: {securityProtocol: SASL_SSL}",
            "kafka.securityProtocol is SASL_SSL but kafka.sasl.existingSecret is empty:"),
        refusal(
            "kafka: {tls: {existingSecret: ca}}",
            "kafka.tls.existingSecret is set but kafka.securityProtocol is PLAINTEXT:"),
        refusal("kafka: {properties: {some-thing: 1}}", "kafka.properties.some-thing has a dash"),
        refusal(
            "ingress: {warmUpSeconds: 100}",
            "ingress.warmUpSeconds is 100 but a replica is killed after startupSeconds, 120:"),
        refusal("postgresql: {host: ''}", "postgresql.host is empty:"),
        refusal("postgresql: {existingSecret: ''}", "postgresql.existingSecret is empty:"),
        refusal(
            "postgresql: {cloudnativepg: {enabled: true}}",
            "postgresql.cloudnativepg.enabled makes its own host and secret:"),
        refusal(
            "verdict: {voterKey: {existingSecret: ''}}",
            "verdict.voterKey.existingSecret is empty:"),
        refusal("keys: {existingSecret: ''}", "keys.existingSecret is empty:"),
        refusal(
            "pool: {existingConfigMap: mine}",
            "pool.documents and pool.existingConfigMap are both set:"),
        refusal("mutualTls: {enabled: true}", "mutualTls.secrets.classifier is empty:"),
        refusal(
            "mutualTls: {enabled: true, secrets: {worker: w}, certManager: {enabled: true}}",
            "mutualTls.secrets.worker and mutualTls.certManager.enabled are both set:"),
        refusal(
            "mutualTls: {enabled: true, certManager: {enabled: true}}",
            "mutualTls.certManager.issuerRef.name is empty:"),
        refusal("pool: {documents: []}", "pool.documents is empty:"),
        refusal(
            "pool: {documents: null, fromCluster: true, prices: {kind: PriceBook}}",
            "pool.prices goes with pool.documents only:"),
        refusal(
            "pool: {fromCluster: true}", "pool.fromCluster takes the pool from the namespace's"),
        refusal(
            "pool: {documents: [%1$s, %1$s]}"
                .formatted(
                    "{apiVersion: signalbox.dev/v1alpha1, kind: Route, metadata: {name: auto}, spec: {}}"),
            "pool.documents has Route auto twice:"),
        refusal(
            "monitoring: {serviceMonitor: true, podMonitor: true}",
            "monitoring.serviceMonitor and monitoring.podMonitor are both set:"),
        refusal(
            "tests: {drain: {model: small}}",
            "tests.drain.model is set without tests.apiKey.existingSecret:"),
        refusal(
            "{tests: {drain: {model: small}, apiKey: {existingSecret: k}}, ingress: {replicas: 1}}",
            "tests.drain.model is set with a single ingress pod:"),
        refusal("expose: {enabled: true}", "expose.enabled is set without"),
        refusal("image: {tag: latest}", "image.tag is latest:"),
        refusal("classifier: {image: {tag: latest}}", "classifier.image.tag is latest:"),
        refusal(
            "ingress: {replicas: 3, autoscaling: {enabled: true}}",
            "ingress.replicas and ingress.autoscaling.enabled are both set:"),
        refusal(
            "ingress: {autoscaling: {enabled: true, minReplicas: 11}}",
            "ingress.autoscaling.minReplicas is greater than maxReplicas."),
        refusal(
            "ingress: {terminationGracePeriodSeconds: 30}",
            "ingress.terminationGracePeriodSeconds is 30 but draining takes up to 625"),
        refusal(
            "verdict: {disruption: {maxUnavailable: 0}}",
            "verdict.disruption.maxUnavailable is 0:"),
        refusal("pools: {gpu: {enabled: true}}", "pools.gpu.model has no source:"),
        refusal("pools: {cpu: {model: {image: m@sha256}}}", "pools.cpu.model has 2 sources:"),
        refusal(
            "pools: {edge-arm64: {enabled: true, model: {hostPath: /models}}}",
            "pools.edge-arm64.model.hostPath is not admitted under restricted pod security:"),
        refusal(
            GPU.formatted("replicas: 1, keda: {enabled: true, queueDepth: 0}"),
            "pools.gpu.replicas and pools.gpu.keda.enabled are both set:"),
        refusal(
            GPU.formatted("autoscaling: {enabled: true}, keda: {enabled: true, queueDepth: 0}"),
            "pools.gpu.autoscaling.enabled and pools.gpu.keda.enabled are both set:"),
        refusal(
            GPU.formatted("keda: {enabled: true, queueDepth: 0, minReplicas: 9}"),
            "pools.gpu.keda.minReplicas is greater than maxReplicas."),
        refusal(
            GPU.formatted("keda: {enabled: true}"),
            "pools.gpu.keda.queueDepth needs pools.gpu.keda.prometheusAddress:"),
        refusal(
            GPU.formatted("keda: {enabled: true, queueDepth: 0, kafkaLag: 0}"),
            "pools.gpu.keda has no trigger:"),
        refusal(
            "pools: {cpu: {accelerator: {memoryGreaterThanMiB: 8000}}}",
            "pools.cpu.accelerator.memoryGreaterThanMiB is set without accelerator.resource:"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void shouldRefuseAContradictionWithASentence(String values, String sentence) {
    assertThat(refusalOf(values)).startsWith(sentence).endsWith(".");
  }

  @Test
  void shouldHaveACaseForEverySentence() throws IOException {
    String checks = Files.readString(ChartFolder.CHART.resolve("templates/checks.yaml"));
    List<String> refusals =
        contradictions().map(arguments -> refusalOf((String) arguments.get()[0])).toList();

    TreeSet<String> untested = new TreeSet<>();
    Matcher fail = Pattern.compile("fail (?:\\(printf )?\"([^\"]+)\"").matcher(checks);
    while (fail.find()) {
      String shape =
          Stream.of(fail.group(1).split("%[sd]", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".+?"));
      if (refusals.stream().noneMatch(refusal -> refusal.matches(shape))) {
        untested.add(fail.group(1));
      }
    }
    assertThat(untested).isEmpty();
  }

  /** The sentence with which the chart refuses the values. */
  private static String refusalOf(String values) {
    Throwable refused = catchThrowable(() -> ChartFolder.renderWith(values));
    assertThat(refused).as("accepted: %s", values).isNotNull();
    Matcher matcher = SENTENCE.matcher(refused.getMessage());
    assertThat(matcher.find()).as(refused.getMessage()).isTrue();
    return matcher.group(1);
  }

  private static Arguments refusal(String values, String sentence) {
    return Arguments.of(values, sentence);
  }
}
