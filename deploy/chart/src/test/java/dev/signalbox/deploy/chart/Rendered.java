package dev.signalbox.deploy.chart;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Rendered objects as plain maps. */
record Rendered(List<Map<String, Object>> objects) {
  @SuppressWarnings("unchecked")
  static Rendered of(String yaml) {
    LoaderOptions options = new LoaderOptions();
    // Kubernetes would silently take the last of two.
    options.setAllowDuplicateKeys(false);
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) {
      if (document instanceof Map<?, ?> object) {
        objects.add((Map<String, Object>) object);
      }
    }
    objects.sort(Comparator.comparing(Rendered::title));
    return new Rendered(objects);
  }

  static String title(Map<String, Object> object) {
    return object.get("kind") + "/" + at(object, "metadata", "name");
  }

  List<Map<String, Object>> ofKind(String... kinds) {
    return objects.stream().filter(object -> List.of(kinds).contains(object.get("kind"))).toList();
  }

  List<Map<String, Object>> workloads() {
    return ofKind("Deployment", "StatefulSet");
  }

  /** The object, such as {@code Deployment/demo-signalbox-ingress}; fails when it is not there. */
  Map<String, Object> get(String title) {
    return objects.stream()
        .filter(object -> title(object).equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + title + " in " + titles()));
  }

  List<String> titles() {
    return objects.stream().map(Rendered::title).toList();
  }

  /** Pod specs with the title of what they belong to: workloads and bare pods. */
  List<Pod> pods() {
    List<Pod> pods = new ArrayList<>();
    for (Map<String, Object> object : workloads()) {
      Map<String, Object> template = map(object, "spec", "template");
      pods.add(new Pod(title(object), map(template, "metadata", "labels"), map(template, "spec")));
    }
    for (Map<String, Object> object : ofKind("Pod")) {
      pods.add(new Pod(title(object), map(object, "metadata", "labels"), map(object, "spec")));
    }
    return pods;
  }

  Pod pod(String title) {
    return pods().stream().filter(pod -> pod.owner.equals(title)).findFirst().orElseThrow();
  }

  record Pod(String owner, Map<String, Object> labels, Map<String, Object> spec) {
    List<Map<String, Object>> containers() {
      return list(spec, "containers");
    }

    Map<String, Object> main() {
      return containers().get(0);
    }

    /** Names and literal values; a value from elsewhere is its source's text. */
    Map<String, String> env() {
      Map<String, String> env = new java.util.TreeMap<>();
      for (Map<String, Object> variable : list(main(), "env")) {
        Object value = variable.getOrDefault("value", variable.get("valueFrom"));
        env.put(String.valueOf(variable.get("name")), String.valueOf(value));
      }
      return env;
    }
  }

  /** The value under the path, or null. */
  static @Nullable Object at(@Nullable Object from, String... path) {
    Object here = from;
    for (String key : path) {
      here = here instanceof Map<?, ?> map ? map.get(key) : null;
    }
    return here;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(@Nullable Object from, String... path) {
    Object found = at(from, path);
    return found == null ? Map.of() : (Map<String, Object>) found;
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> list(@Nullable Object from, String... path) {
    Object found = at(from, path);
    return found == null ? List.of() : (List<Map<String, Object>>) found;
  }
}
