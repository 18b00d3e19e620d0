package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.ingress.chat.AnswerReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Events of one stream of Anthropic's API as chat completion chunks. Not thread-safe.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">its events</a>
 */
public final class AnthropicStream {
  /** The member that carries an event itself, for a client that speaks Anthropic's words. */
  static final String NATIVE_EVENT = "anthropic_event";

  /** What one event came to. */
  public sealed interface Heard {
    /** Chunks to hand on; may be none. */
    record Chunks(List<byte[]> chunks) implements Heard {}

    /** The stream is done, after these last chunks. */
    record Done(List<byte[]> chunks) implements Heard {}

    /** The provider says that something went wrong. */
    record Failed() implements Heard {}

    /** No event of this API. */
    record Nonsense() implements Heard {}
  }

  private static final Heard.Chunks NOTHING = new Heard.Chunks(List.of());

  private final long created;
  private final boolean keepNative;
  private final Map<Integer, Integer> calls = new HashMap<>();
  private String id = "";
  private String model = "";
  private ObjectNode usage = Trees.object();
  private int answerBlock = -1;

  /**
   * @param created seconds since the epoch
   * @param keepNative whether each event goes along in its chunk
   */
  public AnthropicStream(long created, boolean keepNative) {
    this.created = created;
    this.keepNative = keepNative;
  }

  /** Takes the data of one server-sent event. */
  public Heard event(byte[] data, int length) {
    Optional<ObjectNode> read = Trees.read(data, 0, length);
    if (read.isEmpty()) {
      return new Heard.Nonsense();
    }
    ObjectNode event = read.get();
    return switch (event.path("type").asText()) {
      case "message_start" -> started(event);
      case "content_block_start" -> one(event, blockStarted(event));
      case "content_block_delta" -> one(event, delta(event));
      case "content_block_stop", "ping" -> one(event, null);
      case "message_delta" -> ending(event);
      case "message_stop" -> done(event);
      case "error" -> new Heard.Failed();
      case "" -> new Heard.Nonsense();
      default -> one(event, null);
    };
  }

  private Heard started(ObjectNode event) {
    JsonNode message = event.path("message");
    id = message.path("id").asText();
    model = message.path("model").asText();
    if (message.path("usage") instanceof ObjectNode first) {
      usage = first.deepCopy();
    }
    ObjectNode chunk =
        chunk(choice(Trees.object().put("role", "assistant").put("content", ""), null));
    chunk.set(AnswerReader.PROMPT_USAGE, AnthropicAnswer.usage(usage));
    carry(chunk, event);
    return new Heard.Chunks(List.of(Trees.bytes(chunk)));
  }

  private @Nullable ObjectNode blockStarted(ObjectNode event) {
    JsonNode block = event.path("content_block");
    int index = event.path("index").asInt();
    if (!block.path("type").asText().equals("tool_use")) {
      String text = block.path("text").asText();
      return text.isEmpty() ? null : choice(Trees.object().put("content", text), null);
    }
    if (block.path("name").asText().equals(AnthropicQuestion.ANSWER_TOOL)) {
      answerBlock = index;
      return null;
    }
    int call = calls.size();
    calls.put(index, call);
    ObjectNode delta = Trees.object();
    ObjectNode entry = delta.putArray("tool_calls").addObject();
    entry.put("index", call);
    entry.set("id", block.path("id"));
    entry.put("type", "function");
    entry.putObject("function").put("arguments", "").set("name", block.path("name"));
    return choice(delta, null);
  }

  private @Nullable ObjectNode delta(ObjectNode event) {
    JsonNode said = event.path("delta");
    int index = event.path("index").asInt();
    return switch (said.path("type").asText()) {
      case "text_delta" -> choice(Trees.object().put("content", said.path("text").asText()), null);
      case "thinking_delta" ->
          choice(Trees.object().put("reasoning_content", said.path("thinking").asText()), null);
      case "input_json_delta" -> input(index, said.path("partial_json").asText());
      default -> null;
    };
  }

  private @Nullable ObjectNode input(int index, String json) {
    if (json.isEmpty()) {
      return null;
    }
    if (index == answerBlock) {
      return choice(Trees.object().put("content", json), null);
    }
    Integer call = calls.get(index);
    if (call == null) {
      return null;
    }
    ObjectNode delta = Trees.object();
    ObjectNode entry = delta.putArray("tool_calls").addObject();
    entry.put("index", call);
    entry.putObject("function").put("arguments", json);
    return choice(delta, null);
  }

  private Heard ending(ObjectNode event) {
    if (event.path("usage") instanceof ObjectNode last) {
      last.properties().stream()
          .filter(entry -> !entry.getValue().isNull())
          .forEach(entry -> usage.set(entry.getKey(), entry.getValue()));
    }
    String reason = event.at("/delta/stop_reason").asText();
    return one(
        event, choice(Trees.object(), answerBlock >= 0 ? "stop" : AnthropicAnswer.finish(reason)));
  }

  private Heard done(ObjectNode event) {
    ObjectNode chunk = chunk(null);
    chunk.set("usage", AnthropicAnswer.usage(usage));
    carry(chunk, event);
    return new Heard.Done(List.of(Trees.bytes(chunk)));
  }

  /** The chunk of one event; an event without one has none, unless it goes along itself. */
  private Heard one(ObjectNode event, @Nullable ObjectNode choice) {
    if (choice == null && !keepNative) {
      return NOTHING;
    }
    ObjectNode chunk = chunk(choice);
    carry(chunk, event);
    return new Heard.Chunks(List.of(Trees.bytes(chunk)));
  }

  private void carry(ObjectNode chunk, ObjectNode event) {
    if (keepNative) {
      chunk.set(NATIVE_EVENT, event);
    }
  }

  private ObjectNode chunk(@Nullable ObjectNode choice) {
    ObjectNode chunk =
        Trees.object()
            .put("id", id)
            .put("object", "chat.completion.chunk")
            .put("created", created)
            .put("model", model);
    ArrayNode choices = chunk.putArray("choices");
    if (choice != null) {
      choices.add(choice);
    }
    return chunk;
  }

  private static ObjectNode choice(ObjectNode delta, @Nullable String finish) {
    ObjectNode choice = Trees.object().put("index", 0);
    choice.set("delta", delta);
    return choice.put("finish_reason", finish);
  }
}
