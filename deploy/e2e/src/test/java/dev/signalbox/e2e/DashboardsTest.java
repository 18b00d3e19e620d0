package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.e2e.Prometheus.Series;
import dev.signalbox.e2e.Queries.Query;
import dev.signalbox.e2e.Queries.Shape;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query of every panel and alert, run by a real Prometheus over the whole system under a
 * little load: {@code make dashboards-test}. What can't have data here stands in {@code
 * without-data.txt} with its reason; what stands there and has data is a failure too.
 */
@EnabledIfSystemProperty(named = "signalbox.dashboards", matches = "true")
class DashboardsTest {
  private static final Path ROOT = Path.of(System.getProperty("signalbox.root"));
  private static final Path FILES = ROOT.resolve("helm/signalbox/files");
  private static final Path WITHOUT_DATA =
      ROOT.resolve("deploy/e2e/src/test/resources/without-data.txt");
  private static final int ROUNDS = 8;

  /** A reason that begins so is one for no data and for data. */
  private static final String BY_CHANCE = "by chance";

  @TempDir private static Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void shouldAnswerEveryQueryOfEveryPanelAndAlert() throws Exception {
    List<Query> queries = new ArrayList<>(Queries.ofDashboards(FILES.resolve("dashboards")));
    queries.addAll(Queries.ofAlerts(FILES.resolve("alerts.yaml")));
    assertThat(queries).hasSizeGreaterThan(90);
    try (Collector collector = Collector.start();
        RunningSystem system =
            RunningSystem.start(
                folder.resolve("data"),
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.endpoint()));
        Prometheus prometheus =
            Prometheus.start(folder, FILES.resolve("alerts.yaml"), targets(system))) {
      Load load = new Load(system);
      for (int round = 0; round < ROUNDS; round++) {
        load.round();
      }
      Map<String, String> reasons = withoutData();
      Waiting.until(
          Duration.ofMinutes(2),
          () -> {
            load.round();
            assertThat(failures(prometheus, queries, reasons)).isEmpty();
          });
    }
  }

  private static Map<String, String> targets(RunningSystem system) {
    Map<String, String> targets = new LinkedHashMap<>();
    for (String service : List.of("ingress", "classifier", "worker", "verdict")) {
      targets.put(service, system.address(service));
    }
    return targets;
  }

  /** Query to what is wrong with its answer. */
  private static Map<String, String> failures(
      Prometheus prometheus, List<Query> queries, Map<String, String> reasons) throws Exception {
    Map<String, String> failures = new TreeMap<>();
    for (Query query : queries) {
      String wrong = wrong(prometheus, query);
      if (reasons.containsKey(query.name())) {
        if (wrong.isEmpty() && !reasons.get(query.name()).startsWith(BY_CHANCE)) {
          failures.put(query.name(), "has data, yet stands in without-data.txt");
        }
      } else if (!wrong.isEmpty()) {
        failures.put(query.name(), wrong);
      }
    }
    reasons.keySet().stream()
        .filter(name -> queries.stream().noneMatch(query -> query.name().equals(name)))
        .forEach(name -> failures.put(name, "stands in without-data.txt and is no query"));
    return failures;
  }

  private static String wrong(Prometheus prometheus, Query query) throws Exception {
    Series series =
        query.shape() == Shape.NUMBER
            ? prometheus.now(query.expression())
            : prometheus.range(query.expression(), Duration.ofMinutes(1));
    if (series.withNumbers() == 0) {
      return "no data";
    }
    if (query.shape() == Shape.NUMBER && series.series().size() != 1) {
      return series.series().size() + " numbers in place of one";
    }
    if (query.shape() == Shape.LINES && !series.type().equals("matrix")) {
      return series.type() + " in place of a matrix";
    }
    return "";
  }

  /** Lines of {@code query: reason}. */
  private static Map<String, String> withoutData() throws IOException {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (String line : Files.readAllLines(WITHOUT_DATA)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split(": ", 2);
        assertThat(parts).as(line).hasSize(2);
        reasons.put(parts[0], parts[1]);
      }
    }
    return reasons;
  }

  /** Plain, streamed, about a picture, and failing in three ways; a look at the console. */
  private static final class Load {
    private static final String HARD =
        "Prove that every finite integral domain is a field, and discuss where the proof fails for"
            + " the integers; case ";
    private final RunningSystem system;
    private final Client client;
    private int rounds;

    Load(RunningSystem system) throws IOException {
      this.system = system;
      this.client = new Client(system);
    }

    void round() throws Exception {
      client.post("What is the capital of France?");
      // New to the classifier's cache each time.
      client.stream(HARD + ++rounds);
      client.send(
          "/v1/chat/completions",
          Map.of(
              "model", "auto-checked", "messages", List.of(Client.said("user", "Is 17 prime?"))));
      client.look(Picture.redCircleTopLeft(), "Where is the red circle in this picture?");
      Response graded = client.post("Name a colour.");
      client.send(
          "/v1/decisions/" + graded.header("x-signalbox-decision") + "/feedback",
          Map.of("thumbs", "up"));
      client.send(
          "/v1/chat/completions",
          Map.of(
              "model", "simulator-small",
              "messages", List.of(Client.said("user", "Hello")),
              "simulator", Map.of("fault", "unavailable")));
      client.send("/v1/chat/completions", Map.of("model", "nobody", "messages", List.of()));
      RestAssured.given()
          .header("authorization", "Bearer sk-unknown")
          .body("{}")
          .post(system.address("ingress") + "/v1/chat/completions");
      RestAssured.given().get(system.address("verdict") + "/");
    }
  }
}
