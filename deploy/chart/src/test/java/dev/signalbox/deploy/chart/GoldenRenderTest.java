package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

class GoldenRenderTest {
  private static final Path GOLDEN = ChartFolder.ROOT.resolve("deploy/chart/src/test/golden");

  /** Dashboards are held to their files by {@link MonitoringTest}. */
  private static final int LONG = 4_000;

  private static final List<String> COMMON =
      List.of(
          "app.kubernetes.io/name",
          "app.kubernetes.io/instance",
          "app.kubernetes.io/version",
          "app.kubernetes.io/part-of",
          "app.kubernetes.io/managed-by",
          "helm.sh/chart");

  static Stream<Path> ciValues() {
    return ChartFolder.ciValues().stream();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldRenderWhatIsCommitted(Path values) {
    Rendered rendered = ChartFolder.render(values);

    String name = values.getFileName().toString().replace("-values.yaml", ".yaml");
    Kept.assertKept(GOLDEN.resolve(name), normalised(rendered));
  }

  @Test
  void shouldHaveAValuesFileForEveryCase() {
    assertThat(ChartFolder.ciValues())
        .extracting(file -> file.getFileName().toString().replace("-values.yaml", ""))
        .containsExactlyInAnyOrder(
            "edge-arm", "external-kafka", "gpu", "gpu-mig", "minimal", "production");
  }

  @Test
  void shouldRenderTheSameTwice() {
    Path production = ChartFolder.CHART.resolve("ci/production-values.yaml");
    assertThat(ChartFolder.template(production)).isEqualTo(ChartFolder.template(production));
  }

  /** Sorted, compact, and without the labels that every object has (the policy test holds them). */
  private static String normalised(Rendered rendered) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.AUTO);
    options.setWidth(150);
    options.setExplicitStart(true);
    Yaml yaml = new Yaml(options);
    StringBuilder text = new StringBuilder();
    for (Map<String, Object> object : rendered.objects()) {
      text.append(yaml.dump(sorted("", object)));
    }
    return text.toString();
  }

  private static Object sorted(String parent, Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(item -> sorted(parent, item)).toList();
    }
    if (value instanceof String text && text.length() > LONG) {
      return "(a text of the chart's files/)";
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    Map<String, Object> sorted = new TreeMap<>();
    map.forEach(
        (key, child) -> {
          String name = String.valueOf(key);
          boolean common = parent.equals("labels") && COMMON.contains(name);
          if (!common && !(parent.equals("metadata") && name.equals("namespace"))) {
            sorted.put(name, sorted(name, child));
          }
        });
    return sorted;
  }
}
