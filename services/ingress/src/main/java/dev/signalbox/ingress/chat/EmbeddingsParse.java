package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.ingress.IngressProblem;
import java.io.IOException;
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
  private Members.@Nullable Model model;
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
    return finish(Members.walk(parser, fields, ONCE, this::member));
  }

  private void member(String name) throws IOException {
    switch (name) {
      case "model" -> model = Members.model(fields);
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
            default -> throw IngressProblem.invalid("input", "must hold strings or tokens");
          }
          if (inputs > MOST_INPUTS) {
            throw IngressProblem.invalid("input", "has more than " + MOST_INPUTS + " entries");
          }
        }
        given = inputs > 0 || tokens > 0;
      }
      default -> throw IngressProblem.invalid("input", "must be a string or a list");
    }
  }

  private void readTokens() throws IOException {
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
        throw IngressProblem.invalid("input", "must hold strings or tokens");
      }
      tokens++;
    }
  }

  private ChatRequest finish(Members.Walked walked) {
    if (model == null) {
      throw IngressProblem.invalid("model", "is missing");
    }
    if (!given) {
      throw IngressProblem.invalid("input", "is missing");
    }
    long estimate = tokens + RoughTokens.ofText(chars);
    return new ChatRequest(
        body,
        model.name(),
        List.of(),
        List.of(),
        new AnswerFormat.Text(),
        NO_SAMPLING,
        false,
        false,
        wish,
        (int) Math.min(Integer.MAX_VALUE, estimate),
        new ChatRequest.Places(model.place(), walked.root(), walked.routing(), null, null, false),
        Origin.EMBEDDINGS);
  }
}
