package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.pool.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Map;

/**
 * An OpenAI-compatible API. The client's body goes there as it came, but for the bytes that must
 * change.
 */
final class OpenAiProvider implements Provider {
  private final Upstream.OpenAi upstream;

  OpenAiProvider(Upstream.OpenAi upstream) {
    this.upstream = upstream;
  }

  @Override
  public URI address(Operation operation) {
    return URI.create(upstream.baseUrl() + operation.path());
  }

  @Override
  public Map<String, String> headers() {
    return upstream.headers();
  }

  @Override
  public void authorize(MultiMap headers, String key) {
    headers.set("authorization", "Bearer " + key);
  }

  @Override
  public Buffer body(Order order) {
    return Provider.edited(order.request().body(), order.request().editsFor(upstream.model()));
  }

  @Override
  public AnswerWords words(Order order) {
    return OpenAiWords.INSTANCE;
  }
}
