package dev.signalbox.ingress.replay;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer as it was sent.
 *
 * @param headers its own, without those of the transport
 * @param body nobody's to change
 */
public record KeptAnswer(
    int status, List<Map.Entry<String, String>> headers, byte[] body, Instant at) {
  public KeptAnswer {
    headers = List.copyOf(headers);
  }

  /** The first of this name, in lower case. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(header -> header.getKey().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** What it takes in memory, roughly. */
  long weight() {
    long text = headers.stream().mapToLong(h -> h.getKey().length() + h.getValue().length()).sum();
    return 512 + text + body.length;
  }
}
