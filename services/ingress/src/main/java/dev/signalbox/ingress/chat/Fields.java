package dev.signalbox.ingress.chat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.signalbox.ingress.IngressProblem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Reads the value that a parser stands on, or says which field is wrong. JSON null counts as
 * absent.
 */
final class Fields {
  private final JsonParser parser;
  private final IntUnaryOperator places;

  Fields(JsonParser parser) {
    this(parser, place -> place);
  }

  /**
   * @param places turns the parser's places into those of the body
   */
  Fields(JsonParser parser, IntUnaryOperator places) {
    this.parser = parser;
    this.places = places;
  }

  /** Offset of the current token's first byte. */
  int start() {
    return places.applyAsInt((int) parser.currentTokenLocation().getByteOffset());
  }

  /** Offset behind the current token's last byte. */
  int end() throws IOException {
    parser.finishToken();
    return places.applyAsInt((int) parser.currentLocation().getByteOffset());
  }

  boolean flag(String field) {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE, VALUE_NULL -> false;
      default -> throw IngressProblem.invalid(field, "must be true or false");
    };
  }

  String string(String field) throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw IngressProblem.invalid(field, "must be a string");
    }
    return parser.getText();
  }

  /** A string, or a number as it was written. */
  String scalar(String field) throws IOException {
    JsonToken token = parser.currentToken();
    if (token != JsonToken.VALUE_STRING && !token.isNumeric()) {
      throw IngressProblem.invalid(field, "must be a string or a number");
    }
    return parser.getText();
  }

  List<String> stringOrStrings(String field, int most) throws IOException {
    switch (parser.currentToken()) {
      case VALUE_NULL -> {
        return List.of();
      }
      case VALUE_STRING -> {
        return List.of(parser.getText());
      }
      case START_ARRAY -> {
        List<String> strings = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          if (strings.size() >= most) {
            throw IngressProblem.invalid(field, "has more than " + most + " entries");
          }
          strings.add(string(field));
        }
        return strings;
      }
      default -> throw IngressProblem.invalid(field, "must be a string or a list of strings");
    }
  }

  Optional<Double> number(String field, double least, double most) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (!token.isNumeric()) {
      throw IngressProblem.invalid(field, "must be a number");
    }
    double value = parser.getDoubleValue();
    if (!(value >= least && value <= most)) {
      throw IngressProblem.invalid(
          field, "must be between " + (long) least + " and " + (long) most);
    }
    return Optional.of(value);
  }

  Optional<Long> whole(String field, long least, long most) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (token != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw IngressProblem.invalid(field, "must be a whole number");
    }
    long value = parser.getLongValue();
    if (value < least || value > most) {
      throw IngressProblem.invalid(field, "must be at least " + least + " and at most " + most);
    }
    return Optional.of(value);
  }

  /** False for null. */
  boolean isObject(String field) {
    return isContainer(field, JsonToken.START_OBJECT, "must be an object");
  }

  /** False for null. */
  boolean isArray(String field) {
    return isContainer(field, JsonToken.START_ARRAY, "must be a list");
  }

  private boolean isContainer(String field, JsonToken start, String wrong) {
    JsonToken token = parser.currentToken();
    if (token != start && token != JsonToken.VALUE_NULL) {
      throw IngressProblem.invalid(field, wrong);
    }
    return token == start;
  }
}
