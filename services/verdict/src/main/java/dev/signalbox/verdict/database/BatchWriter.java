package dev.signalbox.verdict.database;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/**
 * Stores a batch of rows by one statement. Writers of one lock follow each other, so that the order
 * of a sequence drawn by the statement is the order in which rows become visible.
 */
@ApplicationScoped
public class BatchWriter {
  private static final String LOCK = "select pg_advisory_xact_lock(hashtext(:name))";

  private final Database database;
  private final JsonRows json;

  private static final String ADVANCE =
      """
      insert into topic_position as p (topic, partition, next_offset)
      select :topic, cast(key as int), cast(value as bigint)
      from jsonb_each_text(cast(cast(:next as text) as jsonb)) order by 2
      on conflict (topic, partition) do update set next_offset = greatest(p.next_offset, excluded.next_offset)
      """;

  BatchWriter(Database database, JsonRows json) {
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
    return write(lock, statement, rows, new Positions("", Map.of()));
  }

  /** As above, and keeps in the same transaction how far the topic has been stored. */
  public Uni<Integer> write(String lock, String statement, List<?> rows, Positions positions) {
    String text = json.text(rows);
    String next = json.text(positions.next());
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
                .call(
                    () ->
                        positions.next().isEmpty()
                            ? Uni.createFrom().item(0)
                            : session
                                .createNativeQuery(ADVANCE)
                                .setParameter("topic", positions.topic())
                                .setParameter("next", next)
                                .executeUpdate())
                .map(Long::intValue));
  }
}
