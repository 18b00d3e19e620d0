package dev.signalbox.ingress.routing;

/**
 * Where the conversation so far lies in a prompt cache.
 *
 * @param model that answered its last turn
 * @param tokens of its prompt then: what of this prompt is expected to be read from the cache
 */
public record WarmCache(String model, int tokens) {
  public WarmCache {
    if (tokens < 0) {
      throw new IllegalArgumentException("a length is not negative: " + tokens);
    }
  }
}
