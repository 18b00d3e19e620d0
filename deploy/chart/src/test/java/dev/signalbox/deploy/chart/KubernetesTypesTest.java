package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBuilder;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every field that the chart writes exists in Kubernetes and has the right type; a misspelt one
 * would do nothing.
 */
class KubernetesTypesTest {
  private static final Map<String, Class<?>> TYPES =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Pod", Pod.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class));
  private static final ObjectMapper STRICT = strict();

  static Stream<Path> ciValues() {
    return ChartFolder.ciValues().stream();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldWriteOnlyFieldsThatKubernetesKnows(Path values) {
    for (Map<String, Object> object : ChartFolder.render(values).objects()) {
      String type = object.get("apiVersion") + "/" + object.get("kind");
      Class<?> known = TYPES.get(type);
      if (known == null) {
        assertThat(type)
            .as("a type of an operator, or one to add here")
            .matches(
                "(monitoring\\.coreos\\.com|keda\\.sh|kafka\\.strimzi\\.io|cert-manager\\.io|postgresql\\.cnpg\\.io)/.*");
      } else {
        assertThat(STRICT.convertValue(object, known)).as(Rendered.title(object)).isNotNull();
      }
    }
  }

  @Test
  void shouldNoticeAMisspeltField() {
    Map<String, Object> service =
        Map.of("kind", "Service", "spec", Map.of("ports", java.util.List.of(Map.of("prot", 1))));

    assertThatThrownBy(() -> STRICT.convertValue(service, Service.class))
        .hasMessageContaining("prot");
  }

  /** Without the catch-all setter that the model's classes have for unknown fields. */
  private static ObjectMapper strict() {
    SimpleModule module = new SimpleModule();
    module.setDeserializerModifier(
        new BeanDeserializerModifier() {
          @Override
          public BeanDeserializerBuilder updateBuilder(
              DeserializationConfig config,
              BeanDescription description,
              BeanDeserializerBuilder builder) {
            builder.setAnySetter(null);
            return builder;
          }
        });
    return new ObjectMapper()
        .registerModule(module)
        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }
}
