package dev.signalbox.e2e;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The two clients of the test: OpenAI's own SDK, and plain HTTP. */
final class Client {
  private static final String ROUTE = "auto";
  private final RunningSystem system;
  private final OpenAIClient sdk;

  Client(RunningSystem system) throws IOException {
    this.system = system;
    this.sdk =
        OpenAIOkHttpClient.builder()
            .baseUrl(system.address("ingress") + "/v1")
            .apiKey(system.apiKey())
            .timeout(Duration.ofMinutes(3))
            .maxRetries(0)
            .build();
  }

  /** With plain HTTP, so that the headers can be looked at. */
  Response post(String prompt) throws IOException {
    return post("/v1/chat/completions", prompt);
  }

  /** The decision without a call to a model. */
  Response route(String prompt) throws IOException {
    return post("/v1/route", prompt);
  }

  private Response post(String path, String prompt) throws IOException {
    return send(path, Map.of("model", ROUTE, "messages", List.of(said("user", prompt))));
  }

  /** One message. */
  static Map<String, String> said(String role, String text) {
    return Map.of("role", role, "content", text);
  }

  /** With plain HTTP, whatever the body. */
  Response send(String path, Map<String, ?> body) throws IOException {
    return RestAssured.given()
        .header("authorization", "Bearer " + system.apiKey())
        .contentType(ContentType.JSON)
        .body(body)
        .post(system.address("ingress") + path);
  }

  /** A decision that the ingress remembers. */
  Response decision(String id) throws IOException {
    return RestAssured.given()
        .header("authorization", "Bearer " + system.apiKey())
        .get(system.address("ingress") + "/v1/decisions/" + id);
  }

  /** With the SDK, streamed to its end, the usage asked for. */
  List<ChatCompletionChunk> stream(String prompt) {
    ChatCompletionCreateParams params =
        ChatCompletionCreateParams.builder()
            .model(ROUTE)
            .addUserMessage(prompt)
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    try (StreamResponse<ChatCompletionChunk> stream =
        sdk.chat().completions().createStreaming(params)) {
      return stream.stream().toList();
    }
  }

  /** With the SDK: a picture and a question about it. */
  Answer look(String picture, String question) {
    ChatCompletionContentPart image =
        ChatCompletionContentPart.ofImageUrl(
            ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder().url(picture).build())
                .build());
    ChatCompletionContentPart text =
        ChatCompletionContentPart.ofText(
            ChatCompletionContentPartText.builder().text(question).build());
    var completion =
        sdk.chat()
            .completions()
            .create(
                ChatCompletionCreateParams.builder()
                    .model(ROUTE)
                    .addUserMessageOfArrayOfContentParts(List.of(image, text))
                    .build());
    return new Answer(
        completion.model(), completion.choices().getFirst().message().content().orElseThrow());
  }

  /** Who said what. */
  record Answer(String model, String text) {}
}
