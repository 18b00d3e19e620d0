package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.e2e.EventLog.Event;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What moves a request to another model: verdicts, caches, checks, and the proof of parity. */
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class RoutingLoopTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COSTS = "signalbox.costs";
  private static final String EASY = "What is the capital of France?";
  private static final String HARD =
      "Prove that every finite integral domain is a field, then give a counterexample when"
          + " finiteness is dropped, and discuss which step of the proof fails for the integers.";
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int REQUESTS = 40;
  private static final Path SCRIPTS =
      Path.of(System.getProperty("signalbox.root"), "helm/signalbox/files/tests");

  @TempDir private static Path data;
  private static RunningSystem system;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data);
    client = new Client(system);
    Waiting.until(
        SOON, () -> assertThat(client.route(EASY).asString()).contains("\"status\":\"answered\""));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (system != null) {
      system.close();
    }
  }

  @Test
  void shouldShowWhatTheProofOfParitySays() throws Exception {
    EventLog log = new EventLog(system.address("kafka"));

    for (int i = 0; i < REQUESTS; i++) {
      assertThat(client.post("Request number " + i + ": what is " + i + " plus one?").statusCode())
          .isEqualTo(200);
    }

    Waiting.until(
        SOON,
        () ->
            assertThat(log.read("signalbox.outcomes"))
                .as("a quarter of what the small model answered is compared")
                .anySatisfy(
                    outcome -> {
                      assertThat(outcome.data().has("score")).isTrue();
                      assertThat(outcome.data().path("simulated").asBoolean()).isTrue();
                      assertThat(outcome.data().path("judge").asText())
                          .isEqualTo("simulator-large");
                    }));
    Waiting.until(
        SOON,
        () -> {
          JsonNode experiment = JSON.readTree(get("/api/parity")).path("experiments").path(0);
          assertThat(experiment.path("route").asText()).isEqualTo("auto");
          assertThat(experiment.path("simulated").asBoolean()).isTrue();
          assertThat(experiment.at("/all/pairs").asInt()).isPositive();
        });
    assertThat(get("/parity")).contains("simulated").contains("judged by simulator-large");
  }

  @Test
  void shouldDrainAModelThatItsPanelWouldNotShipAndLetItBack() throws Exception {
    EventLog log = new EventLog(system.address("kafka"));
    Map<String, ?> asked =
        Map.of("model", "auto-cheap", "messages", List.of(Client.said("user", EASY)));

    log.settle("simulator-small", "skip", 0.1, 0.4);
    Waiting.until(
        SOON,
        () -> {
          String decision = client.send("/v1/route", asked).asString();
          assertThat(decision)
              .contains("\"gate\":\"floor\"")
              .contains("is drained: of the 12 votes");
        });
    log.settle("simulator-small", "ship", 0.9, 0.99);

    Waiting.until(
        SOON,
        () ->
            assertThat(client.send("/v1/route", asked).asString())
                .doesNotContain("\"gate\":\"floor\""));
  }

  @Test
  void shouldDrainAModelThatSurelyLosesAndLetItBack() throws Exception {
    EventLog log = new EventLog(system.address("kafka"));
    Map<String, ?> asked = Map.of("model", "auto", "messages", List.of(Client.said("user", EASY)));

    log.measure("simulator-small", 9);
    Waiting.until(
        SOON,
        () ->
            assertThat(client.send("/v1/route", asked).asString())
                .contains("is drained: in 812 comparisons with simulator-large"));
    Waiting.until(SOON, () -> assertThat(get("/models")).contains("drained", "812 comparisons"));
    log.measure("simulator-small", 0.5);

    Waiting.until(
        SOON,
        () -> assertThat(client.send("/v1/route", asked).asString()).doesNotContain("is drained"));
  }

  @Test
  void shouldKnowWhereAConversationIsCached() throws Exception {
    // given a prompt that is long enough for a provider's prompt cache
    Map<String, String> task = Client.said("user", HARD + " In detail.".repeat(500));
    Response first =
        client.send("/v1/chat/completions", Map.of("model", "auto", "messages", List.of(task)));

    // when
    Response next =
        client.send(
            "/v1/chat/completions",
            Map.of(
                "model",
                "auto",
                "messages",
                List.of(
                    task,
                    Client.said("assistant", "Shall I begin with the proof?"),
                    Client.said("user", "yes, do it"))));

    // then
    Response decision = client.decision(next.header("x-signalbox-decision"));
    assertThat(decision.statusCode()).as(decision.asString()).isEqualTo(200);
    assertThat(decision.jsonPath().getString("facts.cachedModel"))
        .isEqualTo(first.header("x-signalbox-model"));
    assertThat(decision.jsonPath().getString("reason")).isNotBlank();
  }

  @Test
  void shouldKnowOnOneReplicaWhereAConversationOfAnotherIsCached() throws Exception {
    String text = HARD + " On another replica.".repeat(400);
    AtomicInteger count = new AtomicInteger();

    try (Replica second = Replica.of(system, data)) {
      // A hint may be lost, so each look is at a conversation of its own.
      Waiting.until(
          SOON,
          () -> {
            Map<String, String> task = Client.said("user", count.incrementAndGet() + " " + text);
            Response first = client.send("/v1/chat/completions", asked(task));
            assertThat(first.statusCode()).isEqualTo(200);
            Waiting.until(
                Duration.ofSeconds(10),
                () ->
                    assertThat(
                            second
                                .send(
                                    "/v1/route",
                                    asked(
                                        task,
                                        Client.said("assistant", "Shall I begin?"),
                                        Client.said("user", "yes")))
                                .jsonPath()
                                .getString("facts.cachedModel"))
                        .isEqualTo(first.header("x-signalbox-model")));
          });
    }
  }

  @SafeVarargs
  private static Map<String, ?> asked(Map<String, String>... messages) {
    return Map.of("model", "auto", "messages", List.of(messages));
  }

  @Test
  void shouldAskTheStrongerModelWhenAnAnswerFailsItsCheck() throws Exception {
    Response response =
        client.send(
            "/v1/chat/completions",
            Map.of(
                "model",
                "auto-checked",
                "messages",
                List.of(Client.said("user", EASY)),
                "response_format",
                Map.of("type", "json_schema", "json_schema", aListThatSimulatorsLeaveEmpty())));

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.header("x-signalbox-escalated")).contains("a list of the wrong length");
    assertThat(response.header("x-signalbox-model")).isEqualTo("simulator-large");
    String decision = response.header("x-signalbox-decision");
    EventLog log = new EventLog(system.address("kafka"));
    List<JsonNode> costs = new ArrayList<>();
    Waiting.until(
        SOON,
        () -> {
          costs.clear();
          log.read(COSTS).stream()
              .map(Event::data)
              .filter(cost -> cost.path("x_DecisionId").asText().equals(decision))
              .forEach(costs::add);
          assertThat(costs).hasSize(1);
        });
    long sum = 0;
    for (JsonNode line : costs.getFirst().path("x_Lines")) {
      sum += line.path("billedNanoUsd").asLong();
    }
    assertThat(costs.getFirst().path("x_Lines")).hasSize(2);
    assertThat(sum).isPositive().isEqualTo(costs.getFirst().path("x_BilledNanoUsd").asLong());
    Waiting.until(
        SOON, () -> assertThat(new Ledger(system).chargedEventIds()).contains("cost-" + decision));
  }

  private static Map<String, ?> aListThatSimulatorsLeaveEmpty() {
    Map<String, ?> cities =
        Map.of("type", "array", "items", Map.of("type", "string"), "minItems", 1);
    return Map.of(
        "name",
        "cities",
        "schema",
        Map.of("type", "object", "properties", Map.of("cities", cities)));
  }

  /** The very scripts of {@code helm test}, on this system instead of a cluster's. */
  @Test
  void shouldPassTheChartsHooks() throws Exception {
    for (String hook : List.of("ingress", "classifier", "events")) {
      // A hook that fails on a busy cluster is run again, too.
      Waiting.until(
          SOON,
          () ->
              assertThat(hook(hook, system.address("ingress"), system.apiKey()))
                  .as(hook)
                  .startsWith("0 "));
    }
    Waiting.until(
        SOON,
        () ->
            assertThat(hook("ingress", system.address("ingress"), ""))
                .startsWith("0 ")
                .contains("401"));
  }

  @Test
  void shouldFailTheChartsHooksWhereSomethingIsWrong() throws Exception {
    String nobody = "http://127.0.0.1:1";
    assertThat(hook("ingress", nobody, system.apiKey())).doesNotStartWith("0 ");
    assertThat(hook("classifier", nobody, system.apiKey())).doesNotStartWith("0 ");
    assertThat(hook("events", nobody, system.apiKey())).doesNotStartWith("0 ");
    for (String hook : List.of("ingress", "classifier", "events")) {
      assertThat(hook(hook, system.address("ingress"), "sk-sbx-wrong"))
          .as(hook)
          .doesNotStartWith("0 ")
          .doesNotContain("sk-sbx-wrong");
    }
  }

  /** Status and output. */
  private static String hook(String name, String ingress, String key) throws Exception {
    ProcessBuilder script =
        new ProcessBuilder("sh", "-c", Files.readString(SCRIPTS.resolve(name + ".sh")))
            .redirectErrorStream(true);
    script
        .environment()
        .putAll(
            Map.of(
                "INGRESS",
                ingress,
                "VERDICT",
                system.address("verdict"),
                "API_KEY",
                key,
                "ROUTE",
                "auto"));
    Process process = script.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + said;
  }

  private static String get(String path) {
    Response response = RestAssured.get(system.address("verdict") + path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.asString();
  }
}
