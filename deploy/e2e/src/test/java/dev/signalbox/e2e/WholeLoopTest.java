package dev.signalbox.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.signalbox.e2e.EventLog.Event;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One story, told in order on one running system. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class WholeLoopTest {
  private static final Path ROOT = Path.of(System.getProperty("signalbox.root"));
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COSTS = "signalbox.costs";
  private static final String DECISIONS = "signalbox.decisions";
  private static final String EASY = "What is the capital of France?";
  private static final String HARD =
      "Prove that every finite integral domain is a field, then give a counterexample when"
          + " finiteness is dropped, and discuss which step of the proof fails for the integers.";
  private static final Duration SOON = Duration.ofMinutes(3);
  private static final int DURING_OUTAGE = 40;

  @TempDir private static Path data;
  private static RunningSystem system;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    system = RunningSystem.start(data, "--restart", "kafka", "--restart-delay", "5");
    client = new Client(system);
    // A cold start on a busy machine may miss the classifier's deadline; that is another test's
    // matter.
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
  @Order(1)
  void shouldAnswerAnEasyTextAndSayWhoAnsweredAndWhy() throws Exception {
    Response response = client.post(EASY);

    assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
    assertThat(response.jsonPath().getString("choices[0].message.content")).isNotBlank();
    assertThat(response.header("x-signalbox-decision")).isNotBlank();
    assertThat(response.header("x-signalbox-model"))
        .isEqualTo(response.jsonPath().getString("model"));
    assertThat(response.header("x-signalbox-reason")).hasSizeGreaterThan(20).contains(" ");
    assertThat(response.header("x-signalbox-cost-usd")).matches("\\d+(\\.\\d+)?");
    assertThat(response.header("x-signalbox-saved-usd")).matches("-?\\d+(\\.\\d+)?");
    assertThat(response.header("server-timing")).isNotBlank();
  }

  @Test
  @Order(2)
  void shouldStreamAHardTextToTheOfficialClient() {
    List<ChatCompletionChunk> chunks = client.stream(HARD);

    String text =
        chunks.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .flatMap(choice -> choice.delta().content().stream())
            .collect(Collectors.joining());
    assertThat(text).startsWith("I am a simulator, not a language model");
    assertThat(chunks.getLast().choices()).isEmpty();
    assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isPositive();
  }

  @Test
  @Order(3)
  void shouldLookAtAPictureWithTheLocalModel() throws Exception {
    Client.Answer answer =
        client.look(Picture.redCircleTopLeft(), "Where is the red circle in this picture?");

    assertThat(answer.model()).isEqualTo("signalbox-see");
    assertThat(answer.text().toLowerCase(java.util.Locale.ROOT)).contains("top left");
  }

  @Test
  @Order(4)
  void shouldWriteAReadableDecisionAndACostForEach() throws Exception {
    EventLog log = new EventLog(system.address("kafka"));

    Waiting.until(
        SOON,
        () -> {
          assertThat(requests(log)).hasSize(3);
          assertThat(decisions(log)).hasSize(3);
        });
    List<Event> decisions = decisions(log);
    List<Event> costs = requests(log);

    assertThat(decisions)
        .hasSize(3)
        .allSatisfy(
            event ->
                assertThat(event.data().path("reason").asText())
                    .contains(" ")
                    .contains(event.data().path("model").asText()));
    assertThat(costs.stream().map(c -> c.data().path("x_DecisionId").asText()))
        .containsExactlyInAnyOrderElementsOf(
            decisions.stream().map(d -> d.data().path("decisionId").asText()).toList());
    Waiting.until(
        SOON,
        () ->
            assertThat(invoice().path("nano_usd").asLong())
                .as("the provider's invoice is what was billed, the proof of parity included")
                .isEqualTo(
                    log.read(COSTS).stream()
                        .filter(c -> c.data().path("SkuId").asText().startsWith("simulator"))
                        .mapToLong(c -> c.data().path("x_BilledNanoUsd").asLong())
                        .sum()));
  }

  @Test
  @Order(5)
  void shouldShowThemInTheConsoleAndItsApi() throws Exception {
    List<Event> decisions = decisions(new EventLog(system.address("kafka")));

    Waiting.until(
        SOON,
        () -> {
          String api = get("/api/decisions");
          assertThat(decisions)
              .allSatisfy(d -> assertThat(api).contains(d.data().path("decisionId").asText()));
        });
    assertThat(JSON.readTree(get("/api/savings")).toString()).contains("imulated");
    assertThat(get("/decisions")).contains("signalbox-see");
  }

  @Test
  @Order(6)
  void shouldShowThemToAPersonWithABrowser() {
    assumeTrue(Screen.chromium().isPresent(), "there is no Chromium here");
    Path chromium = Screen.chromium().orElseThrow();

    String text =
        Screen.look(
            chromium,
            system.address("verdict") + "/decisions",
            Path.of("target/console-decisions.png"));

    assertThat(text).contains("signalbox-see").containsIgnoringCase("simulat");
  }

  @Test
  @Order(7)
  void shouldChargeEveryRequestExactlyOnceThroughALostBroker() throws Exception {
    // given
    ProcessHandle broker = system.process("kafka");
    List<Integer> statuses = new ArrayList<>();

    // when
    for (int i = 0; i < DURING_OUTAGE; i++) {
      if (i == DURING_OUTAGE / 4) {
        broker.destroyForcibly();
      }
      statuses.add(
          client.post("Request number " + i + ": what is " + i + " plus one?").statusCode());
    }

    // then
    assertThat(statuses).hasSize(DURING_OUTAGE).containsOnly(200);
    Waiting.until(SOON, () -> assertThat(system.output()).contains("kafka is back"));
    EventLog log = new EventLog(system.address("kafka"));
    int all = 3 + DURING_OUTAGE;
    Waiting.until(SOON, () -> assertThat(requests(log)).hasSizeGreaterThanOrEqualTo(all));
    List<String> inKafka = requests(log).stream().map(Event::id).toList();
    assertThat(inKafka).doesNotHaveDuplicates().hasSize(all);
    Waiting.until(
        SOON,
        () ->
            assertThat(new Ledger(system).chargedRequests())
                .containsExactlyInAnyOrderElementsOf(inKafka));
  }

  @Test
  @Order(9)
  void shouldTakeAVote() throws Exception {
    vote();

    Waiting.until(SOON, () -> assertThat(new Ledger(system).votes()).contains("auto ship"));
    Waiting.until(
        SOON,
        () -> assertThat(new EventLog(system.address("kafka")).read("signalbox.votes")).hasSize(1));
  }

  /** {@code make scenarios}, each journey at least once; what it wrote is looked at below. */
  @Test
  @Order(10)
  void shouldServeClientsThatDoManyThingsInARow() throws Exception {
    Path said = data.resolve("scenarios.txt");
    ProcessBuilder scenarios =
        new ProcessBuilder(
                ROOT.resolve("loadtest/bin/scenarios").toString(),
                "--ingress",
                system.address("ingress"),
                "--seconds",
                "5",
                "--rate",
                "1")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    scenarios.environment().put("SIGNALBOX_BUILT", "true");
    scenarios.environment().put("SIGNALBOX_KEY", system.apiKey());

    int status = scenarios.start().waitFor();

    String report = Files.readString(said);
    assertThat(status).as(report).isZero();
    assertThat(report)
        .contains("Global: count of failed events is 0.0 : true")
        .containsPattern("open the following file: file://.*/index.html");
  }

  @Test
  @Order(12)
  void shouldHaveWrittenOnlyEventsThatFollowTheirSchema() {
    EventLog log = new EventLog(system.address("kafka"));
    EventSchemas schemas = new EventSchemas();

    List<String> topics = log.topics().stream().filter(t -> t.startsWith("signalbox.")).toList();

    assertThat(topics).hasSizeGreaterThanOrEqualTo(7);
    for (String topic : topics) {
      assertThat(log.read(topic))
          .as(topic)
          .allSatisfy(event -> assertThat(schemas.faults(event)).as(event.toString()).isEmpty())
          .allSatisfy(event -> assertThat(event.topic()).doesNotEndWith(".dlq"));
    }
  }

  /** The other tests' prompts, the demo's key, and what the launcher made up for this run. */
  @Test
  @Order(13)
  void shouldHaveWrittenNoSecretAndNoPromptIntoAnyLog() throws Exception {
    List<String> canaries =
        List.of(
            EASY,
            system.apiKey(),
            system.databasePassword(),
            Files.readString(data.resolve("admin.token")).strip());
    assertThat(canaries).allMatch(canary -> canary.length() > 8);
    try (Stream<Path> logs = Files.list(data.resolve("logs"))) {
      List<Path> all = logs.filter(Files::isRegularFile).toList();
      assertThat(all).hasSizeGreaterThan(5);
      for (Path log : all) {
        String text = Files.readString(log, StandardCharsets.ISO_8859_1);
        assertThat(canaries).as(log.toString()).noneMatch(text::contains);
      }
    }
  }

  @Test
  @Order(14)
  void shouldFindEverythingAgainAfterARestart() throws Exception {
    // given
    List<String> charged = new Ledger(system).chargedRequests();

    // when
    system.stop();
    system = RunningSystem.start(data);
    client = new Client(system);

    // then
    EventLog log = new EventLog(system.address("kafka"));
    assertThat(requests(log).stream().map(Event::id)).containsExactlyInAnyOrderElementsOf(charged);
    assertThat(new Ledger(system).chargedRequests()).containsExactlyInAnyOrderElementsOf(charged);
    assertThat(new Ledger(system).votes()).contains("auto ship");
    assertThat(client.post(EASY).statusCode()).isEqualTo(200);
    Waiting.until(SOON, () -> assertThat(requests(log)).hasSize(charged.size() + 1));
  }

  /** Without those that only asked and called no model. */
  private static List<Event> decisions(EventLog log) {
    return log.read(DECISIONS).stream().filter(d -> !d.data().path("dryRun").asBoolean()).toList();
  }

  /** Costs of clients' requests, without those of the proof of parity. */
  private static List<Event> requests(EventLog log) {
    return log.read(COSTS).stream().filter(c -> !c.data().has("x_Purpose")).toList();
  }

  private static void vote() {
    Response response =
        RestAssured.given()
            .contentType("application/json")
            .body("{\"choice\": \"ship\"}")
            .put(system.address("verdict") + "/api/votes/auto");
    assertThat(response.statusCode()).as(response.asString()).isBetween(200, 204);
  }

  private static String get(String path) {
    Response response = RestAssured.get(system.address("verdict") + path);
    assertThat(response.statusCode()).as(path).isEqualTo(200);
    return response.asString();
  }

  private static JsonNode invoice() throws Exception {
    return JSON.readTree(
        RestAssured.get(system.address("simulator") + "/simulator/invoice").asString());
  }
}
