package dev.signalbox.worker.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.serving.GenerationRequest;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.WorkerProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Reads chat completion requests. A number that is absent takes the model's own default, which for
 * this family is greedy. Thread-safe.
 */
public final class ChatReader {
  private static final int DEPTH = 64;
  private static final int MAX_STOPS = 16;
  private static final int MAX_LOGPROBS = 20;

  private final JsonMapper json;

  /**
   * @param maxBytes longest body, and so the longest string in it
   */
  public ChatReader(int maxBytes) {
    this.json =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .maxStringLength(maxBytes)
                            .build())
                    .build())
            .build();
  }

  /**
   * Reads a request.
   *
   * @param id of the request; {@code chatcmpl-} is put before it in answers
   * @param tenant whose share of the worker this uses
   * @throws ProblemException when it is no chat completion request, or asks what is not offered;
   *     names the field at fault
   */
  public ChatCall read(byte[] body, String id, String tenant) {
    JsonNode root = parse(body);
    if (!root.isObject()) {
      throw new ProblemException(
          WorkerProblem.INVALID_REQUEST, "The request body must be a JSON object.");
    }
    Fields fields = new Fields(root);
    refuseWhatIsNotOffered(fields);
    GenerationRequest request =
        new GenerationRequest(
            id,
            tenant,
            Messages.read(fields.node("messages")),
            maxTokens(fields),
            sampling(fields),
            stops(fields.node("stop")),
            logprobs(fields),
            schema(fields.node("response_format")));
    return new ChatCall(
        fields.text("model"),
        request,
        fields.flag("stream"),
        new Fields(fields.node("stream_options")).flag("include_usage"));
  }

  private JsonNode parse(byte[] body) {
    try {
      return json.readTree(body);
    } catch (JsonProcessingException e) {
      throw new ProblemException(
          WorkerProblem.INVALID_REQUEST,
          "The request body is not valid JSON near byte %d."
              .formatted(e.getLocation() == null ? 0 : e.getLocation().getByteOffset()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can always be read", e);
    }
  }

  private static void refuseWhatIsNotOffered(Fields fields) {
    if (fields.whole("n", 1, 128, 1) != 1) {
      throw Fields.unsupported("n", "One answer a request is given: 'n' must be 1.");
    }
    for (String name : List.of("tools", "functions")) {
      if (!fields.node(name).isEmpty()) {
        throw Fields.unsupported(name, "This model calls no tools.");
      }
    }
    if (!fields.node("logit_bias").isEmpty()) {
      throw Fields.unsupported("logit_bias", "'logit_bias' is not supported.");
    }
    if (fields.has("audio")) {
      throw Fields.unsupported("audio", "This model makes no sound.");
    }
  }

  private static int maxTokens(Fields fields) {
    int asked = fields.whole("max_completion_tokens", 1, Integer.MAX_VALUE, 0);
    return asked > 0 ? asked : fields.whole("max_tokens", 1, Integer.MAX_VALUE, 0);
  }

  private static Sampling sampling(Fields fields) {
    JsonNode seed = fields.node("seed");
    if (fields.has("seed") && !(seed.isIntegralNumber() && seed.canConvertToLong())) {
      throw Fields.invalid("seed", "must be a whole number");
    }
    return new Sampling(
        fields.number("temperature", 0),
        fields.number("top_p", 1),
        Math.max(0, fields.whole("top_k", -1, Integer.MAX_VALUE, 0)),
        fields.number("min_p", 0),
        fields.number("repetition_penalty", 1),
        fields.number("frequency_penalty", 0),
        fields.number("presence_penalty", 0),
        fields.has("seed") ? OptionalLong.of(seed.longValue()) : OptionalLong.empty());
  }

  private static List<String> stops(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return List.of();
    }
    List<String> stops = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(each -> stops.add(stop(each)));
    } else {
      stops.add(stop(node));
    }
    if (stops.size() > MAX_STOPS) {
      throw Fields.invalid("stop", "has more than %d strings".formatted(MAX_STOPS));
    }
    return stops;
  }

  private static String stop(JsonNode node) {
    if (!node.isTextual()) {
      throw Fields.invalid("stop", "must be a string or a list of strings");
    }
    return node.textValue();
  }

  private static Optional<String> schema(JsonNode format) {
    if (format.isMissingNode() || format.isNull()) {
      return Optional.empty();
    }
    return switch (format.path("type").asText()) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of("{\"type\":\"object\"}");
      case "json_schema" -> {
        JsonNode schema = format.path("json_schema").path("schema");
        if (!schema.isObject()) {
          throw Fields.invalid("response_format", "must hold a 'json_schema' with a 'schema'");
        }
        yield Optional.of(schema.toString());
      }
      default ->
          throw Fields.invalid(
              "response_format", "must be of type text, json_object or json_schema");
    };
  }

  private static OptionalInt logprobs(Fields fields) {
    int alternatives = fields.whole("top_logprobs", 0, MAX_LOGPROBS, 0);
    if (!fields.flag("logprobs")) {
      if (alternatives > 0) {
        throw Fields.invalid("top_logprobs", "needs 'logprobs' to be true");
      }
      return OptionalInt.empty();
    }
    return OptionalInt.of(alternatives);
  }
}
