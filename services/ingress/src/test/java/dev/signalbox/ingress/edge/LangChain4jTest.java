package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** LangChain4j, unmodified. */
@QuarkusTest
class LangChain4jTest extends EdgeTest {
  private static final String PIXEL =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

  @Test
  void shouldAnswer() {
    OpenAiChatModel model =
        OpenAiChatModel.builder().baseUrl(address()).apiKey(Edge.KEY).modelName("ok").build();

    assertThat(model.chat("Hello?")).isEqualTo("Hello there, wörld.");
  }

  @Test
  void shouldCallTools() {
    ChatResponse response =
        OpenAiChatModel.builder()
            .baseUrl(address())
            .apiKey(Edge.KEY)
            .modelName("calls")
            .build()
            .chat(
                ChatRequest.builder()
                    .messages(List.of(UserMessage.from("Weather?")))
                    .toolSpecifications(ToolSpecification.builder().name("weather").build())
                    .build());

    assertThat(response.aiMessage().toolExecutionRequests().get(0).arguments())
        .isEqualTo("{\"city\":\"Lyon\"}");
  }

  @Test
  void shouldStream() throws Exception {
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    StringBuilder heard = new StringBuilder();
    OpenAiStreamingChatModel.builder()
        .baseUrl(address())
        .apiKey(Edge.KEY)
        .modelName("ok")
        .build()
        .chat(
            "Hello?",
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String part) {
                heard.append(part);
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                whole.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                whole.completeExceptionally(error);
              }
            });

    assertThat(whole.get(60, TimeUnit.SECONDS).tokenUsage().outputTokenCount()).isEqualTo(5);
    assertThat(heard.toString()).isEqualTo("Hello wörld.");
  }

  @Test
  void shouldStreamCallsOfTools() throws Exception {
    CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
    OpenAiStreamingChatModel.builder()
        .baseUrl(address())
        .apiKey(Edge.KEY)
        .modelName("calls")
        .build()
        .chat(
            ChatRequest.builder()
                .messages(List.of(UserMessage.from("Weather?")))
                .toolSpecifications(ToolSpecification.builder().name("weather").build())
                .build(),
            new StreamingChatResponseHandler() {
              @Override
              public void onPartialResponse(String part) {
                // what it says beside the call is not looked at
              }

              @Override
              public void onCompleteResponse(ChatResponse response) {
                whole.complete(response);
              }

              @Override
              public void onError(Throwable error) {
                whole.completeExceptionally(error);
              }
            });

    assertThat(
            whole.get(60, TimeUnit.SECONDS).aiMessage().toolExecutionRequests().get(0).arguments())
        .isEqualTo("{\"city\":\"Lyon\"}");
  }

  @Test
  void shouldShowPicturesAndWantJson() throws Exception {
    ChatResponse response =
        OpenAiChatModel.builder()
            .baseUrl(address())
            .apiKey(Edge.KEY)
            .modelName("ok")
            .build()
            .chat(
                ChatRequest.builder()
                    .messages(
                        List.of(
                            UserMessage.from(
                                TextContent.from("What is this, LangChain4j?"),
                                ImageContent.from(PIXEL, "image/png"))))
                    .responseFormat(ResponseFormat.JSON)
                    .build());

    assertThat(response.aiMessage().text()).isEqualTo("Hello there, wörld.");
    JsonNode seen = caller.seen("What is this, LangChain4j?").get("body");
    assertThat(seen.at("/messages/0/content/1/image_url/url").asText())
        .isEqualTo("data:image/png;base64," + PIXEL);
    assertThat(seen.at("/response_format/type").asText()).isEqualTo("json_object");
  }

  @Test
  void shouldMakeEmbeddings() {
    float[] vector =
        OpenAiEmbeddingModel.builder()
            .baseUrl(address())
            .apiKey(Edge.KEY)
            .modelName("vectors")
            .build()
            .embed("Hello?")
            .content()
            .vector();

    assertThat(vector).containsExactly(0.25f, -0.5f);
  }

  private String address() {
    return base.resolve("/v1").toString();
  }
}
