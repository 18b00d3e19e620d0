package dev.signalbox.worker.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;

import dev.signalbox.worker.Pictures;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TinyModel.class)
class OpenAiRoutesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @BeforeEach
  void awaitReady() {
    await(() -> RestAssured.get("/health").statusCode() == 200);
  }

  @Test
  void shouldAnswerWholeWithUsage() {
    chat("{'messages':[{'role':'user','content':'hello'}],'max_tokens':5,'model':'tiny'}")
        .statusCode(200)
        .body("object", equalTo("chat.completion"))
        .body("model", equalTo("tiny"))
        .body("choices[0].message.role", equalTo("assistant"))
        .body("usage.completion_tokens", equalTo(5))
        .body("usage.prompt_tokens", greaterThan(5));
  }

  @Test
  void shouldStreamTheSameWordsAsAWholeAnswer() {
    // given
    String request = "{'messages':[{'role':'user','content':'stream'}],'max_tokens':12%s}";
    String whole =
        chat(request.formatted("")).extract().path("choices[0].message.content").toString();
    // when
    List<String> events =
        chat(request.formatted(",'stream':true,'stream_options':{'include_usage':true}"))
            .contentType("text/event-stream")
            .extract()
            .asString()
            .lines()
            .filter(line -> !line.isEmpty())
            .toList();
    // then
    assertThat(events).allMatch(line -> line.startsWith("data: "));
    assertThat(events.getLast()).isEqualTo("data: [DONE]");
    StringBuilder text = new StringBuilder();
    events.subList(0, events.size() - 2).stream()
        .map(line -> io.restassured.path.json.JsonPath.from(line.substring(6)))
        .forEach(
            chunk -> {
              String piece = chunk.getString("choices[0].delta.content");
              text.append(piece == null ? "" : piece);
            });
    assertThat(text).hasToString(whole);
    assertThat(events.get(events.size() - 2)).contains("\"completion_tokens\":");
  }

  @Test
  void shouldTakeAPictureAsDataUrl() {
    chat("{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'%s'}},"
                .formatted(Pictures.pngUrl(40, 40))
            + "{'type':'text','text':'what?'}]}],'max_tokens':2}")
        .statusCode(200)
        .body("usage.prompt_tokens_details.image_tokens", equalTo(17 * 16));
  }

  @Test
  void shouldSeeAVideoOfFramesAndAnAnimation() throws IOException {
    String gif =
        java.util.Base64.getEncoder()
            .encodeToString(
                java.nio.file.Files.readAllBytes(
                    java.nio.file.Path.of("src/test/golden/pictures/moving.gif")));
    String frame = Pictures.pngUrl(30, 20);
    String content =
        "{'messages':[{'role':'user','content':[%s,{'type':'text','text':'?'}]}],'max_tokens':1}";
    String frames =
        "{'type':'input_video','input_video':{'fps':1,'frames':['%s','%s','%s']}}"
            .formatted(frame, Pictures.pngUrl(40, 20), frame);
    chat(content.formatted(frames))
        .statusCode(200)
        .body("usage.prompt_tokens_details.image_tokens", equalTo(3 * 16));
    String animation =
        "{'type':'video_url','video_url':{'url':'data:image/gif;base64,%s'}}".formatted(gif);
    chat(content.formatted(animation))
        .statusCode(200)
        .body("usage.prompt_tokens_details.image_tokens", equalTo(16));
    refused(
        content.formatted(frames + ",{'type':'image_url','image_url':{'url':'" + frame + "'}}"),
        400,
        null,
        "unsupported_parameter");
    refused(
        content.formatted(animation.replace(gif, gif.substring(0, 400))),
        400,
        "video_url",
        "unsupported_parameter");
    refused(
        content.formatted("{'type':'input_video','input_video':{'frames':[]}}"),
        400,
        "input_video",
        "invalid_request");
  }

  @Test
  void shouldGiveLogProbabilities() {
    chat("{'messages':[{'role':'user','content':'p'}],'max_tokens':3,'logprobs':true,'top_logprobs':2}")
        .body("choices[0].logprobs.content", hasSize(3))
        .body("choices[0].logprobs.content[0].top_logprobs", hasSize(2));
  }

  @Test
  void shouldHoldAnAnswerToASchema() {
    String format =
        "{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object','properties':"
            + "{'ok':{'type':'boolean'}},'required':['ok'],'additionalProperties':false}}}";
    String request =
        "{'messages':[{'role':'user','content':'p'}],'max_tokens':40,'temperature':2,'seed':5,'response_format':%s}";
    String answer =
        chat(request.formatted(format))
            .body("choices[0].finish_reason", equalTo("stop"))
            .extract()
            .path("choices[0].message.content");
    assertThat(answer).matches("\\{\"ok\": ?(true|false)}");
    refused(
        request.formatted("{'type':'json_schema','json_schema':{'schema':{'not':{}}}}"),
        400,
        "response_format",
        "unsupported_parameter");
  }

  @Test
  void shouldNameTheFieldAtFault() {
    refused("{'messages':[]}", 400, "messages", "invalid_request");
    refused(
        "{'messages':[{'role':'user','content':'x'}],'n':2}", 400, "n", "unsupported_parameter");
    refused(
        "{'messages':[{'role':'user','content':'x'}],'temperature':9}",
        400,
        "temperature",
        "invalid_request");
    refused(
        "{'model':'other','messages':[{'role':'user','content':'x'}]}",
        404,
        "model",
        "model_not_found");
    refused(
        "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://x/y.png'}}]}]}",
        400,
        "image_url",
        "unsupported_parameter");
    chat("{nonsense").statusCode(400).body("error.message", containsString("byte"));
    RestAssured.get("/v1/nothing")
        .then()
        .statusCode(404)
        .body("error.code", equalTo("unknown_url"));
  }

  @Test
  void shouldListItsModel() {
    RestAssured.get("/v1/models").then().body("data[0].id", equalTo("tiny"));
    RestAssured.get("/v1/models/tiny").then().body("owned_by", equalTo("signalbox"));
    RestAssured.get("/v1/models/none").then().statusCode(404);
  }

  @Test
  void shouldStopAnAnswerWhoseReaderLeaves() {
    double aborted = aborted();
    // a reader who leaves in the middle; where the answer was sooner at its end, another one
    await(
        () -> {
          leaveAnEndlessStream();
          await(() -> running() == 0);
          return aborted() > aborted;
        });
  }

  private static double aborted() {
    return metric("vllm:request_success_total", "finished_reason=\"abort\"");
  }

  private static void leaveAnEndlessStream() {
    String body =
        "{'messages':[{'role':'user','content':'go on'}],'stream':true,'temperature':2,'seed':5,'max_tokens':1500}"
            .replace('\'', '"');
    try (Socket socket = new Socket("localhost", RestAssured.port)) {
      socket
          .getOutputStream()
          .write(
              "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(body.length(), body)
                  .getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read(new byte[100])).isPositive();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldSayWhenToRetryWhenFull() throws Exception {
    // given more endless answers than run and wait
    java.net.http.HttpClient client = java.net.http.HttpClient.newHttpClient();
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(
                java.net.URI.create(
                    "http://localhost:" + RestAssured.port + "/v1/chat/completions"))
            .POST(
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    "{'messages':[{'role':'user','content':'go on'}],'temperature':2,'seed':5,'max_tokens':1500}"
                        .replace('\'', '"')))
            .build();
    List<java.util.concurrent.CompletableFuture<java.net.http.HttpResponse<String>>> calls =
        new java.util.ArrayList<>();
    java.util.concurrent.BlockingQueue<java.net.http.HttpResponse<String>> refusals =
        new java.util.concurrent.LinkedBlockingQueue<>();
    try {
      // then one of them is told to come back, however slowly they are sent
      await(
          () -> {
            for (int i = 0; i < 24; i++) {
              calls.add(
                  client
                      .sendAsync(request, java.net.http.HttpResponse.BodyHandlers.ofString())
                      .whenComplete(
                          (answer, failure) -> {
                            if (answer != null && answer.statusCode() == 429) {
                              refusals.add(answer);
                            }
                          }));
            }
            await(() -> !refusals.isEmpty() || calls.stream().allMatch(call -> call.isDone()));
            return !refusals.isEmpty();
          });
      java.net.http.HttpResponse<String> refused = refusals.remove();
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(refused.body()).contains("worker_overloaded", "rate_limit_error");
    } finally {
      calls.forEach(call -> call.cancel(true));
    }
    await(() -> running() == 0);
  }

  private static int running() {
    return (int) metric("vllm:num_requests_running", "");
  }

  /** Sum over the series of a name whose labels hold this. */
  private static double metric(String name, String label) {
    return RestAssured.get("/q/metrics")
        .asString()
        .lines()
        .filter(line -> line.startsWith(name + "{") && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private static void refused(String body, int status, @Nullable String param, String code) {
    chat(body)
        .statusCode(status)
        .body("error.param", equalTo(param))
        .body("error.code", equalTo(code));
  }

  private static ValidatableResponse chat(String body) {
    RequestSpecification request =
        given().contentType("application/json").body(body.replace('\'', '"'));
    return request.post("/v1/chat/completions").then();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
