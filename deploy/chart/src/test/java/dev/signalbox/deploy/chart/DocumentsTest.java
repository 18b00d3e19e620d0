package dev.signalbox.deploy.chart;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class DocumentsTest {
  private static final Path TOPICS = ChartFolder.ROOT.resolve("proto/events/topics.yaml");

  @Test
  void shouldDescribeEveryValueInTheReadme() throws IOException {
    String reference =
        ValuesReference.markdown(Files.readString(ChartFolder.CHART.resolve("values.yaml")));
    Path readme = ChartFolder.CHART.resolve("README.md");

    Kept.assertKept(readme, Kept.between(readme, "values", reference));
  }

  @Test
  void shouldRefuseAValueWithoutAComment() {
    assertThatThrownBy(() -> ValuesReference.markdown("kafka:\n  # -- Said.\n  a: 1\n  b: 2\n"))
        .hasMessage("kafka.b has no comment that begins with --");
  }

  @Test
  void shouldCarryTheOneListOfTopics() throws IOException {
    Kept.assertKept(ChartFolder.CHART.resolve("files/topics.yaml"), Files.readString(TOPICS));
  }

  @Test
  void shouldMakeEveryTopicWithItsPartitionsAndRetention() throws IOException {
    Map<String, Object> topics = new Yaml().load(Files.readString(TOPICS));
    Rendered rendered =
        ChartFolder.renderWith(
            "kafka: {strimzi: {topics: true, clusterName: events, partitionsFactor: 2}}");

    List<Map<String, Object>> listed = Rendered.list(topics, "topics");
    assertThat(rendered.ofKind("KafkaTopic")).hasSameSizeAs(listed);
    for (Map<String, Object> topic : listed) {
      Map<String, Object> made = rendered.get("KafkaTopic/" + topic.get("name"));
      String retention = String.valueOf(topic.get("retention"));
      long milliseconds = retention.equals("-1") ? -1 : Duration.parse(retention).toMillis();
      assertThat(Rendered.map(made, "spec"))
          .containsEntry("partitions", (Integer) requireNonNull(topic.get("partitions")) * 2);
      assertThat(
              ((Number) requireNonNull(Rendered.at(made, "spec", "config", "retention.ms")))
                  .longValue())
          .isEqualTo(milliseconds);
      assertThat(Rendered.at(made, "spec", "config", "cleanup.policy"))
          .isEqualTo(topic.get("cleanup"));
      assertThat(Rendered.map(made, "metadata", "labels"))
          .containsEntry("strimzi.io/cluster", "events");
    }
  }

  @Test
  void shouldBeOfTheProjectsVersion() throws IOException {
    Map<String, Object> chart =
        new Yaml().load(Files.readString(ChartFolder.CHART.resolve("Chart.yaml")));
    Matcher version =
        Pattern.compile("<artifactId>signalbox</artifactId>\\s*<version>([^<]+)</version>")
            .matcher(Files.readString(ChartFolder.ROOT.resolve("pom.xml")));

    assertThat(version.find()).isTrue();
    assertThat(chart).containsEntry("appVersion", version.group(1));
  }

  @Test
  void shouldHandThePoolDocumentsOnUnchangedButForTheWorkersAddress() {
    Rendered rendered = ChartFolder.render(ChartFolder.MINIMAL);

    String pool =
        String.valueOf(
            Rendered.at(rendered.get("ConfigMap/demo-signalbox-pool"), "data", "pool.yaml"));

    Rendered documents = Rendered.of(pool);
    assertThat(documents.titles()).containsExactly("Model/signalbox-see", "Route/auto");
    assertThat(Rendered.at(documents.objects().get(0), "spec", "upstream", "worker", "address"))
        .isEqualTo("demo-signalbox-worker-cpu:8082");
  }
}
