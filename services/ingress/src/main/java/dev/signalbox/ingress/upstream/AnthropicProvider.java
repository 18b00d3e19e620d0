package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.chat.JsonBytes;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.chat.TopLevel;
import dev.signalbox.ingress.dialect.AnthropicQuestion;
import dev.signalbox.ingress.pool.Upstream;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/**
 * Anthropic's Messages API. A client that speaks it itself has its body passed on untouched but for
 * the model; another's is translated.
 */
final class AnthropicProvider implements Provider {
  private final Upstream.Anthropic upstream;
  private final int mostTokens;
  private final Map<String, String> headers;

  /**
   * @param mostTokens the bound where a request sets none
   */
  AnthropicProvider(Upstream.Anthropic upstream, int mostTokens) {
    this.upstream = upstream;
    this.mostTokens = mostTokens;
    this.headers = new HashMap<>(upstream.headers());
    headers.put("anthropic-version", upstream.version());
  }

  @Override
  public URI address(Operation operation) {
    return URI.create(upstream.baseUrl() + "/messages");
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public void authorize(MultiMap headers, String key) {
    headers.set("x-api-key", key);
  }

  @Override
  public Buffer body(Order order) {
    if (order.request().operation() != Operation.CHAT) {
      throw new ProblemException(
          IngressProblem.NO_CAPABLE_MODEL, "This model makes no embeddings.", "model", null);
    }
    JsonBytes untouched = order.request().origin().messages();
    if (untouched != null) {
      return Provider.edited(untouched, TopLevel.named(untouched, upstream.model()));
    }
    return Buffer.buffer(
        AnthropicQuestion.of(order.request().body(), upstream.model(), mostTokens));
  }

  @Override
  public boolean translates(Order order) {
    return true;
  }

  @Override
  public AnswerWords words(Order order) {
    return new AnthropicWords(
        System.currentTimeMillis() / 1000, order.request().origin().messages() != null);
  }
}
