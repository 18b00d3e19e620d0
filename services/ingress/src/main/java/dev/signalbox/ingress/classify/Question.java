package dev.signalbox.ingress.classify;

import dev.signalbox.contracts.classifier.v1.Candidate;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.contracts.classifier.v1.Message;
import dev.signalbox.contracts.classifier.v1.ResponseFormat;
import dev.signalbox.ingress.chat.AnswerFormat;
import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.picture.ImageFacts;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.routing.Basis;
import dev.signalbox.ingress.routing.Estimate;
import dev.signalbox.ingress.routing.Estimates;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the classifier is asked about one request.
 *
 * @param pictures facts of those pictures that are known before anything is fetched
 */
public record Question(ChatRequest request, List<ImageFacts> pictures, List<Model> candidates) {
  ClassifyRequest toRequest(int maxChars) {
    boolean hasImages = !request.pictures().isEmpty();
    ClassifyRequest.Builder out =
        ClassifyRequest.newBuilder()
            .addAllMessages(newest(maxChars))
            .addAllTools(request.tools())
            .setResponseFormat(format(request.format()));
    for (ImageFacts facts : pictures) {
      out.addImages(
          dev.signalbox.contracts.classifier.v1.ImageFacts.newBuilder()
              .setWidth(facts.width())
              .setHeight(facts.height())
              .setBytes(facts.bytes()));
    }
    for (int unknown = pictures.size(); unknown < request.pictures().size(); unknown++) {
      out.addImages(dev.signalbox.contracts.classifier.v1.ImageFacts.getDefaultInstance());
    }
    for (Model model : candidates) {
      out.addCandidates(
          Candidate.newBuilder()
              .setModel(model.name())
              .setGradedAs(model.ability().gradedAs())
              .setAbility(model.ability().forRequest(hasImages)));
    }
    return out.build();
  }

  /**
   * The newest messages, the oldest of them cut at its front, so that the text stays within {@code
   * maxChars}.
   */
  private Deque<Message> newest(int maxChars) {
    Deque<Message> newest = new ArrayDeque<>();
    int left = maxChars;
    for (int i = request.messages().size() - 1; i >= 0 && left > 0; i--) {
      ChatMessage message = request.messages().get(i);
      String text = message.text();
      String kept = text.length() <= left ? text : text.substring(text.length() - left);
      left -= kept.length();
      newest.addFirst(Message.newBuilder().setRole(message.role()).setText(kept).build());
    }
    return newest;
  }

  private static ResponseFormat format(AnswerFormat format) {
    return switch (format) {
      case AnswerFormat.Text() -> ResponseFormat.RESPONSE_FORMAT_TEXT;
      case AnswerFormat.JsonObject() -> ResponseFormat.RESPONSE_FORMAT_JSON_OBJECT;
      case AnswerFormat.JsonSchema(String schema) -> ResponseFormat.RESPONSE_FORMAT_JSON_SCHEMA;
    };
  }

  /** The reply; an estimate that can't be true is left out. */
  Classification read(ClassifyReply reply, Duration took) {
    Map<String, Estimate> byModel = new HashMap<>();
    for (var estimate : reply.getEstimatesList()) {
      double success = estimate.getSuccess();
      if (success >= 0 && success <= 1 && estimate.getOutputTokens() >= 0) {
        byModel.put(
            estimate.getModel(),
            new Estimate(
                success,
                estimate.getLower(),
                estimate.getUpper(),
                basis(estimate.getBasis()),
                estimate.getOutputTokens()));
      }
    }
    double complexity = Math.min(1, Math.max(0, reply.getComplexity().getOverall()));
    return new Classification(
        new Estimates.Answered(byModel),
        reply.getClassifierVersion(),
        reply.getTask(),
        complexity,
        took);
  }

  private static Basis basis(dev.signalbox.contracts.classifier.v1.Basis basis) {
    return switch (basis) {
      case BASIS_OUTCOMES -> Basis.OUTCOMES;
      case BASIS_PRIOR -> Basis.PRIOR;
      case BASIS_UNSPECIFIED, UNRECOGNIZED -> Basis.NONE;
    };
  }
}
