package dev.signalbox.ingress.parity;

import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Parity;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.platform.money.Money;
import io.vertx.core.Context;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A drawn request and the answer that its client got.
 *
 * @param reference the model to compare with; another one than {@code served}
 * @param zones where the request may go: neither reference nor judge is asked elsewhere; empty for
 *     anywhere
 * @param served the model that answered
 * @param text of the answer; empty when it was too large to be kept
 * @param cost what the client's answer cost
 * @param estimate what the classifier said of this request
 * @param context where the request was answered: it is compared there, too
 */
public record Pair(
    String decisionId,
    String requestId,
    String tenant,
    @Nullable String traceparent,
    String route,
    Parity parity,
    Set<String> zones,
    ChatRequest request,
    RequestFacts facts,
    Model reference,
    Model served,
    Optional<String> text,
    Money cost,
    Said estimate,
    Instant accepted,
    Context context) {
  /**
   * What the classifier said.
   *
   * @param success of the model that answered; empty when nothing was said, or the answer was
   *     chosen by another rule than the classifier's
   */
  public record Said(
      OptionalDouble success, String version, Optional<String> task, OptionalDouble complexity) {}
}
