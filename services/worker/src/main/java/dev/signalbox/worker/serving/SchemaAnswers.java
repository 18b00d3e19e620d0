package dev.signalbox.worker.serving;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.constraint.Constraint;
import dev.signalbox.worker.constraint.Constraints;
import dev.signalbox.worker.constraint.UnsupportedSchemaException;
import dev.signalbox.worker.constraint.Vocabulary;
import dev.signalbox.worker.prompt.TokenBytes;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Makes schemas ready; reads the vocabulary when the first one comes. Thread-safe. */
final class SchemaAnswers {
  private final Path folder;
  private @Nullable TokenBytes tokens;
  private @Nullable Constraints constraints;

  SchemaAnswers(Path folder) {
    this.folder = folder;
  }

  /** A schema with the bytes of the tokens that walk it. */
  record Held(Constraint constraint, TokenBytes tokens) {}

  /** Refuses what can't be held to, also within this many tokens. */
  Held hold(String schema, int maxTokens) {
    TokenBytes bytes = load();
    if (bytes.all().isEmpty()) {
      throw refused(
          WorkerProblem.UNSUPPORTED, "This model's tokenizer has no bytes to hold answers by.");
    }
    try {
      Constraint constraint = compiler().compile(schema);
      if (constraint.shortest() > maxTokens) {
        throw new ProblemException(
            WorkerProblem.INVALID_REQUEST,
            "The schema's shortest answer may need %d tokens; %d are allowed."
                .formatted(constraint.shortest(), maxTokens),
            "max_tokens",
            null);
      }
      return new Held(constraint, bytes);
    } catch (UnsupportedSchemaException e) {
      throw refused(WorkerProblem.UNSUPPORTED, String.valueOf(e.getMessage()));
    }
  }

  private synchronized TokenBytes load() {
    if (tokens == null) {
      tokens = TokenBytes.read(folder);
    }
    return tokens;
  }

  private synchronized Constraints compiler() {
    if (constraints == null) {
      constraints = new Constraints(new Vocabulary(load().all()));
    }
    return constraints;
  }

  private static ProblemException refused(WorkerProblem problem, String message) {
    return new ProblemException(problem, message, "response_format", null);
  }
}
