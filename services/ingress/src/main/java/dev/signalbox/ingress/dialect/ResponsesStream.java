package dev.signalbox.ingress.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * Chat completion chunks as events of OpenAI's Responses API. One instance tells one stream; not
 * thread-safe.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">its events</a>
 */
public final class ResponsesStream implements ChunkStream {
  private final ResponsesAnswer answer;
  private final StringBuilder out = new StringBuilder();
  private final ArrayNode items = Trees.array();
  private final StringBuilder text = new StringBuilder();
  private int sequence;
  private boolean started;
  private long created;
  private String model = "";
  private Item open = Item.NONE;
  private int call = -1;
  private String callId = "";
  private String callName = "";
  private String finish = "stop";
  private JsonNode usage = NullNode.getInstance();

  private enum Item {
    NONE,
    MESSAGE,
    REASONING,
    CALL
  }

  public ResponsesStream(ResponsesAnswer answer) {
    this.answer = answer;
  }

  @Override
  public void chunk(byte[] json, int length) {
    Optional<ObjectNode> read = Trees.read(json, 0, length);
    if (read.isEmpty()) {
      return;
    }
    ObjectNode chunk = read.get();
    start(chunk);
    if (chunk.path("usage").isObject()) {
      usage = ResponsesAnswer.usage(chunk.get("usage"));
    }
    for (JsonNode choice : chunk.path("choices")) {
      delta(choice.path("delta"));
      if (choice.path("finish_reason").isTextual()) {
        finish = choice.path("finish_reason").asText();
      }
    }
  }

  private void start(ObjectNode chunk) {
    if (started) {
      return;
    }
    started = true;
    created = chunk.path("created").asLong();
    model = chunk.path("model").asText();
    for (String type : new String[] {"response.created", "response.in_progress"}) {
      emit(type, response("", Trees.array()));
    }
  }

  private ObjectNode response(String reason, ArrayNode output) {
    ObjectNode event = Trees.object();
    event.set(
        "response",
        answer.response(
            created, model, reason, output, reason.isEmpty() ? NullNode.getInstance() : usage));
    return event;
  }

  private void delta(JsonNode delta) {
    String thought = delta.path("reasoning_content").asText("");
    if (!thought.isEmpty()) {
      open(Item.REASONING);
      text.append(thought);
      emit("response.reasoning_summary_text.delta", summaryAt().put("delta", thought));
    }
    String said = delta.path("content").isTextual() ? delta.path("content").asText() : "";
    if (!said.isEmpty()) {
      open(Item.MESSAGE);
      text.append(said);
      ObjectNode event = contentAt().put("delta", said);
      event.putArray("logprobs");
      emit("response.output_text.delta", event);
    }
    for (JsonNode part : delta.path("tool_calls")) {
      call(part);
    }
  }

  private void call(JsonNode part) {
    int index = part.path("index").asInt(0);
    if (open != Item.CALL || index != call) {
      close();
      call = index;
      callId = part.path("id").asText();
      callName = part.at("/function/name").asText();
      open(Item.CALL);
    }
    String arguments = part.at("/function/arguments").asText("");
    if (!arguments.isEmpty()) {
      text.append(arguments);
      emit("response.function_call_arguments.delta", at("fc").put("delta", arguments));
    }
  }

  private void open(Item kind) {
    if (open == kind) {
      return;
    }
    close();
    open = kind;
    added(
        switch (kind) {
          case MESSAGE -> answer.message(items.size(), "", "in_progress");
          case CALL -> answer.call(items.size(), callId, callName, "", "in_progress");
          case REASONING, NONE -> answer.reasoning(items.size(), "");
        });
    if (kind == Item.MESSAGE) {
      ObjectNode event = contentAt();
      event.set("part", ResponsesAnswer.part(""));
      emit("response.content_part.added", event);
    } else if (kind == Item.REASONING) {
      ObjectNode event = summaryAt();
      event.putObject("part").put("type", "summary_text").put("text", "");
      emit("response.reasoning_summary_part.added", event);
    }
  }

  private void added(ObjectNode item) {
    ObjectNode event = Trees.object().put("output_index", items.size());
    event.set("item", item);
    emit("response.output_item.added", event);
  }

  private void close() {
    String whole = text.toString();
    text.setLength(0);
    Item closing = open;
    open = Item.NONE;
    switch (closing) {
      case NONE -> {}
      case MESSAGE -> {
        ObjectNode done = contentAt().put("text", whole);
        done.putArray("logprobs");
        emit("response.output_text.done", done);
        ObjectNode part = contentAt();
        part.set("part", ResponsesAnswer.part(whole));
        emit("response.content_part.done", part);
        done(answer.message(items.size(), whole, "completed"));
      }
      case REASONING -> {
        emit("response.reasoning_summary_text.done", summaryAt().put("text", whole));
        ObjectNode part = summaryAt();
        part.putObject("part").put("type", "summary_text").put("text", whole);
        emit("response.reasoning_summary_part.done", part);
        done(answer.reasoning(items.size(), whole));
      }
      case CALL -> {
        emit("response.function_call_arguments.done", at("fc").put("arguments", whole));
        done(answer.call(items.size(), callId, callName, whole, "completed"));
      }
    }
  }

  private void done(ObjectNode item) {
    ObjectNode event = Trees.object().put("output_index", items.size());
    event.set("item", item);
    emit("response.output_item.done", event);
    items.add(item);
  }

  private ObjectNode at(String kind) {
    return Trees.object()
        .put("item_id", answer.itemId(kind, items.size()))
        .put("output_index", items.size());
  }

  private ObjectNode contentAt() {
    return at("msg").put("content_index", 0);
  }

  private ObjectNode summaryAt() {
    return at("rs").put("summary_index", 0);
  }

  @Override
  public void finish() {
    close();
    emit(
        finish.equals("length") || finish.equals("content_filter")
            ? "response.incomplete"
            : "response.completed",
        response(finish, items));
  }

  /**
   * The stream broke.
   *
   * @param code of the problem
   * @param message says what happened
   */
  public void fail(String code, String message) {
    close();
    ObjectNode failed = response("failed", items);
    ((ObjectNode) failed.get("response"))
        .putObject("error")
        .put("code", code)
        .put("message", message);
    emit("response.failed", failed);
    emit("error", Trees.object().put("code", code).put("message", message).putNull("param"));
  }

  private void emit(String type, ObjectNode rest) {
    ObjectNode event = Trees.object().put("type", type).put("sequence_number", sequence++);
    event.setAll(rest);
    out.append("event: ").append(type).append("\ndata: ").append(Trees.text(event)).append("\n\n");
  }

  @Override
  public String take() {
    String taken = out.toString();
    out.setLength(0);
    return taken;
  }
}
