package dev.signalbox.verdict.savings;

import dev.signalbox.platform.money.Money;
import dev.signalbox.verdict.database.BatchWriter;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.Positions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Books charges once each and sums savings from the hourly rollup. */
@ApplicationScoped
public class Ledger {
  /** A charge follows its decision; clocks of two machines may differ by this much. */
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);

  private static final String RECORD =
      """
      with incoming as materialized (
        select distinct on (event_id) * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(
          event_id text, charged_at timestamptz, decision_id text, request_id text, trace_id text, tenant text,
          key_id text, route text, model text, reference_model text, simulated boolean, billed_nano_usd bigint,
          reference_nano_usd bigint, saved_nano_usd bigint, input_tokens bigint, cached_input_tokens bigint,
          output_tokens bigint, images bigint, usage_source text, outcome text, attempts bigint, price_version text,
          holder text, lines jsonb, purpose text)
        order by event_id),
      fresh as (
        insert into event_inbox (topic, event_id) select 'signalbox.costs', event_id from incoming order by event_id
        on conflict do nothing returning event_id),
      entry as (
        insert into charge (charged_at, event_id, decision_id, request_id, trace_id, tenant, key_id, route, model,
          reference_model, simulated, billed_nano_usd, reference_nano_usd, saved_nano_usd, input_tokens,
          cached_input_tokens, output_tokens, images, usage_source, outcome, attempts, price_version, holder, lines, purpose)
        select charged_at, event_id, decision_id, request_id, trace_id, tenant, key_id, route, model,
          reference_model, simulated, billed_nano_usd, reference_nano_usd, saved_nano_usd, input_tokens,
          cached_input_tokens, output_tokens, images, usage_source, outcome, attempts, price_version, holder, lines, purpose
        from incoming join fresh using (event_id) order by charged_at, event_id
        returning *),
      rollup as (
        insert into savings_hourly as s (hour, route, model, simulated, requests, billed_nano_usd,
          reference_nano_usd, saved_nano_usd, input_tokens, output_tokens)
        select date_trunc('hour', charged_at, 'UTC'), route, model, simulated, count(*), sum(billed_nano_usd),
          sum(reference_nano_usd), sum(saved_nano_usd), sum(input_tokens), sum(output_tokens)
        from entry where purpose is null group by 1, 2, 3, 4 order by 1, 2, 3, 4
        on conflict (hour, route, model, simulated) do update set
          requests = s.requests + excluded.requests,
          billed_nano_usd = s.billed_nano_usd + excluded.billed_nano_usd,
          reference_nano_usd = s.reference_nano_usd + excluded.reference_nano_usd,
          saved_nano_usd = s.saved_nano_usd + excluded.saved_nano_usd,
          input_tokens = s.input_tokens + excluded.input_tokens,
          output_tokens = s.output_tokens + excluded.output_tokens)
      select count(*) from entry
      """;

  private static final String SUM =
      """
      select h.%1$s, h.simulated, sum(h.requests), sum(h.billed), sum(h.reference), sum(h.saved)
      from SavingsHour h where h.hour >= :from and h.hour < :to
      group by h.%1$s, h.simulated order by h.simulated, h.%1$s
      """;

  private static final String TRAFFIC =
      """
      select h.hour, h.model, sum(h.requests) from SavingsHour h where h.hour >= :from and h.hour < :to
      group by h.hour, h.model order by h.hour, h.model
      """;

  private final Database database;
  private final BatchWriter writer;

  Ledger(Database database, BatchWriter writer) {
    this.database = database;
    this.writer = writer;
  }

  /**
   * Books those not seen before, in one transaction with their ids, the rollup and the positions;
   * answers how many. Calls that prove parity are booked and save nothing: the rollup leaves them
   * out.
   */
  public Uni<Integer> record(List<ChargeRow> rows, Positions positions) {
    return writer.write("signalbox-charge", RECORD, rows, positions);
  }

  /**
   * The charges of these decisions.
   *
   * @param earliest when the earliest of them was decided; earlier months are not read
   */
  public Uni<List<Charge>> ofDecisions(Collection<String> decisionIds, Instant earliest) {
    if (decisionIds.isEmpty()) {
      return Uni.createFrom().item(List.of());
    }
    return database.read(
        session ->
            session
                .createSelectionQuery(
                    "from Charge c where c.decisionId in (:ids) and c.chargedAt >= :since and c.purpose is null"
                        + " order by c.chargedAt",
                    Charge.class)
                .setParameter("ids", decisionIds)
                .setParameter("since", earliest.minus(CLOCK_SKEW))
                .getResultList());
  }

  /**
   * In order of arrival, those that arrived after {@code seq} and were charged after {@code since}.
   */
  public Uni<List<Charge>> arrivedAfter(long seq, Instant since, int limit) {
    return database.read(
        session ->
            session
                .createSelectionQuery(
                    "from Charge c where c.seq > :seq and c.chargedAt > :since and c.purpose is null order by c.seq",
                    Charge.class)
                .setParameter("seq", seq)
                .setParameter("since", since)
                .setMaxResults(limit)
                .getResultList());
  }

  /** The latest order of arrival; 0 when there is nothing. */
  public Uni<Long> lastSeq() {
    return database.read(
        session ->
            session
                .createSelectionQuery("select coalesce(max(c.seq), 0) from Charge c", Long.class)
                .getSingleResult());
  }

  /** Sums over the rollup; its size does not depend on how many requests there were. */
  public Uni<SavingsReport> report(SavingsSpan span, SavingsBy by) {
    return database.read(
        session ->
            session
                .createSelectionQuery(SUM.formatted(by.field()), Object[].class)
                .setParameter("from", span.from())
                .setParameter("to", span.to())
                .getResultList()
                .map(rows -> new SavingsReport(span, rows.stream().map(Ledger::row).toList())));
  }

  /** Settled requests by hour and model, from the same rollup. */
  public Uni<List<TrafficHour>> traffic(SavingsSpan span) {
    return database.read(
        session ->
            session
                .createSelectionQuery(TRAFFIC, Object[].class)
                .setParameter("from", span.from())
                .setParameter("to", span.to())
                .getResultList()
                .map(
                    rows ->
                        rows.stream()
                            .map(
                                row ->
                                    new TrafficHour(
                                        (Instant) row[0],
                                        String.valueOf(row[1]),
                                        ((Number) row[2]).longValue()))
                            .toList()));
  }

  private static SavingsRow row(Object[] columns) {
    return new SavingsRow(
        String.valueOf(columns[0]),
        (Boolean) columns[1],
        new SavingsTotal(
            ((Number) columns[2]).longValue(),
            money(columns[3]),
            money(columns[4]),
            money(columns[5])));
  }

  private static Money money(Object nanoUsd) {
    return Money.ofNanoUsd(((Number) nanoUsd).longValue());
  }
}
