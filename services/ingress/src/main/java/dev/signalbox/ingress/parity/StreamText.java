package dev.signalbox.ingress.parity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.dispatch.AnswerSink;
import dev.signalbox.ingress.pool.Model;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a stream says while it passes on to {@code next}, up to a bound. Costs the stream one
 * copy of its bytes; they are read when the stream has ended. Used on one context only.
 */
public final class StreamText implements AnswerSink {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA = "data: ";

  private final @Nullable AnswerSink next;
  private final int bytes;
  private final Buffer kept = Buffer.buffer();
  private boolean tooLarge;

  private StreamText(@Nullable AnswerSink next, int bytes) {
    this.next = next;
    this.bytes = bytes;
  }

  /** Listens to what a client gets. */
  public static StreamText over(AnswerSink client, int bytes) {
    return new StreamText(client, bytes);
  }

  /** Nobody else is there. */
  static StreamText alone(int bytes) {
    return new StreamText(null, bytes);
  }

  @Override
  public boolean send(Model model, Buffer events) {
    if (tooLarge || kept.length() + events.length() > bytes) {
      tooLarge = true;
    } else {
      kept.appendBuffer(events);
    }
    return next == null || next.send(model, events);
  }

  @Override
  public void ping() {
    if (next != null) {
      next.ping();
    }
  }

  @Override
  public void whenWritable(Runnable resume) {
    if (next == null) {
      resume.run();
    } else {
      next.whenWritable(resume);
    }
  }

  /** The first choice's text; empty when it was too large to be kept. */
  public Optional<String> text() {
    if (tooLarge) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    for (String line : kept.toString(StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.startsWith(DATA + "{")) {
        text.append(delta(line.substring(DATA.length())));
      }
    }
    return Optional.of(text.toString());
  }

  private static String delta(String json) {
    try {
      JsonNode choice = JSON.readTree(json).path("choices").path(0);
      return choice.path("delta").path("content").asText("");
    } catch (IOException e) {
      // The relay sends only what it has read as JSON.
      return "";
    }
  }
}
