package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.signalbox.testing.Scratch;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java SDK, unmodified, on every endpoint that there is. */
@QuarkusTest
class OpenAiSdkEndpointsTest extends EdgeTest {
  private static final String PIXEL =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @Test
  void shouldCallTools() {
    ChatCompletion completion = client().chat().completions().create(withTools("calls"));

    var call = completion.choices().get(0).message().toolCalls().orElseThrow().get(0).asFunction();
    assertThat(call.function().name()).isEqualTo("weather");
    assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Lyon\"}");
  }

  @Test
  void shouldStreamCallsOfTools() {
    StringBuilder arguments = new StringBuilder();
    try (StreamResponse<ChatCompletionChunk> stream =
        client().chat().completions().createStreaming(withTools("calls"))) {
      stream.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice.delta().toolCalls().stream().flatMap(List::stream))
          .forEach(
              call -> call.function().flatMap(f -> f.arguments()).ifPresent(arguments::append));
    }

    assertThat(arguments.toString()).isEqualTo("{\"city\":\"Lyon\"}");
  }

  @Test
  void shouldShowPicturesAndWantJson() throws Exception {
    ChatCompletion completion =
        client()
            .chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model("ok")
                    .responseFormat(ResponseFormatJsonObject.builder().build())
                    .addUserMessageOfArrayOfContentParts(
                        List.of(
                            ChatCompletionContentPart.ofText(
                                ChatCompletionContentPartText.builder()
                                    .text("What is this, SDK?")
                                    .build()),
                            ChatCompletionContentPart.ofImageUrl(
                                ChatCompletionContentPartImage.builder()
                                    .imageUrl(
                                        ChatCompletionContentPartImage.ImageUrl.builder()
                                            .url(PIXEL)
                                            .build())
                                    .build())))
                    .build());

    assertThat(completion.choices()).hasSize(1);
    JsonNode seen = lastBody();
    assertThat(seen.at("/messages/0/content/1/image_url/url").asText()).isEqualTo(PIXEL);
    assertThat(seen.at("/response_format/type").asText()).isEqualTo("json_object");
  }

  @Test
  void shouldMakeEmbeddings() {
    CreateEmbeddingResponse made =
        client()
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("vectors")
                    .inputOfArrayOfStrings(List.of("a", "b"))
                    .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                    .build());

    assertThat(made.data()).hasSize(2);
    assertThat(made.data().get(1).embedding()).containsExactly(0.25f, -0.5f);
    assertThat(made.usage().promptTokens()).isEqualTo(9);
  }

  @Test
  void shouldAnswerAsResponses() {
    Response response =
        client().responses().create(ResponseCreateParams.builder().model("ok").input("Hi").build());

    String text =
        response.output().stream()
            .flatMap(item -> item.message().stream())
            .flatMap(message -> message.content().stream())
            .flatMap(content -> content.outputText().stream())
            .map(said -> said.text())
            .reduce("", String::concat);
    assertThat(text).isEqualTo("Hello there, wörld.");
    assertThat(response.usage().orElseThrow().inputTokens()).isEqualTo(11);
  }

  @Test
  void shouldStreamResponses() {
    List<ResponseStreamEvent> events;
    try (StreamResponse<ResponseStreamEvent> stream =
        client()
            .responses()
            .createStreaming(ResponseCreateParams.builder().model("ok").input("Hi").build())) {
      events = stream.stream().toList();
    }

    assertThat(
            events.stream()
                .flatMap(event -> event.outputTextDelta().stream())
                .map(said -> said.delta())
                .reduce("", String::concat))
        .isEqualTo("Hello wörld.");
    assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
  }

  @Test
  void shouldKeepFilesAndWorkOffBatches() throws Exception {
    String content =
        "{\"custom_id\":\"one\",\"method\":\"POST\",\"url\":\"/v1/responses\",\"body\":{\"model\":\"ok\",\"input\":\"Hi\"}}\n";
    Path input = Files.writeString(Scratch.folder("sdk").resolve("input.jsonl"), content);
    OpenAIClient client = client();
    FileObject file =
        client
            .files()
            .create(FileCreateParams.builder().file(input).purpose(FilePurpose.BATCH).build());
    assertThat(client.files().retrieve(file.id()).bytes()).isEqualTo(content.length());
    assertThat(client.files().list().data()).anyMatch(each -> each.id().equals(file.id()));
    assertThat(read(client, file.id())).isEqualTo(content);

    Batch made =
        client
            .batches()
            .create(
                BatchCreateParams.builder()
                    .inputFileId(file.id())
                    .endpoint(BatchCreateParams.Endpoint.V1_RESPONSES)
                    .completionWindow(BatchCreateParams.CompletionWindow._24H)
                    .build());
    Batch done =
        MemoryPublisher.await(
                () ->
                    List.of(client.batches().retrieve(made.id())).stream()
                        .filter(batch -> batch.status().equals(Batch.Status.COMPLETED))
                        .toList())
            .get(0);
    assertThat(client.batches().list().data()).anyMatch(each -> each.id().equals(made.id()));
    assertThat(read(client, done.outputFileId().orElseThrow()))
        .contains("\"custom_id\":\"one\"", "Hello there, wörld.");
    // One that has ended stays as it is.
    assertThat(client.batches().cancel(made.id()).status()).isEqualTo(Batch.Status.COMPLETED);

    assertThat(client.files().delete(file.id()).deleted()).isTrue();
    assertThatThrownBy(() -> client.files().retrieve(file.id()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void shouldFindAModel() {
    assertThat(client().models().retrieve("ok").id()).isEqualTo("ok");
    assertThatThrownBy(() -> client().models().retrieve("nope"))
        .isInstanceOf(NotFoundException.class);
  }

  private static String read(OpenAIClient client, String file) throws Exception {
    try (HttpResponse content = client.files().content(file)) {
      return new String(content.body().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private JsonNode lastBody() throws Exception {
    return caller.seen("What is this, SDK?").get("body");
  }

  private static ChatCompletionCreateParams withTools(String model) {
    return ChatCompletionCreateParams.builder()
        .model(model)
        .addUserMessage("Weather?")
        .addTool(
            ChatCompletionFunctionTool.builder()
                .function(
                    FunctionDefinition.builder()
                        .name("weather")
                        .parameters(
                            FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                    "properties",
                                    JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build())
                .build())
        .build();
  }

  private OpenAIClient client() {
    return OpenAIOkHttpClient.builder()
        .baseUrl(base.resolve("/v1").toString())
        .apiKey(Edge.KEY)
        .maxRetries(0)
        .build();
  }
}
