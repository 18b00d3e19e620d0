package dev.signalbox.ingress.chat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of a chat completion request, and where the bytes stand that may have to change.
 *
 * @param body the request as it came
 * @param tools names of the tools offered
 * @param includeUsage the client asked for the usage chunk itself
 * @param textTokens tokens of the prompt's text, tools included, by the rule of {@link RoughTokens}
 */
public record ChatRequest(
    JsonBytes body,
    String model,
    List<ChatMessage> messages,
    List<String> tools,
    AnswerFormat format,
    Sampling sampling,
    boolean stream,
    boolean includeUsage,
    RoutingWish wish,
    int textTokens,
    Places places,
    Origin origin) {
  private static final String ASK_FOR_USAGE = "\"include_usage\":true";

  /**
   * Where things stand in the body.
   *
   * @param model the model's value, quotes included
   * @param root the place behind the opening brace
   * @param routing the {@code routing} member with its comma; absent when there is none
   * @param streamOptions the value of {@code stream_options}
   * @param includeUsage the value of {@code include_usage} inside it
   * @param emptyOptions {@code stream_options} has no member
   */
  record Places(
      Span model,
      int root,
      @Nullable Span routing,
      @Nullable Span streamOptions,
      @Nullable Span includeUsage,
      boolean emptyOptions) {}

  public ChatRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }

  /** Whether embeddings are asked for, and no conversation. */
  public Operation operation() {
    return origin.operation();
  }

  public ChatRequest withOrigin(Origin origin) {
    return new ChatRequest(
        body,
        model,
        messages,
        tools,
        format,
        sampling,
        stream,
        includeUsage,
        wish,
        textTokens,
        places,
        origin);
  }

  public ChatRequest withWish(RoutingWish wish) {
    return new ChatRequest(
        body,
        model,
        messages,
        tools,
        format,
        sampling,
        stream,
        includeUsage,
        wish,
        textTokens,
        places,
        origin);
  }

  /** Every picture, in the order of the conversation. */
  public List<ChatPart.PictureAt> pictures() {
    // No stream: it is asked for several times a request, and most have none.
    List<ChatPart.PictureAt> pictures = new ArrayList<>(0);
    for (ChatMessage message : messages) {
      for (ChatPart part : message.parts()) {
        if (part instanceof ChatPart.PictureAt picture) {
          pictures.add(picture);
        }
      }
    }
    return pictures;
  }

  /** The whole address of a picture of this request. */
  public String address(ChatPart.PictureAt at) {
    Span data = at.data();
    return data == null
        ? at.url()
        : new String(body.bytes(), data.start(), data.length(), StandardCharsets.ISO_8859_1);
  }

  /** What must change in the body for an upstream that knows the model as {@code upstreamModel}. */
  public Edits editsFor(String upstreamModel) {
    Edits edits = new Edits();
    if (!upstreamModel.equals(model)) {
      edits.replace(places.model, JsonText.quote(upstreamModel));
    }
    if (places.routing != null) {
      edits.remove(places.routing);
    }
    if (stream && !includeUsage) {
      askForUsage(edits);
    }
    return edits;
  }

  private void askForUsage(Edits edits) {
    Span options = places.streamOptions;
    if (options == null) {
      edits.insert(places.root, "\"stream_options\":{" + ASK_FOR_USAGE + "},");
    } else if (places.includeUsage != null) {
      edits.replace(places.includeUsage, "true");
    } else if (body.at(options.start()) == '{') {
      edits.insert(options.start() + 1, places.emptyOptions ? ASK_FOR_USAGE : ASK_FOR_USAGE + ",");
    } else {
      edits.replace(options, "{" + ASK_FOR_USAGE + "}");
    }
  }
}
