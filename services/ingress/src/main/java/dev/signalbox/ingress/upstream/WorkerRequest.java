package dev.signalbox.ingress.upstream;

import com.google.protobuf.UnsafeByteOperations;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.contracts.inference.v1.Message;
import dev.signalbox.contracts.inference.v1.Part;
import dev.signalbox.ingress.chat.AnswerFormat;
import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatPart;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.Sampling;
import dev.signalbox.ingress.picture.Picture;
import java.util.Iterator;
import java.util.List;

/** A chat request in the words of the worker's contract. */
final class WorkerRequest {
  /**
   * What OpenAI's API draws with when the client does not say; the contract's unset means greedy.
   */
  private static final float DEFAULT_TEMPERATURE = 0f;

  private static final String ANY_OBJECT = "{\"type\":\"object\"}";

  private WorkerRequest() {}

  /**
   * @param model its name there; empty for the worker's only one
   * @param pictures one for each picture of the request, in its order
   */
  static GenerateRequest of(Order order, String model, List<Picture> pictures) {
    ChatRequest request = order.request();
    Sampling sampling = request.sampling();
    GenerateRequest.Builder out =
        GenerateRequest.newBuilder()
            .setRequestId(order.id())
            .setTenant(order.tenant())
            .setModel(model)
            .setMaxOutputTokens(sampling.maxOutputTokens())
            .setSampling(sampling(sampling))
            .addAllStop(sampling.stop());
    if (sampling.topLogprobs() != null) {
      out.setLogprobs(sampling.topLogprobs());
    }
    if (request.format() instanceof AnswerFormat.JsonSchema(String schema)) {
      out.setJsonSchema(schema.isEmpty() ? ANY_OBJECT : schema);
    } else if (request.format() instanceof AnswerFormat.JsonObject) {
      out.setJsonSchema(ANY_OBJECT);
    }
    Iterator<Picture> next = pictures.iterator();
    for (ChatMessage message : request.messages()) {
      out.addMessages(message(message, next));
    }
    return out.build();
  }

  private static Message message(ChatMessage message, Iterator<Picture> pictures) {
    Message.Builder out = Message.newBuilder().setRole(role(message.role()));
    for (ChatPart part : message.parts()) {
      out.addParts(
          switch (part) {
            case ChatPart.Text(String text) -> Part.newBuilder().setText(text).build();
            case ChatPart.PictureAt at ->
                Part.newBuilder()
                    .setImage(UnsafeByteOperations.unsafeWrap(pictures.next().encoded()))
                    .build();
          });
    }
    return out.build();
  }

  private static String role(String asked) {
    return switch (asked) {
      case "developer" -> "system";
      case "tool", "function" -> "user";
      default -> asked;
    };
  }

  private static dev.signalbox.contracts.inference.v1.Sampling sampling(Sampling asked) {
    var out =
        dev.signalbox.contracts.inference.v1.Sampling.newBuilder()
            .setTemperature(
                asked.temperature() == null
                    ? DEFAULT_TEMPERATURE
                    : asked.temperature().floatValue())
            .setFrequencyPenalty((float) asked.frequencyPenalty())
            .setPresencePenalty((float) asked.presencePenalty());
    if (asked.topP() != null) {
      out.setTopP(asked.topP().floatValue());
    }
    if (asked.seed() != null) {
      out.setSeed(asked.seed());
    }
    return out.build();
  }
}
