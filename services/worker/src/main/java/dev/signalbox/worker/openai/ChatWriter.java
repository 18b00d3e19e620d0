package dev.signalbox.worker.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.platform.problem.OpenAiError;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.serving.GenerationEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Writes one answer in OpenAI's words, whole or as chunks of a stream; one thread at a time. */
public final class ChatWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private final String id;
  private final String model;
  private final long created;
  private final StringBuilder text = new StringBuilder();
  private final ArrayNode logprobs = JSON.createArrayNode();
  private boolean logprobsWanted;

  /**
   * @param id of the request
   * @param created seconds since the epoch
   */
  public ChatWriter(String id, String model, long created) {
    this.id = "chatcmpl-" + id;
    this.model = model;
    this.created = created;
  }

  /** Adds a delta to the whole answer. */
  public void add(GenerationEvent.Delta delta) {
    text.append(shown(delta));
    logprobs.addAll(logprobs(delta.logprobs()));
    logprobsWanted |= !delta.logprobs().isEmpty();
  }

  /** The template leaves a space between the assistant's name and its words to the model. */
  private String shown(GenerationEvent.Delta delta) {
    return text.isEmpty() ? delta.text().stripLeading() : delta.text();
  }

  /** The whole answer. */
  public byte[] completion(GenerationEvent.Finished finished) {
    ObjectNode out = head("chat.completion");
    ObjectNode choice = out.putArray("choices").addObject().put("index", 0);
    choice
        .putObject("message")
        .put("role", "assistant")
        .put("content", text.toString())
        .putNull("refusal");
    if (logprobsWanted) {
      choice.putObject("logprobs").set("content", logprobs);
    } else {
      choice.putNull("logprobs");
    }
    choice.put("finish_reason", reason(finished));
    out.set("usage", usage(finished.usage()));
    return bytes(out);
  }

  /** The first chunk of a stream: who speaks. */
  public byte[] roleChunk() {
    ObjectNode delta = JSON.createObjectNode().put("role", "assistant").put("content", "");
    return chunk(delta, JSON.createArrayNode(), "");
  }

  /** A chunk of words; empty when the delta has neither words nor log-probabilities. */
  public byte[] deltaChunk(GenerationEvent.Delta delta) {
    String shown = shown(delta);
    text.append(shown);
    if (shown.isEmpty() && delta.logprobs().isEmpty()) {
      return new byte[0];
    }
    return chunk(JSON.createObjectNode().put("content", shown), logprobs(delta.logprobs()), "");
  }

  /** The last chunk with a choice. */
  public byte[] finishChunk(GenerationEvent.Finished finished) {
    return chunk(JSON.createObjectNode(), JSON.createArrayNode(), reason(finished));
  }

  /** The chunk behind it that some clients ask for. */
  public byte[] usageChunk(GenerationEvent.Finished finished) {
    ObjectNode out = head("chat.completion.chunk");
    out.putArray("choices");
    out.set("usage", usage(finished.usage()));
    return bytes(out);
  }

  /** OpenAI's error object. */
  public static byte[] error(ProblemException problem) {
    return bytes(JSON.valueToTree(OpenAiError.of(problem)));
  }

  private byte[] chunk(ObjectNode delta, ArrayNode logprobs, String reason) {
    ObjectNode out = head("chat.completion.chunk");
    ObjectNode choice = out.putArray("choices").addObject().put("index", 0);
    choice.set("delta", delta);
    if (!logprobs.isEmpty()) {
      choice.putObject("logprobs").set("content", logprobs);
    }
    if (reason.isEmpty()) {
      choice.putNull("finish_reason");
    } else {
      choice.put("finish_reason", reason);
    }
    return bytes(out);
  }

  private ObjectNode head(String object) {
    return JSON.createObjectNode()
        .put("id", id)
        .put("object", object)
        .put("created", created)
        .put("model", model);
  }

  private static String reason(GenerationEvent.Finished finished) {
    return finished.reason().name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode usage(GenerationEvent.Usage usage) {
    ObjectNode out =
        JSON.createObjectNode()
            .put("prompt_tokens", usage.promptTokens())
            .put("completion_tokens", usage.outputTokens())
            .put("total_tokens", usage.promptTokens() + usage.outputTokens());
    out.putObject("prompt_tokens_details")
        .put("cached_tokens", usage.cachedTokens())
        .put("image_tokens", usage.imageTokens());
    return out;
  }

  private static ArrayNode logprobs(List<GenerationEvent.TokenLogprob> tokens) {
    ArrayNode out = JSON.createArrayNode();
    for (GenerationEvent.TokenLogprob token : tokens) {
      ArrayNode rivals = fields(out.addObject(), token).putArray("top_logprobs");
      token.alternatives().forEach(rival -> fields(rivals.addObject(), rival));
    }
    return out;
  }

  private static ObjectNode fields(ObjectNode out, GenerationEvent.TokenLogprob token) {
    out.put("token", token.token()).put("logprob", token.logprob());
    ArrayNode bytes = out.putArray("bytes");
    for (byte each : token.token().getBytes(StandardCharsets.UTF_8)) {
      bytes.add(each & 0xFF);
    }
    return out;
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }
}
