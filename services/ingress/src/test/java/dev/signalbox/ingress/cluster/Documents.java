package dev.signalbox.ingress.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.LinkedHashMap;
import java.util.Map;

/** A Model and its Route, and how the tests put them on the mocked API server. */
final class Documents {
  static final String MODEL =
      """
      apiVersion: signalbox.dev/v1alpha1
      kind: Model
      metadata: {name: small, namespace: pools}
      spec:
        upstream: {openai: {baseUrl: "http://127.0.0.1:9/v1", model: small}}
        provider: us
        publisher: us
        capabilities: {input: [text], contextTokens: 2048, maxOutputTokens: 512}
        price: {version: "1", source: ours, date: "2026-11-22", inputPerMillion: 0.000001, outputPerMillion: 2}
        zone: cluster
        ability: {text: 0.3}
      """;
  static final String ROUTE =
      """
      apiVersion: signalbox.dev/v1alpha1
      kind: Route
      metadata: {name: auto, namespace: pools}
      spec: {models: [small], mode: cost, reference: [small], safe: [small]}
      """;

  private Documents() {}

  static void create(KubernetesClient client, String yaml) {
    resource(client, yaml).create();
  }

  static void update(KubernetesClient client, String yaml) {
    resource(client, yaml).update();
  }

  static GenericKubernetesResource get(KubernetesClient client, String kind, String name) {
    return client
        .genericKubernetesResources(ClusterPool.documentsOf(kind))
        .inNamespace("pools")
        .withName(name)
        .get();
  }

  static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((key, value) -> named.put(String.valueOf(key), value));
    return named;
  }

  static Resource<GenericKubernetesResource> resource(KubernetesClient client, String yaml) {
    GenericKubernetesResource resource =
        client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    return client
        .genericKubernetesResources(ClusterPool.documentsOf(resource.getKind()))
        .inNamespace("pools")
        .resource(resource);
  }
}
