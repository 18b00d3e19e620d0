package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Chat completion chunks as events of Anthropic's API. One instance tells one stream; not
 * thread-safe.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/streaming">its events</a>
 */
public final class MessagesStream implements ChunkStream {
  private final StringBuilder out = new StringBuilder();
  private final long promptTokens;
  private boolean started;
  private boolean nativeEvents;
  private boolean stopped;
  private String open = "";
  private boolean opened;
  private int block = -1;
  private int call = -1;
  private String finish = "stop";
  private ObjectNode usage = Trees.object();

  /**
   * @param promptTokens the estimate that is told before the provider's own count is known
   */
  public MessagesStream(long promptTokens) {
    this.promptTokens = promptTokens;
  }

  @Override
  public void chunk(byte[] json, int length) {
    Optional<ObjectNode> read = Trees.read(json, 0, length);
    if (read.isEmpty()) {
      return;
    }
    ObjectNode chunk = read.get();
    if (chunk.get(AnthropicStream.NATIVE_EVENT) instanceof ObjectNode event) {
      passOn(event, chunk.path("model").asText());
      return;
    }
    start(chunk.path("id").asText(), chunk.path("model").asText());
    if (chunk.path("usage") instanceof ObjectNode reported) {
      usage = reported;
    }
    for (JsonNode choice : chunk.path("choices")) {
      delta(choice.path("delta"));
      if (choice.path("finish_reason").isTextual()) {
        finish = choice.path("finish_reason").asText();
      }
    }
  }

  private void passOn(ObjectNode event, String model) {
    started = true;
    nativeEvents = true;
    String type = event.path("type").asText();
    if (type.equals("message_start") && event.path("message") instanceof ObjectNode message) {
      message.put("model", model);
    }
    stopped |= type.equals("message_stop");
    emit(type, event);
  }

  private void start(String id, String model) {
    if (started) {
      return;
    }
    started = true;
    ObjectNode message = MessagesAnswer.start(id, model);
    message
        .putObject("usage")
        .put("input_tokens", promptTokens)
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 0)
        .put("output_tokens", 0);
    ObjectNode event = Trees.object().put("type", "message_start");
    event.set("message", message);
    emit("message_start", event);
  }

  private void delta(JsonNode delta) {
    String thought = delta.path("reasoning_content").asText("");
    if (!thought.isEmpty()) {
      open("thinking", Trees.object().put("type", "thinking").put("thinking", ""));
      said(Trees.object().put("type", "thinking_delta").put("thinking", thought));
    }
    String text = delta.path("content").isTextual() ? delta.path("content").asText() : "";
    if (!text.isEmpty()) {
      open("text", Trees.object().put("type", "text").put("text", ""));
      said(Trees.object().put("type", "text_delta").put("text", text));
    }
    for (JsonNode part : delta.path("tool_calls")) {
      call(part);
    }
  }

  private void call(JsonNode part) {
    int index = part.path("index").asInt(0);
    if (!open.equals("tool_use") || index != call) {
      call = index;
      ObjectNode tool = Trees.object().put("type", "tool_use");
      tool.set("id", part.path("id"));
      tool.set("name", part.at("/function/name"));
      tool.putObject("input");
      openNew("tool_use", tool);
    }
    String arguments = part.at("/function/arguments").asText("");
    if (!arguments.isEmpty()) {
      said(Trees.object().put("type", "input_json_delta").put("partial_json", arguments));
    }
  }

  private void open(String kind, ObjectNode content) {
    if (!open.equals(kind)) {
      openNew(kind, content);
    }
  }

  private void openNew(String kind, ObjectNode content) {
    close();
    open = kind;
    block++;
    ObjectNode event = Trees.object().put("type", "content_block_start").put("index", block);
    event.set("content_block", content);
    emit("content_block_start", event);
    opened = true;
  }

  private void close() {
    if (opened) {
      opened = false;
      emit(
          "content_block_stop",
          Trees.object().put("type", "content_block_stop").put("index", block));
    }
  }

  private void said(ObjectNode delta) {
    ObjectNode event = Trees.object().put("type", "content_block_delta").put("index", block);
    event.set("delta", delta);
    emit("content_block_delta", event);
  }

  @Override
  public void finish() {
    if (nativeEvents) {
      if (!stopped) {
        emit("message_stop", Trees.object().put("type", "message_stop"));
      }
      return;
    }
    start("", "");
    close();
    ObjectNode ended = Trees.object().put("type", "message_delta");
    ended
        .putObject("delta")
        .put("stop_reason", MessagesAnswer.stopReason(finish))
        .putNull("stop_sequence");
    ended.set("usage", MessagesAnswer.usage(usage));
    emit("message_delta", ended);
    emit("message_stop", Trees.object().put("type", "message_stop"));
  }

  private void emit(String type, ObjectNode event) {
    out.append("event: ").append(type).append("\ndata: ").append(Trees.text(event)).append("\n\n");
  }

  @Override
  public String take() {
    String taken = out.toString();
    out.setLength(0);
    return taken;
  }
}
