package dev.signalbox.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.testing.FreePorts;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Prometheus that scrapes the services every two seconds, as the chart's monitors would. */
final class Prometheus implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STEP_SECONDS = 5;

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final String address;

  private Prometheus(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it with the chart's rules over the services of {@code targets}: name to address. */
  static Prometheus start(Path folder, Path rules, Map<String, String> targets) throws Exception {
    StringBuilder jobs = new StringBuilder();
    targets.forEach(
        (name, url) ->
            jobs.append(
                """
                  - job_name: demo-signalbox-%1$s
                    metrics_path: /q/metrics
                    static_configs:
                      - targets: ["%2$s"]
                        labels: {namespace: signalbox, pod: demo-signalbox-%1$s-0}
                """
                    .formatted(name, URI.create(url).getAuthority())));
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: {scrape_interval: 2s, evaluation_interval: 2s}
            rule_files: ["%s"]
            scrape_configs:
            %s"""
                .formatted(rules, jobs));
    String address = "127.0.0.1:" + FreePorts.one();
    Process process =
        new ProcessBuilder(
                "prometheus",
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("tsdb"),
                "--web.listen-address=" + address)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("prometheus.log").toFile())
            .start();
    return new Prometheus(process, address);
  }

  /** The instant value. */
  Series now(String expression) throws Exception {
    return ask("query?query=" + encoded(expression));
  }

  /** Over the last {@code back}. */
  Series range(String expression, Duration back) throws Exception {
    Instant end = Instant.now();
    return ask(
        "query_range?query=%s&start=%d&end=%d&step=%d"
            .formatted(
                encoded(expression),
                end.minus(back).getEpochSecond(),
                end.getEpochSecond(),
                STEP_SECONDS));
  }

  private static String encoded(String expression) {
    return URLEncoder.encode(expression, StandardCharsets.UTF_8);
  }

  private Series ask(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/" + path)).build();
    JsonNode answer =
        JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    if (!"success".equals(answer.path("status").asText())) {
      throw new IllegalArgumentException(answer.path("error").asText());
    }
    JsonNode data = answer.path("data");
    List<List<Double>> series = new ArrayList<>();
    for (JsonNode one : data.path("result")) {
      List<Double> numbers = new ArrayList<>();
      one.path("values").forEach(value -> numbers.add(number(value)));
      if (one.has("value")) {
        numbers.add(number(one.path("value")));
      }
      series.add(numbers);
    }
    return new Series(data.path("resultType").asText(), series);
  }

  private static double number(JsonNode sample) {
    String text = sample.path(1).asText();
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "+Inf", "-Inf" -> Double.POSITIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }

  /**
   * What came back.
   *
   * @param type vector, matrix or scalar
   * @param series samples of each, in time
   */
  record Series(String type, List<List<Double>> series) {
    /** Series with at least one sample that is a number. */
    long withNumbers() {
      return series.stream().filter(s -> s.stream().anyMatch(Double::isFinite)).count();
    }
  }
}
