package dev.signalbox.verdict.budget;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.database.Database;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;

/** Leases slices of budgets and books what was spent of them. */
@ApplicationScoped
public class BudgetKeeper {
  /**
   * Covers a call's way and the drift of two clocks: a holder stops before its room is given away.
   */
  private static final Duration GRACE = Duration.ofSeconds(15);

  private static final String SETTLE =
      """
      select l.r_budget, cast(extract(epoch from l.r_start) as bigint), l.r_ceiling, l.r_cap, l.r_spent, l.r_reserved, l.r_scarce
      from (
        select * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(
          budget text, period_start bigint, ceiling bigint, spent bigint, reserved bigint, needed bigint, least bigint, wanted bigint, done boolean)
        order by budget, period_start) r
      cross join lateral lease_slice(cast(:holder as text), cast(:sequence as bigint), r.budget, to_timestamp(r.period_start), r.ceiling, r.spent, r.reserved, r.needed, r.least, r.wanted,
        r.done, cast(:until as timestamptz)) l
      """;

  private final Database database;
  private final ObjectMapper json;
  private final InstantSource clock;
  private final Duration leaseTime;

  BudgetKeeper(Database database, ObjectMapper json, InstantSource clock, VerdictConfig config) {
    this.database = database;
    this.json = json;
    this.clock = clock;
    this.leaseTime = config.budgets().leaseTime();
  }

  /** How long a lease is good for its holder, from when it made the call. */
  public Duration leaseTime() {
    return leaseTime;
  }

  /**
   * Books and leases, in one statement. Leases are in the reports' order by budget and period;
   * budgets that are gone have none. A sequence that is not newer than the holder's last changes
   * nothing.
   */
  public Uni<List<SliceLease>> settle(String holder, long sequence, List<SliceReport> reports) {
    String rows;
    try {
      rows = json.writeValueAsString(reports);
    } catch (JsonProcessingException e) {
      return Uni.createFrom().failure(new UncheckedIOException(e));
    }
    return database.write(
        session ->
            session
                .createNativeQuery(SETTLE, Object[].class)
                .setParameter("rows", rows)
                .setParameter("holder", holder)
                .setParameter("sequence", sequence)
                .setParameter(
                    "until", clock.instant().plus(leaseTime).plus(GRACE).atOffset(ZoneOffset.UTC))
                .getResultList()
                .map(found -> found.stream().map(BudgetKeeper::lease).toList()));
  }

  private static SliceLease lease(Object[] columns) {
    return new SliceLease(
        String.valueOf(columns[0]),
        number(columns[1]),
        number(columns[2]),
        number(columns[3]),
        number(columns[4]),
        number(columns[5]),
        (Boolean) columns[6]);
  }

  private static long number(Object column) {
    return ((Number) column).longValue();
  }

  /** Takes back what silent holders held; what they used is what the ledger says. */
  @Scheduled(every = "5s", delayed = "5s", identity = "lapsed-slices")
  public Uni<Void> settleLapsed() {
    return database.write(
        session ->
            session
                .createNativeQuery("select settle_lapsed_slices(:now)", Integer.class)
                .setParameter("now", clock.instant().atOffset(ZoneOffset.UTC))
                .getSingleResult()
                .replaceWithVoid());
  }
}
