package dev.signalbox.ingress.conversation;

import dev.signalbox.ingress.routing.WarmCache;
import java.time.Duration;
import java.time.Instant;

/**
 * Where the last turn of a conversation was answered.
 *
 * @param conversation a {@link ConversationKey}, never {@link ConversationKey#NONE}
 * @param promptTokens of that turn, estimated in the way in which prompts are
 * @param uncached the upstream said that it read nothing from a cache where it could have
 */
public record Placement(
    long conversation, String model, int promptTokens, boolean uncached, Instant at) {

  /** Of one conversation, the later one counts. */
  boolean after(Placement other) {
    return at.isAfter(other.at);
  }

  Placement at(Instant other) {
    return new Placement(conversation, model, promptTokens, uncached, other);
  }

  boolean warm(Instant now, Duration keep) {
    return !uncached && at.plus(keep).isAfter(now);
  }

  WarmCache cache() {
    return new WarmCache(model, promptTokens);
  }
}
