package dev.signalbox.deploy.chart;

import static dev.signalbox.deploy.chart.Rendered.at;
import static dev.signalbox.deploy.chart.Rendered.list;
import static dev.signalbox.deploy.chart.Rendered.map;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Alerts and dashboards as files, and what the chart makes of them. */
class MonitoringTest {
  private static final Path FILES = ChartFolder.CHART.resolve("files");
  private static final Path RUNBOOKS = ChartFolder.ROOT.resolve("docs/runbooks");
  private static final String ON =
      """
      monitoring:
        prometheusRule: true
        errorBudget: 0.01
        runbooks: https://runbooks.example.com/
        dashboards:
          enabled: true
          labels: {find-me: "yes"}
          annotations: {grafana_folder: Ours}
      """;

  @Test
  void shouldHaveARunbookForEveryAlert() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (Map<String, Object> alert : alerts(file())) {
      Map<String, Object> annotations = map(alert, "annotations");
      softly.assertThat(annotations).as("%s", alert).containsKeys("summary", "description");
      softly
          .assertThat(RUNBOOKS.resolve(String.valueOf(annotations.get("runbook_url"))))
          .as("%s", alert.get("alert"))
          .exists()
          .content()
          .contains(String.valueOf(alert.get("alert")).replaceAll("BurnFast|BurnSlow", "BurnFast"));
      softly.assertThat(at(alert, "labels", "severity")).isIn("warning", "critical");
    }
    softly.assertAll();
  }

  @Test
  void shouldRenderEveryRuleWithTheReleasesBudgetAndRunbooks() throws IOException {
    Map<String, Object> rule = ChartFolder.renderWith(ON).get("PrometheusRule/demo-signalbox");

    List<Map<String, Object>> rendered = alerts(map(rule, "spec"));
    assertThat(rendered)
        .extracting(alert -> alert.get("alert"))
        .containsExactlyElementsOf(
            alerts(file()).stream().map(alert -> alert.get("alert")).toList());
    assertThat(rendered)
        .allSatisfy(
            alert ->
                assertThat(String.valueOf(at(alert, "annotations", "runbook_url")))
                    .matches("https://runbooks\\.example\\.com/[a-z-]+\\.md"));
    assertThat(rendered)
        .filteredOn(alert -> "SignalboxErrorBudgetBurnFast".equals(alert.get("alert")))
        .singleElement()
        .satisfies(
            alert ->
                assertThat(String.valueOf(alert.get("expr")))
                    .contains("> 14.4 * 0.01 ")
                    .doesNotContain("0.001"));
  }

  @Test
  void shouldBeSilentAboutOtherNamespaces() throws IOException {
    String text = Files.readString(FILES.resolve("alerts.yaml"));

    // The chart puts the release's namespace where it finds exactly this.
    assertThat(text.split("namespace=\"signalbox\"", -1).length).isGreaterThan(40);
    assertThat(text.replace("namespace=\"signalbox\"", "")).doesNotContain("namespace=");
  }

  @Test
  void shouldHandDashboardsToTheSidecarUnchanged() throws IOException {
    Rendered rendered = ChartFolder.renderWith(ON);
    Set<String> names = new HashSet<>();
    for (Map<String, Object> object : rendered.ofKind("ConfigMap")) {
      if ("yes".equals(at(object, "metadata", "labels", "find-me"))) {
        assertThat(at(object, "metadata", "annotations", "grafana_folder")).isEqualTo("Ours");
        for (Map.Entry<String, Object> entry : map(object, "data").entrySet()) {
          names.add(entry.getKey());
          assertThat(String.valueOf(entry.getValue()).strip())
              .isEqualTo(
                  Files.readString(FILES.resolve("dashboards").resolve(entry.getKey())).strip());
        }
      }
    }
    assertThat(names).hasSize(6).isEqualTo(dashboardNames());
  }

  @Test
  void shouldLetEveryPanelChooseItsNamespaceAndSource() throws IOException {
    SoftAssertions softly = new SoftAssertions();
    for (String name : dashboardNames()) {
      // JSON is YAML.
      Map<String, Object> dashboard =
          new Yaml().load(Files.readString(FILES.resolve("dashboards").resolve(name)));
      softly.assertThat(dashboard.get("uid") + ".json").isEqualTo(name);
      for (Map<String, Object> panel : list(dashboard, "panels")) {
        String title = name + "/" + panel.get("title");
        softly.assertThat(at(panel, "datasource", "uid")).as(title).isEqualTo("${datasource}");
        softly.assertThat(list(panel, "targets")).as(title).isNotEmpty();
        softly.assertThat(at(panel, "fieldConfig", "defaults", "unit")).as(title).isNotNull();
        for (Map<String, Object> target : list(panel, "targets")) {
          softly
              .assertThat(String.valueOf(target.get("expr")))
              .as(title)
              .containsAnyOf("namespace=~\"$namespace\"", "DCGM_");
        }
      }
    }
    softly.assertAll();
  }

  private static Set<String> dashboardNames() throws IOException {
    Set<String> names = new HashSet<>();
    try (Stream<Path> files = Files.list(FILES.resolve("dashboards"))) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  private static Map<String, Object> file() throws IOException {
    return new Yaml().load(Files.readString(FILES.resolve("alerts.yaml")));
  }

  private static List<Map<String, Object>> alerts(Map<String, Object> rules) {
    return list(rules, "groups").stream()
        .filter(group -> String.valueOf(group.get("name")).startsWith("signalbox"))
        .flatMap(group -> list(group, "rules").stream())
        .filter(rule -> rule.containsKey("alert"))
        .toList();
  }
}
