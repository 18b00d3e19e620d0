package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One walk through the body of an embeddings request. */
final class EmbeddingsParse {
  private static final int MOST_INPUTS = 2048;
  private static final Set<String> ONCE = Set.of("model", "input", "routing");
  private static final Sampling NO_SAMPLING =
      new Sampling(0, null, null, 0, 0, null, List.of(), null, 1);

  private final JsonParser parser;
  private final Fields fields;
  private final JsonBytes body;
  private @Nullable String model;
  private @Nullable Span modelPlace;
  private boolean given;
  private RoutingWish wish = RoutingWish.NONE;
  private long chars;
  private long tokens;

  EmbeddingsParse(JsonParser parser, JsonBytes body) {
    this.parser = parser;
    this.fields = new Fields(parser);
    this.body = body;
  }

  ChatRequest read() throws IOException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON, "The request body must be a JSON object.");
    }
    int root = fields.end();
    Set<String> seen = new HashSet<>();
    MemberCut routing = new MemberCut(root);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      int nameStart = fields.start();
      if (ONCE.contains(name) && !seen.add(name)) {
        throw fields.invalid(name, "is given twice");
      }
      routing.begins(nameStart);
      parser.nextToken();
      member(name);
      routing.ends(nameStart, fields.end(), name.equals("routing"));
    }
    if (parser.nextToken() != null) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON, "The request body has something behind the JSON object.");
    }
    return finish(root, routing.span());
  }

  private void member(String name) throws IOException {
    switch (name) {
      case "model" -> {
        int start = fields.start();
        model = fields.string("model");
        modelPlace = new Span(start, fields.end());
        if (model.isBlank() || model.length() > 256) {
          throw fields.invalid("model", "must be a model's name");
        }
      }
      case "input" -> readInput();
      case "routing" -> wish = new RoutingParse(parser, fields).read();
      default -> parser.skipChildren();
    }
  }

  /** A string, a list of strings, a list of tokens, or a list of lists of tokens. */
  private void readInput() throws IOException {
    given = true;
    switch (parser.currentToken()) {
      case VALUE_STRING -> chars += parser.getTextLength();
      case START_ARRAY -> {
        int inputs = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          switch (parser.currentToken()) {
            case VALUE_STRING -> {
              inputs++;
              chars += parser.getTextLength();
            }
            case VALUE_NUMBER_INT -> tokens++;
            case START_ARRAY -> {
              inputs++;
              readTokens();
            }
            default -> throw fields.invalid("input", "must hold strings or tokens");
          }
          if (inputs > MOST_INPUTS) {
            throw fields.invalid("input", "has more than " + MOST_INPUTS + " entries");
          }
        }
        given = inputs > 0 || tokens > 0;
      }
      default -> throw fields.invalid("input", "must be a string or a list");
    }
  }

  private void readTokens() throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw fields.invalid("input", "must hold strings or tokens");
      }
      tokens++;
    }
  }

  private ChatRequest finish(int root, @Nullable Span routing) {
    if (model == null || modelPlace == null) {
      throw fields.invalid("model", "is missing");
    }
    if (!given) {
      throw fields.invalid("input", "is missing");
    }
    long estimate = tokens + RoughTokens.ofText(chars);
    return new ChatRequest(
        body,
        model,
        List.of(),
        List.of(),
        new AnswerFormat.Text(),
        NO_SAMPLING,
        false,
        false,
        wish,
        (int) Math.min(Integer.MAX_VALUE, estimate),
        new ChatRequest.Places(modelPlace, root, routing, null, null, false),
        Origin.EMBEDDINGS);
  }
}
