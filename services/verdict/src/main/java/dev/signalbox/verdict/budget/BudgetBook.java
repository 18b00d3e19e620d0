package dev.signalbox.verdict.budget;

import dev.signalbox.verdict.database.Database;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/** Makes, changes, lists and removes budgets. */
@ApplicationScoped
public class BudgetBook {
  private static final int MOST = 1_000;

  private static final String LIST =
      """
      select b.id, b.scope, b.subject, b.period, b.unit, b.cap, coalesce(a.spent, 0), coalesce(a.reserved, 0)
      from budget b left join budget_account a on a.budget_id = b.id
        and a.period_start = date_trunc(b.period, cast(:now as timestamptz), 'UTC')
      where not b.deleted order by b.scope, b.subject, b.period, b.unit limit :most
      """;

  private static final String PUT =
      """
      insert into budget (id, scope, subject, period, unit, cap, changed_at, changed_by, revision)
      values (:id, :scope, :subject, :period, :unit, :cap, cast(:now as timestamptz), :by, next_access_revision())
      on conflict (scope, subject, period, unit) where not deleted do update set
        cap = excluded.cap, changed_at = excluded.changed_at, changed_by = excluded.changed_by, revision = excluded.revision
      returning id
      """;

  private static final String REMOVE =
      """
      update budget set deleted = true, changed_at = cast(:now as timestamptz), changed_by = :by, revision = next_access_revision()
      where id = :id and not deleted
      """;

  private final Database database;
  private final InstantSource clock;

  BudgetBook(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The first thousand, each with its standing. */
  public Uni<List<Budget>> list() {
    return database.read(
        session ->
            session
                .createNativeQuery(LIST, Object[].class)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .setParameter("most", MOST)
                .getResultList()
                .map(rows -> rows.stream().map(BudgetBook::budget).toList()));
  }

  private static Budget budget(Object[] row) {
    return new Budget(
        String.valueOf(row[0]),
        String.valueOf(row[1]),
        String.valueOf(row[2]),
        String.valueOf(row[3]),
        String.valueOf(row[4]),
        ((Number) row[5]).longValue(),
        ((Number) row[6]).longValue(),
        ((Number) row[7]).longValue());
  }

  /**
   * Sets the cap of this scope, subject, period and unit; there is one budget for each.
   *
   * @param id for a new one
   * @param by who does it
   * @return the budget's id: an older one's when there was one
   */
  public Uni<String> put(
      String id, String scope, String subject, String period, String unit, long cap, String by) {
    return database.write(
        session ->
            session
                .createNativeQuery(PUT, String.class)
                .setParameter("id", id)
                .setParameter("scope", scope)
                .setParameter("subject", subject)
                .setParameter("period", period)
                .setParameter("unit", unit)
                .setParameter("cap", cap)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .setParameter("by", by)
                .getSingleResult());
  }

  /** Answers whether there was one. */
  public Uni<Boolean> remove(String id, String by) {
    return database.write(
        session ->
            session
                .createNativeQuery(REMOVE)
                .setParameter("id", id)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .setParameter("by", by)
                .executeUpdate()
                .map(rows -> rows > 0));
  }
}
