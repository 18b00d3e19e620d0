package dev.signalbox.verdict.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Stores a batch of rows by one statement. Writers of one lock follow each other, so that the order
 * of a sequence drawn by the statement is the order in which rows become visible.
 */
@ApplicationScoped
public class BatchWriter {
  private static final String LOCK = "select pg_advisory_xact_lock(hashtext(:name))";

  private final Database database;
  private final ObjectMapper json;

  BatchWriter(Database database, ObjectMapper json) {
    this.database = database;
    this.json = json;
  }

  /**
   * One transaction.
   *
   * @param lock name of what is written; its writers queue
   * @param statement reads the rows from {@code :rows}, JSON text, and selects one count
   * @return that count
   */
  public Uni<Integer> write(String lock, String statement, List<?> rows) {
    String text;
    try {
      text = json.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      return Uni.createFrom().failure(new UncheckedIOException(e));
    }
    return database.write(
        session ->
            session
                .createNativeQuery(LOCK, Object.class)
                .setParameter("name", lock)
                .getSingleResult()
                .chain(
                    () ->
                        session
                            .createNativeQuery(statement, Long.class)
                            .setParameter("rows", text)
                            .getSingleResult())
                .map(Long::intValue));
  }
}
