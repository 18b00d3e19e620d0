package dev.signalbox.ingress.classify;

import dev.signalbox.contracts.classifier.v1.Candidate;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.contracts.classifier.v1.Message;
import dev.signalbox.contracts.classifier.v1.ResponseFormat;
import dev.signalbox.ingress.chat.AnswerFormat;
import dev.signalbox.ingress.chat.ChatMessage;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.picture.ImageFacts;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.platform.money.TokenPrice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What the classifier is asked about one request.
 *
 * @param pictures facts of those pictures that are known before anything is fetched
 * @param poolVersion of the pool that the candidates are from
 */
public record Question(
    ChatRequest request, List<ImageFacts> pictures, List<Model> candidates, String poolVersion) {
  /** The part of the room that is kept for how the conversation began. */
  private static final int OPENING_SHARE = 4;

  private static final double MICRO = 1e-6;

  ClassifyRequest toRequest(int maxChars) {
    boolean hasImages = !request.pictures().isEmpty();
    ClassifyRequest.Builder out =
        ClassifyRequest.newBuilder()
            .addAllMessages(conversation(maxChars))
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
              .setAbility(model.ability().forRequest(hasImages))
              .setInputUsdPerMillion(usdPerMillion(model.price().rates().input()))
              .setOutputUsdPerMillion(usdPerMillion(model.price().rates().output())));
    }
    return out.build();
  }

  private static double usdPerMillion(TokenPrice price) {
    return price.picoUsdPerToken() * MICRO;
  }

  /**
   * The conversation within {@code maxChars}: all of it where it fits. Where it does not, the first
   * user's message keeps its beginning, for that is where the task is said, and the rest of the
   * room goes to the newest messages, the oldest of them cut at its front: a last "yes, do it" is
   * judged with what it answers to.
   */
  List<Message> conversation(int maxChars) {
    List<ChatMessage> messages = request.messages();
    List<String> texts = new ArrayList<>(messages.size());
    long chars = 0;
    for (ChatMessage message : messages) {
      String text = message.text();
      texts.add(text);
      chars += text.length();
    }
    List<Message> kept = new ArrayList<>(messages.size());
    if (chars <= maxChars) {
      for (int i = 0; i < messages.size(); i++) {
        kept.add(message(messages.get(i), texts.get(i)));
      }
      return kept;
    }
    int task = firstOfUser(messages);
    int opening = task < 0 ? 0 : Math.min(maxChars / OPENING_SHARE, texts.get(task).length());
    int left = maxChars - opening;
    for (int i = messages.size() - 1; i >= 0 && left > 0; i--) {
      String text = i == task ? texts.get(i).substring(opening) : texts.get(i);
      String cut = text.length() <= left ? text : text.substring(text.length() - left);
      left -= cut.length();
      kept.add(message(messages.get(i), i == task ? opened(texts.get(i), opening, cut) : cut));
      if (i == task) {
        opening = 0;
      }
    }
    if (opening > 0) {
      kept.add(message(messages.get(task), texts.get(task).substring(0, opening)));
    }
    Collections.reverse(kept);
    return kept;
  }

  private static String opened(String text, int opening, String rest) {
    return opening + rest.length() == text.length()
        ? text
        : text.substring(0, opening) + '\n' + rest;
  }

  private static int firstOfUser(List<ChatMessage> messages) {
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i).role().equals("user")) {
        return i;
      }
    }
    return -1;
  }

  private static Message message(ChatMessage message, String text) {
    return Message.newBuilder().setRole(message.role()).setText(text).build();
  }

  private static ResponseFormat format(AnswerFormat format) {
    return switch (format) {
      case AnswerFormat.Text() -> ResponseFormat.RESPONSE_FORMAT_TEXT;
      case AnswerFormat.JsonObject() -> ResponseFormat.RESPONSE_FORMAT_JSON_OBJECT;
      case AnswerFormat.JsonSchema(String schema) -> ResponseFormat.RESPONSE_FORMAT_JSON_SCHEMA;
    };
  }
}
