package dev.signalbox.loadtest.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ModelPrice LARGE = ModelPrice.parse("simulator-large=2.50:1.25:10.00");
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient http = HttpClient.newHttpClient();
  private SimulatorServer server;
  private String base;

  @BeforeEach
  void start() throws Exception {
    Pace pace = new Pace(1, 0, 300);
    server =
        new SimulatorServer(
            vertx, new SimulatorServer.Settings(1, pace, List.of(LARGE)), Clock.systemUTC());
    int port =
        server
            .listen("127.0.0.1", 0)
            .toCompletionStage()
            .toCompletableFuture()
            .get(2, TimeUnit.MINUTES)
            .actualPort();
    base = "http://127.0.0.1:" + port;
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
  }

  @Test
  void shouldCallAFunctionThatIsDemandedNamedOrSpokenOf() throws Exception {
    String tools =
        """
        ,"tools":[{"type":"function","function":{"name":"set_clock","parameters":{"type":"object","properties":{"hour":{"type":"integer"}}}}},\
        {"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]\
        """;
    String named =
        ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}";

    assertThat(called("Hello", tools + ",\"tool_choice\":\"required\"")).isEqualTo("set_clock");
    assertThat(called("Hello", tools + named)).isEqualTo("get_weather");
    assertThat(called("What is the weather like?", tools)).isEqualTo("get_weather");
    assertThat(called("Hello", tools)).as("nothing speaks for one").isEmpty();
    assertThat(called("The weather?", tools + ",\"tool_choice\":\"none\"")).isEmpty();
  }

  private String called(String text, String more) throws Exception {
    String body =
        "{\"model\":\"simulator-large\",\"messages\":[{\"role\":\"user\",\"content\":\""
            + text
            + "\"}]";
    JsonNode choice = JSON.readTree(posted(body + more + "}")).at("/choices/0");
    JsonNode call = choice.at("/message/tool_calls/0/function");
    StringBuilder streamed = new StringBuilder();
    for (String line : posted(body + more + ",\"stream\":true}").lines().toList()) {
      if (line.startsWith("data: {")) {
        JsonNode delta = JSON.readTree(line.substring(6)).at("/choices/0/delta/tool_calls/0");
        streamed.append(delta.at("/function/arguments").asText(""));
      }
    }
    assertThat(streamed.toString()).isEqualTo(call.path("arguments").asText(""));
    if (!call.isMissingNode()) {
      assertThat(choice.path("finish_reason").asText()).isEqualTo("tool_calls");
      assertThat(JSON.readTree(call.path("arguments").asText()).isObject()).isTrue();
    }
    return call.path("name").asText("");
  }

  private String posted(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Test
  void shouldAnswerInJsonWhereItIsAskedFor() throws Exception {
    String body =
        "{\"model\":\"simulator-large\",\"messages\":[{\"role\":\"user\",\"content\":\"JSON, please\"}],"
            + "\"response_format\":{\"type\":\"json_object\"}}";

    String said = JSON.readTree(posted(body)).at("/choices/0/message/content").asText();

    assertThat(JSON.readTree(said).path("answer").asText()).isEqualTo("made up by a simulator");
  }

  @Test
  void shouldAnswerTheOfficialClientAndSayThatItIsASimulator() {
    // given
    ChatCompletionCreateParams params = question("What is a signal box?").build();

    // when
    ChatCompletion first = openAi().chat().completions().create(params);
    ChatCompletion second = openAi().chat().completions().create(params);

    // then
    String text = first.choices().getFirst().message().content().orElseThrow();
    assertThat(text).startsWith("I am a simulator, not a language model: ");
    assertThat(second.choices().getFirst().message().content()).contains(text);
    assertThat(first.usage().orElseThrow().promptTokens()).isEqualTo(3 + 6);
    assertThat(first.usage().orElseThrow().completionTokens()).isEqualTo(text.length() / 4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldSpeakAnthropicsWordsForTheSameTokens(boolean stream) throws Exception {
    // given
    String body =
        "{\"model\":\"simulator-large\",\"max_tokens\":50,\"stream\":"
            + stream
            + ",\"messages\":[{\"role\":\"user\",\"content\":\"What is a signal box?\"}],"
            + "\"simulator\":{\"output_tokens\":20,\"cached_tokens\":4}}";

    // when
    HttpResponse<String> without = anthropic(body, "x-nothing");
    HttpResponse<String> answer = anthropic(body, "x-api-key");

    // then
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(answer.body())
        .contains("\"type\":\"" + (stream ? "message_start" : "message") + "\"")
        .contains("\"input_tokens\":5,\"cache_read_input_tokens\":4")
        .contains("\"output_tokens\":20");
    assertThat(answer.body().contains("event: message_stop")).isEqualTo(stream);
    assertThat(server.invoice().line("simulator-large").completionTokens()).isEqualTo(20);
  }

  private HttpResponse<String> anthropic(String body, String keyHeader) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(base + "/v1/messages"))
            .header("anthropic-version", "2023-06-01")
            .header(keyHeader, "any")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void shouldAnswerAtADeploymentOfAzure() throws Exception {
    // when
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        base
                            + "/openai/deployments/simulator-large/chat/completions?api-version=2024-10-21"))
                .header("api-key", "any")
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    // then
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"model\":\"simulator-large\"");
  }

  @Test
  void shouldStreamTheSameAnswerWithItsUsageAndInvoiceBothAlike() {
    // given
    ChatCompletion whole =
        openAi().chat().completions().create(question("Explain points and frogs").build());
    Invoice.Line one = server.invoice().line("simulator-large");

    // when
    List<ChatCompletionChunk> chunks;
    try (StreamResponse<ChatCompletionChunk> stream =
        openAi()
            .chat()
            .completions()
            .createStreaming(
                question("Explain points and frogs")
                    .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                    .build())) {
      chunks = stream.stream().toList();
    }

    // then
    String text =
        chunks.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .flatMap(choice -> choice.delta().content().stream())
            .collect(Collectors.joining());
    assertThat(whole.choices().getFirst().message().content()).contains(text);
    assertThat(chunks.getLast().choices()).isEmpty();
    assertThat(chunks.getLast().usage()).isEqualTo(whole.usage());
    Invoice.Line two = server.invoice().line("simulator-large");
    assertThat(two.requests()).isEqualTo(2);
    assertThat(two.nanoUsd()).isEqualTo(2 * one.nanoUsd());
  }

  @Test
  void shouldStopAtTheBoundOfTheClient() {
    ChatCompletion answer =
        openAi().chat().completions().create(question("Go on").maxCompletionTokens(5).build());

    assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(5);
    assertThat(answer.choices().getFirst().finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
  }

  @Test
  void shouldBreakAStreamOffWhenAskedToCutAndChargeOnlyWhatItMade() throws Exception {
    // when
    HttpResponse<InputStream> response =
        post("simulator-large+cut", ", \"stream\": true, \"simulator\": {\"output_tokens\": 40}");

    // then
    assertThat(response.statusCode()).isEqualTo(200);
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> response.body().readAllBytes());
    assertThat(server.invoice().line("simulator-large").completionTokens()).isEqualTo(20);
  }

  @Test
  void shouldBreakAWholeBodyOffWhenAskedToCut() throws Exception {
    HttpResponse<InputStream> response = post("simulator-large+cut", "");

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> response.body().readAllBytes());
  }

  @Test
  void shouldSayWhenToComeBack() throws Exception {
    HttpResponse<InputStream> response =
        post("simulator-large", ", \"simulator\": {\"fault\": \"rate-limited\"}");

    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
    assertThat(JSON.readTree(response.body()).at("/error/code").asText())
        .isEqualTo("rate_limit_exceeded");
    assertThat(server.invoice().totals()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldHideAnErrorInA200(boolean stream) throws Exception {
    HttpResponse<InputStream> response =
        post("simulator-large+error-in-200", stream ? ", \"stream\": true" : "");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body().readAllBytes(), UTF_8))
        .contains("the simulator failed inside");
    assertThat(server.invoice().totals()).isEmpty();
  }

  @Test
  void shouldSendGarbageInTheMiddle() throws Exception {
    HttpResponse<InputStream> response = post("simulator-large+garbage", ", \"stream\": true");

    assertThat(new String(response.body().readAllBytes(), UTF_8))
        .contains("<<not json>>")
        .endsWith("data: [DONE]\n\n");
  }

  @Test
  void shouldBeLateWithItsHeaders() throws Exception {
    long start = System.nanoTime();

    HttpResponse<InputStream> response = post("simulator-large+slow-headers", "");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(290).toNanos());
  }

  @Test
  void shouldRefuseWhatItDoesNotSell() throws Exception {
    HttpResponse<InputStream> response = post("gpt-9", "");

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(response.body()).at("/error/code").asText())
        .isEqualTo("model_not_found");
  }

  @Test
  void shouldPublishItsInvoice() throws Exception {
    // given
    post("simulator-large", ", \"simulator\": {\"output_tokens\": 100, \"cached_tokens\": 2}")
        .body()
        .readAllBytes();

    // when
    JsonNode invoice =
        JSON.readTree(
            http.send(
                    HttpRequest.newBuilder(URI.create(base + "/simulator/invoice")).build(),
                    HttpResponse.BodyHandlers.ofString())
                .body());

    // then 3 + 1 tokens in, 2 of them cached: 2 * 2,500 + 2 * 1,250 + 100 * 10,000
    assertThat(invoice.at("/models/simulator-large/prompt_tokens").asInt()).isEqualTo(4);
    assertThat(invoice.at("/nano_usd").asLong()).isEqualTo(1_007_500);
  }

  private HttpResponse<InputStream> post(String model, String more)
      throws IOException, InterruptedException {
    String body =
        "{\"model\": \"%s\", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]%s}"
            .formatted(model, more);
    return http.send(
        HttpRequest.newBuilder(URI.create(base + "/v1/chat/completions"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofInputStream());
  }

  private OpenAIClient openAi() {
    return OpenAIOkHttpClient.builder().baseUrl(base + "/v1").apiKey("sk-none").build();
  }

  private static ChatCompletionCreateParams.Builder question(String text) {
    return ChatCompletionCreateParams.builder().model("simulator-large").addUserMessage(text);
  }
}
