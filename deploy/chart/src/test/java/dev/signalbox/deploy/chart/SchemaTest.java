package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

class SchemaTest {
  /** Values and where the schema refuses them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ingres: {}                                            | 'ingres' not allowed
          ingress: {replica: 2}                                 | 'replica' not allowed
          kafka: {bootstrapserver: a:1}                         | 'bootstrapserver' not allowed
          kafka: {bootstrapServers: kafka}                      | /kafka/bootstrapServers
          kafka: {securityProtocol: TLS}                        | /kafka/securityProtocol
          postgresql: {password: secret}                        | 'password' not allowed
          postgresql: {port: 0}                                 | /postgresql/port
          keys: {keys: [sk-signalbox-1]}                        | 'keys' not allowed
          ingress: {image: {digest: "sha256:abc"}}              | /ingress/image/digest
          classifier: {image: {architectures: [x86_64]}}        | /classifier/image/architectures
          classifier: {image: {architectures: []}}              | /classifier/image/architectures
          verdict: {resources: {limits: {nvidia.com/gpu: 1}}}   | 'nvidia.com/gpu' not allowed
          pools: {GPU: {enabled: true}}                         | GPU
          pools: {gpu: {gpus: 2}}                               | 'gpus' not allowed
          pools: {gpu: {accelerator: {resource: gpu}}}          | /pools/gpu/accelerator/resource
          pools: {cpu: {zone: moon}}                            | /pools/cpu/zone
          pools: {cpu: {model: {hostPath: relative}}}           | /pools/cpu/model/hostPath
          pools: {cpu: {tolerations: [{effect: Never}]}}        | /pools/cpu/tolerations/0/effect
          pool: {documents: [{kind: Model}]}                    | /pool/documents/0
          networkPolicy: {clients: [{cidr: 0.0.0.0/0}]}         | 'cidr' not allowed
          ingress: {longestStreamSeconds: "600"}                | /ingress/longestStreamSeconds
          ingress: {autoscaling: {minReplicas: 0}}              | /ingress/autoscaling/minReplicas
          """)
  void shouldRefuseWhatIsNotAValue(String values, String complaint) {
    assertThatThrownBy(() -> ChartFolder.renderWith(values))
        .hasMessageContaining("don't meet the specifications of the schema")
        .hasMessageContaining(complaint);
  }

  @Test
  void shouldShowEveryKeyOfTheSchemaInValuesYaml() throws IOException {
    Map<String, Object> schema =
        new Yaml().load(Files.readString(ChartFolder.CHART.resolve("values.schema.json")));
    Map<String, Object> values =
        new Yaml().load(Files.readString(ChartFolder.CHART.resolve("values.yaml")));

    Set<String> missing = new TreeSet<>();
    collectMissing(schema, schema, values, "", missing);

    // A service or the worker block takes every key of defaults; values.yaml shows it there, once.
    Set<String> shared = Rendered.map(values, "defaults").keySet();
    missing.removeIf(
        path ->
            path.matches("(ingress|classifier|verdict|worker)\\..*")
                && shared.contains(path.substring(path.indexOf('.') + 1)));
    missing.remove("global");
    missing.removeIf(path -> path.contains(".resources."));
    assertThat(missing).isEmpty();
  }

  private static void collectMissing(
      Map<String, Object> schema,
      Map<String, Object> type,
      Map<String, Object> values,
      String path,
      Set<String> missing) {
    Rendered.map(type, "properties")
        .forEach(
            (key, child) -> {
              String below = path + key;
              if (!values.containsKey(key)) {
                missing.add(below);
              } else if (values.get(key) instanceof Map<?, ?>) {
                collectMissing(
                    schema,
                    resolve(schema, child),
                    Rendered.map(values, key),
                    below + ".",
                    missing);
              }
            });
  }

  private static Map<String, Object> resolve(Map<String, Object> schema, Object type) {
    Object reference = Rendered.at(type, "$ref");
    return reference == null
        ? Rendered.map(type)
        : Rendered.map(
            schema, "definitions", reference.toString().substring("#/definitions/".length()));
  }
}
