package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.platform.problem.ProblemException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The walk through the members of a request body, which is one JSON object and nothing more. */
final class Members {
  private static final int LONGEST_MODEL = 256;

  private Members() {}

  /** Reads one member's value, on which the parser stands, to its end. */
  interface Reading {
    void member(String name) throws IOException;
  }

  /**
   * What every kind of body has.
   *
   * @param root the place behind the opening brace
   * @param routing what to cut so that no upstream sees {@code routing}; absent where there is none
   */
  record Walked(int root, @Nullable Span routing) {}

  /** The model that is asked for, and where its name stands, quotes included. */
  record Model(String name, Span place) {}

  /**
   * Hands each member to {@code reading}.
   *
   * @param once members that the ingress acts on: twice the same would let two readers see two
   *     requests
   * @throws ProblemException when the body is no object, or has one of {@code once} twice
   */
  static Walked walk(JsonParser parser, Fields fields, Set<String> once, Reading reading)
      throws IOException {
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
      if (once.contains(name) && !seen.add(name)) {
        throw IngressProblem.invalid(name, "is given twice");
      }
      routing.begins(nameStart);
      parser.nextToken();
      reading.member(name);
      routing.ends(nameStart, fields.end(), name.equals("routing"));
    }
    if (parser.nextToken() != null) {
      throw new ProblemException(
          IngressProblem.INVALID_JSON, "The request body has something behind the JSON object.");
    }
    return new Walked(root, routing.span());
  }

  /**
   * Reads {@code model}.
   *
   * @throws ProblemException when it can be no model's name
   */
  static Model model(Fields fields) throws IOException {
    int start = fields.start();
    String name = fields.string("model");
    if (name.isBlank() || name.length() > LONGEST_MODEL) {
      throw IngressProblem.invalid("model", "must be a model's name");
    }
    return new Model(name, new Span(start, fields.end()));
  }
}
