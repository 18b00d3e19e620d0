package dev.signalbox.ingress.chat;

import org.jspecify.annotations.Nullable;

/**
 * Where a request came from.
 *
 * @param messages the body as it came, where the client speaks Anthropic's Messages API: an
 *     upstream that speaks it too gets it untouched
 */
public record Origin(Operation operation, @Nullable JsonBytes messages) {
  public static final Origin CHAT = new Origin(Operation.CHAT, null);
  public static final Origin EMBEDDINGS = new Origin(Operation.EMBEDDINGS, null);

  public static Origin messages(JsonBytes body) {
    return new Origin(Operation.CHAT, body);
  }
}
