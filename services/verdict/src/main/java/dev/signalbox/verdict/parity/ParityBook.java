package dev.signalbox.verdict.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.verdict.VerdictConfig;
import dev.signalbox.verdict.database.BatchWriter;
import dev.signalbox.verdict.database.Database;
import dev.signalbox.verdict.database.Positions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Books outcomes once each and reports on them from counts that the same transaction keeps. */
@ApplicationScoped
public class ParityBook {
  private static final String RECORD =
      """
      with incoming as materialized (
        select distinct on (event_id) * from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(
          event_id text, observed_at timestamptz, decision_id text, tenant text, route text, model text,
          reference_model text, task text, band text, source text, ended text, score_millionths bigint,
          served_quarters int, reference_quarters int, judge text, rubric text, share double precision, seed text,
          served_nano_usd bigint, reference_nano_usd bigint, proof_nano_usd bigint, simulated boolean)
        order by event_id),
      fresh as (
        insert into event_inbox (topic, event_id) select 'signalbox.outcomes', event_id from incoming order by event_id
        on conflict do nothing returning event_id),
      entry as (
        insert into outcome (event_id, observed_at, decision_id, tenant, route, model, reference_model, task, band,
          source, ended, score_millionths, served_quarters, reference_quarters, judge, rubric, share, seed,
          served_nano_usd, reference_nano_usd, proof_nano_usd, simulated)
        select event_id, observed_at, decision_id, tenant, route, model, reference_model, task, band,
          source, ended, score_millionths, served_quarters, reference_quarters, judge, rubric, share, seed,
          served_nano_usd, reference_nano_usd, proof_nano_usd, simulated
        from incoming join fresh using (event_id) order by event_id
        returning *),
      shadow as (
        select *, served_quarters is not null and reference_quarters is not null as graded,
          served_quarters is not null and reference_quarters is not null and served_nano_usd is not null
            and reference_nano_usd is not null as priced
        from entry where source = 'shadow'),
      cells as (
        insert into parity_cell as c (route, simulated, reference_model, rubric, seed, judge, model, task, band, ended,
          loss, pairs, served_quarters, reference_quarters, priced, served_nano_usd, reference_nano_usd, proof_nano_usd,
          served_squares, reference_squares, products)
        select route, simulated, coalesce(reference_model, ''), coalesce(rubric, ''), coalesce(seed, ''),
          coalesce(judge, ''), model, task, band, ended,
          case when graded then reference_quarters - served_quarters else 0 end, count(*),
          coalesce(sum(served_quarters) filter (where graded), 0),
          coalesce(sum(reference_quarters) filter (where graded), 0),
          count(*) filter (where priced),
          coalesce(sum(served_nano_usd) filter (where priced), 0),
          coalesce(sum(reference_nano_usd) filter (where priced), 0),
          coalesce(sum(proof_nano_usd), 0),
          coalesce(sum(cast(served_nano_usd as numeric) * served_nano_usd) filter (where priced), 0),
          coalesce(sum(cast(reference_nano_usd as numeric) * reference_nano_usd) filter (where priced), 0),
          coalesce(sum(cast(served_nano_usd as numeric) * reference_nano_usd) filter (where priced), 0)
        from shadow group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        on conflict (route, simulated, reference_model, rubric, seed, judge, model, task, band, ended, loss)
        do update set
          pairs = c.pairs + excluded.pairs,
          served_quarters = c.served_quarters + excluded.served_quarters,
          reference_quarters = c.reference_quarters + excluded.reference_quarters,
          priced = c.priced + excluded.priced,
          served_nano_usd = c.served_nano_usd + excluded.served_nano_usd,
          reference_nano_usd = c.reference_nano_usd + excluded.reference_nano_usd,
          proof_nano_usd = c.proof_nano_usd + excluded.proof_nano_usd,
          served_squares = c.served_squares + excluded.served_squares,
          reference_squares = c.reference_squares + excluded.reference_squares,
          products = c.products + excluded.products),
      said as (
        insert into feedback_cell as f (route, simulated, model, grades, score_millionths)
        select route, simulated, model, count(*), sum(score_millionths)
        from entry where source <> 'shadow' and score_millionths is not null group by 1, 2, 3 order by 1, 2, 3
        on conflict (route, simulated, model) do update set
          grades = f.grades + excluded.grades,
          score_millionths = f.score_millionths + excluded.score_millionths)
      select count(*) from entry
      """;

  /** One statement, so that everything is of one moment. */
  private static final String COUNTS =
      """
      select cast(jsonb_build_object(
        'positions', coalesce((select jsonb_agg(jsonb_build_object('topic', topic, 'partition', partition,
          'next', next_offset)) from topic_position where topic in ('signalbox.costs', 'signalbox.outcomes')), '[]'),
        'cells', coalesce((select jsonb_agg(to_jsonb(c)) from parity_cell c), '[]'),
        'feedback', coalesce((select jsonb_agg(to_jsonb(f)) from feedback_cell f), '[]'),
        'ledger', coalesce((select jsonb_agg(to_jsonb(l)) from (
          select route, simulated, requests, billed_nano_usd as billed, reference_nano_usd as reference, saved_nano_usd as saved
          from savings_total) l), '[]')) as text)
      """;

  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Database database;
  private final BatchWriter writer;
  private final ParityRules rules;
  private final InstantSource clock;
  private final AtomicReference<@Nullable Kept> kept = new AtomicReference<>();

  private record Kept(Instant at, String counts, ParityReport report) {}

  ParityBook(Database database, BatchWriter writer, VerdictConfig config, InstantSource clock) {
    this.clock = clock;
    this.database = database;
    this.writer = writer;
    this.rules = new ParityRules(config.parity().alpha(), config.parity().marginPoints());
  }

  /**
   * Books those not seen before, in one transaction with their ids, the counts and the positions;
   * answers how many.
   */
  public Uni<Integer> record(List<OutcomeRow> rows, Positions positions) {
    return writer.write("signalbox-outcome", RECORD, rows, positions);
  }

  /** What the counts say at this moment. */
  public Uni<ParityReport> report() {
    return database
        .read(session -> session.createNativeQuery(COUNTS, String.class).getSingleResult())
        .map(this::reported);
  }

  /** At most some seconds old, and then at no cost: for pages that say it among other things. */
  public Uni<ParityReport> recent() {
    Kept last = kept.get();
    return last != null && clock.instant().isBefore(last.at().plus(FRESH))
        ? Uni.createFrom().item(last.report())
        : report();
  }

  /** Bounds take milliseconds to find: the same counts are not reckoned twice in a row. */
  private ParityReport reported(String text) {
    Kept last = kept.get();
    ParityReport report =
        last != null && last.counts().equals(text)
            ? last.report()
            : new ParityReporting(rules).report(counts(text));
    kept.set(new Kept(clock.instant(), text, report));
    return report;
  }

  private static ParityCounts counts(String text) {
    try {
      JsonNode all = JSON.readTree(text);
      return new ParityCounts(
          list(all.get("positions"), ParityCounts.Position.class),
          list(all.get("cells"), ParityCell.Stored.class).stream()
              .map(ParityCell.Stored::cell)
              .toList(),
          list(all.get("feedback"), FeedbackCell.class),
          list(all.get("ledger"), LedgerLine.class));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> List<T> list(JsonNode nodes, Class<T> type) throws JsonProcessingException {
    List<T> list = new ArrayList<>(nodes.size());
    for (JsonNode node : nodes) {
      list.add(JSON.treeToValue(node, type));
    }
    return list;
  }
}
