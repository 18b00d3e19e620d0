package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import dev.signalbox.ingress.batch.BatchDesk;
import dev.signalbox.testing.Scratch;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Files and batches over HTTP, plainly and by OpenAI's own SDK. */
@QuarkusTest
class BatchesTest extends EdgeTest {
  private static final String CHAT = "/v1/chat/completions";
  private final String mark = UUID.randomUUID().toString();

  @Inject BatchDesk desk;

  @Test
  void shouldWorkOffABatchOfTheSdkAndSettleEachRequestOnce() throws Exception {
    Path input = Scratch.folder("batch").resolve("input.jsonl");
    Files.writeString(input, lines(CHAT, "ok-primary", 12) + line(CHAT, "picky-primary", "z-last"));
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(base.resolve("/v1").toString())
            .apiKey(Edge.KEY)
            .build();
    FileObject file =
        client
            .files()
            .create(FileCreateParams.builder().file(input).purpose(FilePurpose.BATCH).build());
    Batch made =
        client
            .batches()
            .create(
                BatchCreateParams.builder()
                    .inputFileId(file.id())
                    .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                    .completionWindow(BatchCreateParams.CompletionWindow._24H)
                    .build());
    JsonNode done = ended(made.id());
    Batch seen = client.batches().retrieve(made.id());

    assertThat(seen.status()).isEqualTo(Batch.Status.COMPLETED);
    assertThat(seen.requestCounts().orElseThrow().completed()).isEqualTo(12);
    assertThat(seen.requestCounts().orElseThrow().failed()).isEqualTo(1);
    List<JsonNode> output = content(done.get("output_file_id").asText());
    assertThat(output).hasSize(12);
    for (int i = 0; i < output.size(); i++) {
      assertThat(output.get(i).get("custom_id").asText()).isEqualTo("r-" + (i + 1));
      assertThat(output.get(i).at("/response/body/choices/0/message/content").asText())
          .isEqualTo("Hello there, wörld.");
      String requestId = output.get(i).at("/response/request_id").asText();
      assertThat(
              MemoryPublisher.await(
                  () -> events.costs(cost -> cost.get("x_RequestId").asText().equals(requestId))))
          .hasSize(1);
    }
    JsonNode failed = content(done.get("error_file_id").asText()).get(0);
    assertThat(failed.at("/response/status_code").asInt()).isEqualTo(400);
    assertThat(failed.at("/response/body/error/code").asText()).isEqualTo("upstream_rejected");
  }

  @Test
  void shouldTakeEmbeddingsAndTheOtherApisToo() throws Exception {
    String vectors =
        lines("/v1/embeddings", "vectors", 2).replace("\"messages\":[", "\"input\":\"a\",\"x\":[");
    String messages =
        lines("/v1/messages", "ok-primary", 2)
            .replace("\"messages\":[", "\"max_tokens\":9,\"messages\":[");

    JsonNode embedded = ended(create(upload(vectors), "/v1/embeddings").json().get("id").asText());
    JsonNode said = ended(create(upload(messages), "/v1/messages").json().get("id").asText());

    assertThat(
            content(embedded.get("output_file_id").asText())
                .get(0)
                .at("/response/body/data/0/embedding/0")
                .asDouble())
        .isEqualTo(0.25);
    assertThat(
            content(said.get("output_file_id").asText())
                .get(1)
                .at("/response/body/content/0/text")
                .asText())
        .isEqualTo("Hello there, wörld.");
  }

  @Test
  void shouldHandJobsOfWorkersToKafkaAndSettleTheirResults() throws Exception {
    String id = create(upload(lines(CHAT, "puller", 2)), CHAT).json().get("id").asText();
    List<MemoryPublisher.Published> jobs =
        MemoryPublisher.await(
            () -> {
              List<MemoryPublisher.Published> found =
                  events.all().stream()
                      .filter(each -> each.topic().equals("signalbox.jobs"))
                      .filter(each -> each.data().get("batchId").asText().equals(id))
                      .toList();
              return found.size() == 2 ? found : List.<MemoryPublisher.Published>of();
            });
    assertThat(jobs.get(0).data().get("model").asText()).isEqualTo("see-500m");
    assertThat(jobs.get(0).event().id()).isEqualTo(jobs.get(0).data().get("jobId").asText());
    String answer =
        "{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"red\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":3}}";
    for (int i = 0; i < 2; i++) {
      for (MemoryPublisher.Published job : jobs) {
        desk.pulled(
                id,
                job.data().get("customId").asText(),
                200,
                answer.getBytes(StandardCharsets.UTF_8))
            .get(30, TimeUnit.SECONDS);
      }
    }

    JsonNode done = ended(id);
    assertThat(content(done.get("output_file_id").asText())).hasSize(2);
    for (MemoryPublisher.Published job : jobs) {
      String decision = "dec-" + job.data().get("jobId").asText();
      JsonNode cost = events.costsOf(decision).get(0).data();
      assertThat(events.costsOf(decision)).hasSize(1);
      assertThat(cost.get("SkuId").asText()).isEqualTo("puller");
      assertThat(cost.get("x_OutputTokens").asInt()).isEqualTo(3);
      assertThat(events.decision(decision).data().get("model").asText()).isEqualTo("puller");
    }
  }

  @Test
  void shouldKeepTenantsApartAndRefuseWhatIsNot() throws Exception {
    String file = upload(lines(CHAT, "ok-primary", 1));
    Caller other = new Caller(base, fake, Edge.CACHING_KEY);

    assertThat(other.get("/v1/files/" + file).status()).isEqualTo(404);
    assertThat(other.get("/v1/files/" + file + "/content").status()).isEqualTo(404);
    assertThat(caller.get("/v1/files/" + file).json().get("purpose").asText()).isEqualTo("batch");
    assertThat(caller.get("/v1/files").body()).contains(file);
    assertThat(other.get("/v1/files").body()).doesNotContain(file);
    assertThat(caller.get("/v1/batches/batch_1").status()).isEqualTo(404);
    assertThat(caller.get("/v1/files/..%2f..%2fkeys").status()).isEqualTo(404);
    assertThat(create("file-nope", CHAT).status()).isEqualTo(400);
    assertThat(create(file, "/v1/route").status()).isEqualTo(400);
    assertThat(multipart("x".repeat(300_000)).statusCode()).isEqualTo(413);
  }

  private static String line(String url, String model, String id) {
    return "{\"custom_id\":\""
        + id
        + "\",\"method\":\"POST\",\"url\":\""
        + url
        + "\",\"body\":"
        + Caller.body(model, "Hi", "")
        + "}\n";
  }

  private static String lines(String url, String model, int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = count; i > 0; i--) {
      lines.append(line(url, model, "r-" + i));
    }
    return lines.toString();
  }

  private String upload(String content) throws Exception {
    HttpResponse<String> response = multipart(content);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new Caller.Answer(response).json().get("id").asText();
  }

  private HttpResponse<String> multipart(String content) throws Exception {
    String body =
        "--"
            + mark
            + "\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--"
            + mark
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n"
            + "Content-Type: application/octet-stream\r\n\r\n"
            + content
            + "\r\n--"
            + mark
            + "--\r\n";
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("/v1/files"))
            .header("authorization", "Bearer " + Edge.KEY)
            .header("content-type", "multipart/form-data; boundary=" + mark)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return Caller.send(request);
  }

  private Caller.Answer create(String file, String endpoint) throws Exception {
    return caller.post(
        "/v1/batches",
        "{\"input_file_id\":\""
            + file
            + "\",\"endpoint\":\""
            + endpoint
            + "\",\"completion_window\":\"24h\",\"metadata\":{\"a\":\"b\"}}");
  }

  private JsonNode ended(String id) throws Exception {
    return MemoryPublisher.await(
            () -> {
              try {
                JsonNode batch = caller.get("/v1/batches/" + id).json();
                return batch.path("status").asText().equals("completed")
                    ? List.of(batch)
                    : List.<JsonNode>of();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            })
        .get(0);
  }

  private List<JsonNode> content(String file) throws Exception {
    return caller.get("/v1/files/" + file + "/content").lines();
  }
}
