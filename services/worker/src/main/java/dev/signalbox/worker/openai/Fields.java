package dev.signalbox.worker.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.serving.WorkerProblem;

/** Members of a request, each read with its bounds; JSON null counts as absent. */
final class Fields {
  private final JsonNode object;

  Fields(JsonNode object) {
    this.object = object;
  }

  JsonNode node(String name) {
    return object.path(name);
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  boolean flag(String name) {
    JsonNode node = object.path(name);
    if (absent(node)) {
      return false;
    }
    if (!node.isBoolean()) {
      throw invalid(name, "must be true or false");
    }
    return node.booleanValue();
  }

  String text(String name) {
    JsonNode node = object.path(name);
    if (absent(node)) {
      return "";
    }
    if (!node.isTextual()) {
      throw invalid(name, "must be a string");
    }
    return node.textValue();
  }

  double number(String name, double otherwise) {
    JsonNode node = object.path(name);
    if (absent(node)) {
      return otherwise;
    }
    if (!node.isNumber()) {
      throw invalid(name, "must be a number");
    }
    return node.doubleValue();
  }

  int whole(String name, int least, int most, int otherwise) {
    JsonNode node = object.path(name);
    if (absent(node)) {
      return otherwise;
    }
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw invalid(name, "must be a whole number");
    }
    if (node.intValue() < least || node.intValue() > most) {
      throw invalid(name, "must be at least %d and at most %d".formatted(least, most));
    }
    return node.intValue();
  }

  private static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** A refusal that names the field and holds nothing of its value. */
  static ProblemException invalid(String field, String what) {
    return new ProblemException(
        WorkerProblem.INVALID_REQUEST, "'%s' %s.".formatted(field, what), field, null);
  }

  static ProblemException unsupported(String field, String message) {
    return new ProblemException(WorkerProblem.UNSUPPORTED, message, field, null);
  }
}
