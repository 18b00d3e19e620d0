package dev.signalbox.worker.constraint;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** Compiles schemas for one vocabulary and keeps the latest; thread-safe. */
public final class Constraints {
  private static final int MOST_CHARACTERS = 65_536;
  private static final int DEPTH = 48;
  private static final int KEPT = 16;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEPTH).build())
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Vocabulary vocabulary;
  private final Map<String, Constraint> latest =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Constraint> eldest) {
          return size() > KEPT;
        }
      };

  public Constraints(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /**
   * A schema made ready; a millisecond for a small one, tens for a large one.
   *
   * @throws UnsupportedSchemaException when it can't be held to
   */
  public Constraint compile(String schema) {
    synchronized (latest) {
      Constraint known = latest.get(schema);
      if (known != null) {
        return known;
      }
    }
    Constraint made = make(schema);
    synchronized (latest) {
      // Another thread may have made it meanwhile: answers share the first one.
      Constraint known = latest.putIfAbsent(schema, made);
      return known == null ? made : known;
    }
  }

  private Constraint make(String schema) {
    if (schema.length() > MOST_CHARACTERS) {
      throw new UnsupportedSchemaException(
          "", "has more than %d characters".formatted(MOST_CHARACTERS));
    }
    JsonNode document;
    try {
      document = JSON.readTree(schema);
    } catch (JsonProcessingException e) {
      throw new UnsupportedSchemaException("", "is no JSON, or is nested too deeply");
    }
    Grammar grammar = new Grammar();
    int rule = new SchemaCompiler(grammar, document).compile();
    int[] distances = Distances.of(grammar, vocabulary);
    Automaton automaton = new Automaton(grammar, rule, distances);
    if (automaton.start().distance() >= Distances.NEVER) {
      throw new UnsupportedSchemaException(
          "", "has no value that this model could write and that satisfies it");
    }
    return new Constraint(automaton, vocabulary);
  }
}
