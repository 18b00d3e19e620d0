package dev.signalbox.worker.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.worker.Pictures;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dashboards, autoscalers and the Gateway API inference extension read these names and numbers. */
@QuarkusTest
@QuarkusTestResource(TinyModel.class)
class WorkerMetricsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** As vLLM has them: counters end in _total, each histogram has _bucket, _sum and _count. */
  private static final List<String> GAUGES =
      List.of(
          "vllm:num_requests_running",
          "vllm:num_requests_waiting",
          "vllm:kv_cache_usage_perc",
          "vllm:gpu_cache_usage_perc",
          "vllm:cache_config_info");

  private static final List<String> COUNTERS =
      List.of(
          "vllm:prompt_tokens_total",
          "vllm:generation_tokens_total",
          "vllm:request_success_total",
          "vllm:prefix_cache_queries_total",
          "vllm:prefix_cache_hits_total",
          "vllm:mm_cache_queries_total",
          "vllm:mm_cache_hits_total");

  private static final List<String> HISTOGRAMS =
      List.of(
          "vllm:time_to_first_token_seconds",
          "vllm:inter_token_latency_seconds",
          "vllm:time_per_output_token_seconds",
          "vllm:e2e_request_latency_seconds",
          "vllm:request_queue_time_seconds",
          "vllm:request_prefill_time_seconds",
          "vllm:request_decode_time_seconds",
          "vllm:request_inference_time_seconds",
          "vllm:request_prompt_tokens",
          "vllm:request_generation_tokens",
          "vllm:request_params_max_tokens",
          "vllm:iteration_tokens_total");

  @BeforeEach
  void awaitReady() {
    await(() -> RestAssured.get("/q/health/ready").statusCode() == 200);
    await(() -> value("vllm:num_requests_running") == 0);
  }

  /** Quarkus' own threads complain on a JDK newer than it knows, and that is no matter here. */
  private static void await(Callable<Boolean> condition) {
    Awaitility.await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(condition);
  }

  private static String metrics() {
    return RestAssured.get("/q/metrics").asString();
  }

  /** Sum over the series of a name whose labels hold this. */
  private static double value(String name, String... labels) {
    return metrics()
        .lines()
        .filter(
            line ->
                line.startsWith(name + "{") && List.of(labels).stream().allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Asks; how many of the prompt's tokens were cached, as the answer says. */
  private static int ask(String content, int tokens) {
    return given()
        .contentType("application/json")
        .body(
            "{'messages':[{'role':'user','content':%s}],'max_tokens':%d}"
                .formatted(content, tokens)
                .replace('\'', '"'))
        .post("/v1/chat/completions")
        .then()
        .statusCode(200)
        .extract()
        .path("usage.prompt_tokens_details.cached_tokens");
  }

  @Test
  void shouldShowEveryNameOfVllmWithItsModel() {
    ask("'names'", 3);
    String metrics = metrics();
    for (String name : GAUGES) {
      assertThat(metrics).contains("# TYPE " + name + " gauge");
    }
    for (String name : COUNTERS) {
      String family = name.substring(0, name.length() - "_total".length());
      assertThat(metrics).contains("# TYPE " + family + " counter", name + "{");
    }
    for (String name : HISTOGRAMS) {
      assertThat(metrics)
          .contains(
              "# TYPE " + name + " histogram", name + "_bucket{", name + "_sum{", name + "_count{");
    }
    assertThat(metrics.lines().filter(line -> line.startsWith("vllm:")))
        .allMatch(line -> line.contains("model_name=\"tiny\""));
    assertThat(value("vllm:cache_config_info", "block_size=\"128\"", "num_gpu_blocks=\""))
        .isEqualTo(1);
  }

  @Test
  void shouldCountWhatARequestWas() {
    // given
    double requests = value("vllm:request_success_total", "finished_reason=\"length\"");
    double prompt = value("vllm:prompt_tokens_total");
    double output = value("vllm:generation_tokens_total");
    double first = value("vllm:time_to_first_token_seconds_count");
    double next = value("vllm:inter_token_latency_seconds_count");
    double queries = value("vllm:mm_cache_queries_total");
    double hits = value("vllm:mm_cache_hits_total");
    double prefixHits = value("vllm:prefix_cache_hits_total");
    double longest = value("vllm:request_params_max_tokens_sum");
    double steps = value("vllm:iteration_tokens_total_sum");
    String content =
        "[{'type':'image_url','image_url':{'url':'%s'}},{'type':'text','text':'count'}]"
            .formatted(Pictures.pngUrl(44, 44));
    // when the same picture is asked about twice
    int reused = ask(content, 3) + ask(content, 3);
    // then
    assertThat(value("vllm:request_success_total", "finished_reason=\"length\"") - requests)
        .isEqualTo(2);
    double prompts = value("vllm:prompt_tokens_total") - prompt;
    double cached = value("vllm:prefix_cache_hits_total") - prefixHits;
    assertThat(prompts).isGreaterThan(2 * 17 * 16);
    assertThat(value("vllm:generation_tokens_total") - output).isEqualTo(6);
    assertThat(value("vllm:time_to_first_token_seconds_count") - first).isEqualTo(2);
    assertThat(value("vllm:inter_token_latency_seconds_count") - next).isEqualTo(4);
    assertThat(value("vllm:mm_cache_queries_total") - queries).isEqualTo(2);
    assertThat(value("vllm:mm_cache_hits_total") - hits).isEqualTo(1);
    assertThat(cached).isEqualTo(reused).isGreaterThanOrEqualTo(prompts / 2 - 1);
    assertThat(value("vllm:request_params_max_tokens_sum") - longest).isEqualTo(6);
    // what was computed: prompts without what was cached, and every token but the last of each
    assertThat(value("vllm:iteration_tokens_total_sum") - steps).isEqualTo(prompts - cached + 4);
    assertThat(value("signalbox_worker_picture_cache_bytes")).isPositive();
  }

  @Test
  void shouldCountWhoLeftAsAborted() {
    double aborted = value("vllm:request_success_total", "finished_reason=\"abort\"");
    String body =
        ("{'messages':[{'role':'user','content':'go on'}],'stream':true,'max_tokens':1500,"
                + "'response_format':{'type':'json_schema','json_schema':{'schema':"
                + "{'type':'string','minLength':1200}}}}")
            .replace('\'', '"');
    // where an answer was at its end before its reader had left, another one is asked for
    await(
        () -> {
          readTheBeginning(body);
          await(() -> value("vllm:num_requests_running") == 0);
          return value("vllm:request_success_total", "finished_reason=\"abort\"") > aborted;
        });
    await(() -> value("signalbox_worker_kv_bytes") == 0);
  }

  private static void readTheBeginning(String body) throws IOException {
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket
          .getOutputStream()
          .write(
              "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(body.length(), body)
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read(new byte[100])).isPositive();
    }
  }

  @Test
  void shouldTellLiveFromReady() {
    RestAssured.get("/q/health/live").then().statusCode(200);
    assertThat(RestAssured.get("/q/health/live").asString()).contains("\"engine\"");
    assertThat(RestAssured.get("/q/health/live").asString()).doesNotContain("\"model\"");
    assertThat(RestAssured.get("/q/health/ready").asString()).contains("\"model\"");
  }
}
