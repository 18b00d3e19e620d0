package dev.signalbox.verdict.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.verdict.support.Backends;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(Backends.class)
class BudgetKeeperTest {
  private static final Duration SOON = Duration.ofMinutes(2);

  @Inject BudgetKeeper keeper;
  @Inject BudgetBook book;

  private final long today = Instant.now().truncatedTo(ChronoUnit.DAYS).getEpochSecond();

  @Test
  void shouldLeaseWhatIsNeededAndAQuarterOfTheRestForComfort() {
    String budget = budget(1_000);

    SliceLease first = settle("a", 1, report(budget, 0, 0, 0, 10, 900));
    SliceLease second = settle("b", 1, report(budget, 0, 0, 0, 700, 0));
    SliceLease third = settle("c", 1, report(budget, 0, 0, 0, 100, 0));

    assertThat(first.ceiling()).isEqualTo(250);
    assertThat(first.scarce()).isTrue();
    assertThat(second.ceiling()).isEqualTo(700);
    assertThat(second.scarce()).isFalse();
    assertThat(third.ceiling()).isEqualTo(50);
    assertThat(third.scarce()).isTrue();
  }

  @Test
  void shouldBookReportsOnceHoweverOftenTheyCome() {
    String budget = budget(1_000);
    settle("a", 1, report(budget, 0, 0, 0, 100, 0));

    settle("a", 2, report(budget, 100, 40, 20, 0, 0));
    SliceLease again = settle("a", 2, report(budget, 100, 40, 20, 0, 0));
    SliceLease late = settle("a", 1, report(budget, 0, 0, 0, 100, 0));

    assertThat(again.spentByAll()).isEqualTo(40);
    assertThat(again.reservedByAll()).isEqualTo(20);
    assertThat(late.ceiling()).isEqualTo(100);
    assertThat(late.spentByAll()).isEqualTo(40);
  }

  @Test
  void shouldTakeBackWhatIsReturnedAndWhatIsLeftBehind() {
    String budget = budget(1_000);
    settle("a", 1, report(budget, 0, 0, 0, 1_000, 0));
    assertThat(settle("b", 1, report(budget, 0, 0, 0, 500, 0)).ceiling()).isZero();

    settle("a", 2, new SliceReport(budget, today, 300, 300, 0, 0, 0, 0, true));

    SliceLease next = settle("b", 2, report(budget, 0, 0, 0, 700, 0));
    assertThat(next.ceiling()).isEqualTo(700);
    assertThat(next.spentByAll()).isEqualTo(300);
  }

  @Test
  void shouldGiveNoPieceThatIsTooSmallForWhoeverWaits() {
    String budget = budget(100);
    settle("a", 1, waiting(budget, 0, 0, 60, 60));

    SliceLease tooSmall = settle("b", 1, waiting(budget, 0, 0, 120, 60));
    SliceLease enough = settle("c", 1, waiting(budget, 0, 0, 120, 40));
    SliceLease returned = settle("c", 2, waiting(budget, 0, 0, 120, 120));
    SliceLease atLast = settle("b", 2, waiting(budget, 0, 0, 80, 40));

    assertThat(tooSmall.ceiling()).isZero();
    assertThat(tooSmall.scarce()).isTrue();
    assertThat(enough.ceiling()).isEqualTo(40);
    assertThat(returned.ceiling()).isZero();
    assertThat(atLast.ceiling()).isEqualTo(40);
  }

  @Test
  void shouldCountWhatIsHeldAlreadyTowardsWhatIsEnough() {
    String budget = budget(100);
    settle("a", 1, waiting(budget, 0, 0, 70, 70));
    settle("b", 1, report(budget, 0, 0, 0, 20, 0));

    assertThat(settle("b", 2, waiting(budget, 20, 0, 30, 30)).ceiling()).isEqualTo(30);
  }

  @Test
  void shouldSayNothingOfBudgetsThatAreGone() {
    String budget = budget(10);
    await(book.remove(budget, "test"));

    assertThat(await(keeper.settle("a", 1, List.of(report(budget, 0, 0, 0, 5, 0))))).isEmpty();
  }

  @Test
  void shouldTakeTheLedgersWordForAProcessThatFellSilent() throws SQLException {
    String tenant = "t-" + UUID.randomUUID();
    String budget = budgetOf(tenant, 1_000);
    String holder = "h-" + UUID.randomUUID();
    settle(holder, 1, report(budget, 0, 0, 0, 400, 0));
    settle(holder, 2, report(budget, 400, 50, 30, 0, 0));
    charge(holder, tenant, 80);
    charge(holder, tenant, 7);
    charge("another", tenant, 500);
    run(
        "update budget_slice set good_until = now() - interval '1 minute' where holder = '"
            + holder
            + "'");

    await(keeper.settleLapsed());

    SliceLease other = settle("b", 1, report(budget, 0, 0, 0, 1_000, 0));
    assertThat(other.spentByAll()).isEqualTo(87);
    assertThat(other.reservedByAll()).isZero();
    assertThat(other.ceiling()).isEqualTo(1_000 - 87);

    charge(holder, tenant, 3);
    await(keeper.settleLapsed());
    assertThat(settle("b", 2, report(budget, 913, 0, 0, 0, 0)).spentByAll()).isEqualTo(90);
  }

  /** Real statements, all at once: what is held never exceeds the cap. */
  @Test
  void shouldNeverLeaseMoreThanTheCapToManyAtOnce() {
    for (long seed = 1; seed <= 5; seed++) {
      Random random = new Random(seed);
      long cap = 1_000L + random.nextInt(1_000);
      String budget = budget(cap);
      int holders = 6;
      long[] ceilings = new long[holders];
      long[] spent = new long[holders];
      for (int round = 1; round <= 15; round++) {
        List<Uni<List<SliceLease>>> calls = new ArrayList<>();
        for (int i = 0; i < holders; i++) {
          spent[i] += ceilings[i] > spent[i] ? random.nextLong(ceilings[i] - spent[i] + 1) : 0;
          long kept = spent[i] + (ceilings[i] - spent[i]) / 2;
          calls.add(
              keeper.settle(
                  "s" + seed + "-" + i,
                  round,
                  List.of(
                      report(
                          budget, kept, spent[i], 0, random.nextInt(100), random.nextInt(300)))));
        }
        List<List<SliceLease>> answers = await(Uni.join().all(calls).andFailFast());
        long held = 0;
        for (int i = 0; i < holders; i++) {
          ceilings[i] = answers.get(i).get(0).ceiling();
          held += Math.max(ceilings[i], spent[i]);
        }
        assertThat(held).as("seed %d round %d", seed, round).isLessThanOrEqualTo(cap);
      }
    }
  }

  private SliceLease settle(String holder, long sequence, SliceReport report) {
    return await(keeper.settle(holder, sequence, List.of(report))).get(0);
  }

  private SliceReport report(
      String budget, long ceiling, long spent, long reserved, long needed, long wanted) {
    return new SliceReport(budget, today, ceiling, spent, reserved, needed, 0, wanted, false);
  }

  private SliceReport waiting(String budget, long ceiling, long spent, long needed, long least) {
    return new SliceReport(budget, today, ceiling, spent, 0, needed, least, 0, false);
  }

  private String budget(long cap) {
    return budgetOf("t-" + UUID.randomUUID(), cap);
  }

  private String budgetOf(String tenant, long cap) {
    return await(
        book.put("b-" + UUID.randomUUID(), "tenant", tenant, "day", "nano_usd", cap, "test"));
  }

  private static <T> T await(Uni<T> uni) {
    return uni.await().atMost(SOON);
  }

  private void charge(String holder, String tenant, long nanoUsd) throws SQLException {
    run(
        "insert into charge (charged_at, event_id, decision_id, request_id, tenant, route, model, reference_model,"
            + " simulated, billed_nano_usd, reference_nano_usd, saved_nano_usd, input_tokens, cached_input_tokens,"
            + " output_tokens, images, usage_source, outcome, attempts, price_version, holder) values (to_timestamp("
            + (today + 1)
            + "), '"
            + UUID.randomUUID()
            + "', 'd', 'r', '"
            + tenant
            + "', 'auto', 'm', 'm', false, "
            + nanoUsd
            + ", "
            + nanoUsd
            + ", 0, 1, 0, 1, 0, 'reported', 'completed', 1, 'v', '"
            + holder
            + "')");
  }

  private static void run(String sql) throws SQLException {
    try (Connection connection = Backends.postgres().getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
      try (ResultSet none = statement.getResultSet()) {
        assertThat(none).isNull();
      }
    }
  }
}
