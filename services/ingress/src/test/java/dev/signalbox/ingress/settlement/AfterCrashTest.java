package dev.signalbox.ingress.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.dispatch.AttemptJournal;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.SmallPool;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.platform.cloudevents.CloudEvent;
import dev.signalbox.platform.spool.EventSpool;
import dev.signalbox.platform.spool.SlotFile;
import dev.signalbox.platform.spool.SpoolDrain;
import dev.signalbox.platform.spool.SpoolLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed here is one whose objects are left as they are. */
class AfterCrashTest {
  private static final Instant NOW = Instant.parse("2026-11-28T02:00:00Z");
  private static final PoolSnapshot POOL = pool("cheap", "dear");

  @TempDir private Path directory;
  private EventSpool spool;
  private Intents killed;
  private Settlement settlement;

  @BeforeEach
  void open() {
    spool = EventSpool.open(directory, SpoolLimits.standard());
    killed = new Intents(file(), "ingress-killed");
    settlement = new Settlement(new EventLog(spool, "/test", 0), () -> NOW, "ingress-next", killed);
  }

  @AfterEach
  void close() {
    spool.close();
  }

  @Test
  void shouldBillThePromptOfACallThatHadNotBegunToAnswer() throws Exception {
    asks(killed.sheet(account("dec-1", true)), "cheap");

    assertThat(restart().settle(POOL)).isEqualTo(1);

    JsonNode cost = onlyCost();
    assertThat(cost.get("x_DecisionId").asText()).isEqualTo("dec-1");
    assertThat(cost.get("x_Outcome").asText()).isEqualTo("settled_after_crash");
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("estimated");
    assertThat(cost.get("x_InputTokens").asLong()).isEqualTo(1_000);
    assertThat(cost.get("x_OutputTokens").asLong()).isZero();
    assertThat(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(1_000_000);
    assertThat(cost.get("x_ReferenceNanoUsd").asLong()).as("nobody was answered").isZero();
    assertThat(cost.get("x_Replica").asText()).as("its budget").isEqualTo("ingress-killed");
  }

  @Test
  void shouldBillWhatHadComeOfAStreamBesideItsReference() throws Exception {
    AttemptJournal.Entry call = asks(killed.sheet(account("dec-1", true)), "cheap");
    call.billable(new Consumption(model("cheap"), null, 40));
    call.billable(new Consumption(model("cheap"), null, 4_000));

    restart().settle(POOL);

    JsonNode cost = onlyCost();
    assertThat(cost.get("x_OutputTokens").asLong()).isEqualTo(1_000);
    assertThat(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(3_000_000);
    assertThat(cost.get("x_ReferenceNanoUsd").asLong()).isEqualTo(30_000_000);
  }

  @Test
  void shouldBillExactlyWhatAnAnswerHadReported() throws Exception {
    AttemptJournal.Entry call = asks(killed.sheet(account("dec-1", false)), "dear");
    call.billable(new Consumption(model("dear"), new ReportedUsage(900, 100, -1, 70), 11));

    restart().settle(POOL);

    JsonNode cost = onlyCost();
    assertThat(cost.get("x_UsageSource").asText()).isEqualTo("reported");
    assertThat(cost.get("x_InputTokens").asLong()).isEqualTo(900);
    assertThat(cost.get("x_CachedInputTokens").asLong()).isEqualTo(100);
    assertThat(cost.get("x_OutputTokens").asLong()).isEqualTo(70);
  }

  @Test
  void shouldBillEveryCallOfARequestInOneEvent() throws Exception {
    Intents.Sheet sheet = killed.sheet(account("dec-1", false));
    asks(sheet, "cheap").billable(new Consumption(model("cheap"), null, 400));
    asks(sheet, "cheap").free();
    asks(sheet, "dear");

    restart().settle(POOL);

    JsonNode cost = onlyCost();
    assertThat(cost.get("x_Lines")).hasSize(2);
    assertThat(cost.get("x_BilledNanoUsd").asLong()).isEqualTo(1_000_000 + 200_000 + 10_000_000);
  }

  @Test
  void shouldSettleNothingThatWasSettledOrThatNobodyBills() {
    Intents.Sheet settled = killed.sheet(account("dec-1", false));
    asks(settled, "cheap");
    settled.close();
    asks(killed.sheet(account("dec-2", false)), "dear").free();

    AfterCrash left = restart();

    assertThat(left.waiting()).isZero();
    assertThat(left.settle(POOL)).isZero();
  }

  @Test
  void shouldNotSettleARequestWhoseEventWasWrittenAtTheMomentOfTheKill() throws Exception {
    Account account = account("dec-1", false);
    Consumption used = new Consumption(model("cheap"), new ReportedUsage(7, 0, -1, 3), 0);
    asks(killed.sheet(account), "cheap").billable(used);
    settlement.settle(account, used, Ending.COMPLETED, 1);

    assertThat(restart().settle(POOL)).isZero();

    assertThat(onlyCost().get("x_Outcome").asText()).isEqualTo("completed");
    assertThat(file().leftovers()).isEmpty();
  }

  @Test
  void shouldSettleOnceOverAnyNumberOfRestarts() throws Exception {
    asks(killed.sheet(account("dec-1", false)), "cheap");
    restart().settle(POOL);

    assertThat(restart().waiting()).isZero();
    assertThat(onlyCost().get("x_DecisionId").asText()).isEqualTo("dec-1");
  }

  @Test
  void shouldKeepARequestWhoseModelHasNoPriceUntilItHas() throws Exception {
    asks(killed.sheet(account("dec-1", false)), "cheap");

    AfterCrash left = restart();
    assertThat(left.settle(pool("dear"))).isZero();
    assertThat(left.waiting()).isEqualTo(1);
    assertThat(restart().settle(POOL)).isEqualTo(1);

    assertThat(onlyCost().get("SkuId").asText()).isEqualTo("cheap");
  }

  @Test
  void shouldAskNothingThatCannotBeNoted() {
    SlotFile one = SlotFile.open(directory.resolve("one"), 1, 2_048);
    Intents.Sheet sheet = new Intents(one, "r").sheet(account("dec-1", false));
    asks(sheet, "cheap");

    assertThat(sheet.asks(model("dear"))).isEmpty();
    sheet.close();
    assertThat(sheet.asks(model("dear"))).as("a settled request asks nobody").isEmpty();
    assertThat(one.taken()).isZero();
  }

  @Test
  void shouldChangeNothingOnceItsRequestIsSettled() {
    SlotFile one = SlotFile.open(directory.resolve("one"), 1, 2_048);
    Intents intents = new Intents(one, "r");
    Intents.Sheet first = intents.sheet(account("dec-1", true));
    AttemptJournal.Entry late = asks(first, "cheap");
    first.close();
    asks(intents.sheet(account("dec-2", true)), "cheap");

    late.billable(new Consumption(model("cheap"), null, 99));
    late.free();

    SlotFile next = SlotFile.open(directory.resolve("one"), 1, 2_048);
    assertThat(next.leftovers()).hasSize(1);
    assertThat(Intents.outputChars(next.leftovers().get(0))).isZero();
  }

  private AfterCrash restart() {
    return new AfterCrash(file(), spool, settlement);
  }

  private SlotFile file() {
    return SlotFile.open(directory.resolve("intents"), 16, 2_048);
  }

  /** The one cost event that would reach Kafka. */
  private JsonNode onlyCost() throws Exception {
    List<CloudEvent> published = new CopyOnWriteArrayList<>();
    SpoolDrain drain =
        SpoolDrain.start(
            spool,
            (topic, event) -> {
              published.add(event);
              return CompletableFuture.completedFuture(null);
            },
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            trouble -> {});
    assertThat(spool.awaitDelivered(Duration.ofMinutes(1))).isTrue();
    drain.close();
    assertThat(published).extracting(CloudEvent::id).containsExactly("cost-dec-1");
    return new ObjectMapper().readTree(published.get(0).data());
  }

  private static AttemptJournal.Entry asks(Intents.Sheet sheet, String model) {
    return sheet.asks(model(model)).orElseThrow();
  }

  private static Model model(String name) {
    return POOL.model(name).orElseThrow();
  }

  private static Account account(String decision, boolean stream) {
    return new Account(
        "req-" + decision,
        decision,
        "acme",
        "key-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "auto",
        new RequestFacts(1_000, 0, 0, false, stream, 0, "auto"),
        model("dear"),
        NOW.minusSeconds(3),
        Booking.REQUEST);
  }

  private static PoolSnapshot pool(String... models) {
    return SmallPool.ofDocuments(
        Stream.of(models)
            .map(
                model ->
                    SmallPool.model(
                        model,
                        "openai: {baseUrl: 'http://127.0.0.1:1/v1', model: m}",
                        model.equals("cheap") ? "1" : "10",
                        "0.1",
                        model.equals("cheap") ? "2" : "20"))
            .toArray(String[]::new));
  }
}
