package dev.signalbox.deploy.chart;

import static dev.signalbox.deploy.chart.Rendered.at;
import static dev.signalbox.deploy.chart.Rendered.list;
import static dev.signalbox.deploy.chart.Rendered.map;

import dev.signalbox.deploy.chart.Rendered.Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A node as the scheduler sees it, with its filters for affinity, selector, taints and extended
 * resources.
 *
 * @param taints keys with the effect NoSchedule
 * @param resources extended resources that it has
 */
record Node(String name, Map<String, String> labels, Set<String> taints, Set<String> resources) {

  /** Why the pod may not land here; empty when it may. */
  String refusal(Pod pod) {
    Map<String, Object> spec = pod.spec();
    for (Map.Entry<String, Object> wanted : map(spec, "nodeSelector").entrySet()) {
      if (!wanted.getValue().equals(labels.get(wanted.getKey()))) {
        return "selector " + wanted.getKey();
      }
    }
    Object required =
        at(spec, "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
    // Terms are alternatives; the chart writes one.
    for (Map<String, Object> expression :
        list(list(required, "nodeSelectorTerms").get(0), "matchExpressions")) {
      if (!matches(expression)) {
        return "affinity " + expression.get("key");
      }
    }
    for (String taint : taints) {
      boolean tolerated =
          list(spec, "tolerations").stream()
              .anyMatch(toleration -> Objects.equals(toleration.get("key"), taint));
      if (!tolerated) {
        return "taint " + taint;
      }
    }
    for (String resource : map(pod.main(), "resources", "requests").keySet()) {
      if (resource.contains("/") && !resources.contains(resource)) {
        return "resource " + resource;
      }
    }
    return "";
  }

  private boolean matches(Map<String, Object> expression) {
    String value = labels.get(String.valueOf(expression.get("key")));
    List<?> values = (List<?>) expression.getOrDefault("values", List.of());
    return switch (String.valueOf(expression.get("operator"))) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" ->
          value != null && Long.parseLong(value) > Long.parseLong(String.valueOf(values.get(0)));
      default -> throw new IllegalArgumentException(expression.toString());
    };
  }
}
