package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.pool.Upstream;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.Map;

/** Azure OpenAI: OpenAI's words at a deployment's own path, with its own header for the key. */
final class AzureProvider implements Provider {
  private final Upstream.Azure upstream;

  AzureProvider(Upstream.Azure upstream) {
    this.upstream = upstream;
  }

  @Override
  public URI address(Operation operation) {
    return URI.create(
        upstream.endpoint()
            + "/openai/deployments/"
            + upstream.deployment()
            + operation.path()
            + "?api-version="
            + upstream.apiVersion());
  }

  @Override
  public Map<String, String> headers() {
    return upstream.headers();
  }

  @Override
  public void authorize(MultiMap headers, String key) {
    headers.set("api-key", key);
  }

  @Override
  public Buffer body(Order order) {
    return Provider.edited(order.request().body(), order.request().editsFor(upstream.deployment()));
  }

  @Override
  public AnswerWords words(Order order) {
    return OpenAiWords.INSTANCE;
  }
}
