package dev.signalbox.ingress.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java SDK, unmodified. */
@QuarkusTest
class OpenAiSdkTest extends EdgeTest {
  @Test
  void shouldAnswer() {
    ChatCompletion completion = client(Edge.KEY).chat().completions().create(params("ok"));

    assertThat(completion.choices().get(0).message().content()).contains("Hello there, wörld.");
    assertThat(completion.model()).isEqualTo("ok-primary");
    assertThat(completion.usage().orElseThrow().promptTokens()).isEqualTo(11);
  }

  @Test
  void shouldStreamWithUsage() {
    ChatCompletionCreateParams params =
        params("ok").toBuilder()
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
            .build();
    List<ChatCompletionChunk> chunks;
    try (StreamResponse<ChatCompletionChunk> stream =
        client(Edge.KEY).chat().completions().createStreaming(params)) {
      chunks = stream.stream().toList();
    }

    String text =
        chunks.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .map(choice -> choice.delta().content().orElse(""))
            .reduce("", String::concat);
    assertThat(text).isEqualTo("Hello wörld.");
    assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens()).isEqualTo(5);
  }

  @Test
  void shouldStreamFromAWorker() {
    String text;
    try (StreamResponse<ChatCompletionChunk> stream =
        client(Edge.KEY).chat().completions().createStreaming(params("see"))) {
      text =
          stream.stream()
              .flatMap(chunk -> chunk.choices().stream())
              .map(choice -> choice.delta().content().orElse(""))
              .reduce("", String::concat);
    }

    assertThat(text).isEqualTo("a red \"circle\", 0 bytes");
  }

  @Test
  void shouldFailABrokenStream() {
    assertThatThrownBy(
            () -> {
              try (StreamResponse<ChatCompletionChunk> stream =
                  client(Edge.KEY).chat().completions().createStreaming(params("error-inside"))) {
                stream.stream().forEach(chunk -> {});
              }
            })
        .hasMessageContaining("broke off");
  }

  @Test
  void shouldUnderstandTheErrors() {
    assertThatThrownBy(() -> client("sk-wrong").chat().completions().create(params("ok")))
        .isInstanceOf(UnauthorizedException.class);
    assertThatThrownBy(() -> client(Edge.KEY).chat().completions().create(params("nope")))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client(Edge.KEY).chat().completions().create(params("picky")))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("Your prompt is too long.");
  }

  @Test
  void shouldListModels() {
    assertThat(client(Edge.KEY).models().list().data())
        .anySatisfy(model -> assertThat(model.id()).isEqualTo("ok"));
  }

  private OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(base.resolve("/v1").toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  private static ChatCompletionCreateParams params(String model) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage("Hello?").build();
  }
}
