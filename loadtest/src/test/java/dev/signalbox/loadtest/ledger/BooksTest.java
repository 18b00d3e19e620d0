package dev.signalbox.loadtest.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.loadtest.ledger.CostEvents.Cost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class BooksTest {
  private static final Sent ANSWERED = sent("a", Fate.ANSWERED, "d1");
  private static final Sent LEFT = sent("b", Fate.LEFT, "d2");
  private static final Sent BROKEN = sent("c", Fate.BROKEN, "");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void shouldAgreeWhenEveryDifferenceIsExplained() throws IOException {
    assertThat(
            agree(
                List.of(ANSWERED, LEFT, BROKEN),
                "1 a 700\n2 b 1000\n3 c 90\n",
                List.of(cost("e1", "d1", 700), cost("e2", "d2", 550)),
                1790,
                1250))
        .isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("unexplained: ").contains("lost 0");
  }

  @Test
  void shouldFindALostEvent() throws IOException {
    assertThat(agree(List.of(ANSWERED), "1 a 700\n", List.of(), 700, 0)).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("lost 1, doubled 0");
  }

  @Test
  void shouldFindADoubledEvent() throws IOException {
    List<Cost> twice = List.of(cost("e1", "d1", 700), cost("e2", "d1", 0));

    assertThat(agree(List.of(ANSWERED), "1 a 700\n", twice, 700, 700)).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("lost 0, doubled 1");
  }

  @Test
  void shouldCountARepeatedDeliveryOnce() throws IOException {
    List<Cost> again = List.of(cost("e1", "d1", 700), cost("e1", "d1", 700));

    assertThat(agree(List.of(ANSWERED), "1 a 700\n", again, 700, 700)).isTrue();
  }

  @Test
  void shouldFindASingleNanoDollar() throws IOException {
    List<Cost> costs = List.of(cost("e1", "d1", 701));

    assertThat(agree(List.of(ANSWERED), "1 a 700\n", costs, 700, 701)).isFalse();
  }

  @Test
  void shouldNotAgreeWhenARequestWasRefusedThatAModelCouldHaveAnswered() throws IOException {
    Sent refused = sent("r", Fate.REFUSED, "d2");
    String calls = "1 a 700\n";
    List<Cost> costs = List.of(cost("e1", "d1", 700));

    assertThat(agree(List.of(ANSWERED), calls, costs, 700, 700)).isTrue();
    assertThat(agree(List.of(ANSWERED, refused), calls, costs, 700, 700)).isFalse();
  }

  @Test
  void shouldFindALedgerThatLags() throws IOException {
    assertThat(agree(List.of(ANSWERED), "1 a 700\n", List.of(cost("e1", "d1", 700)), 700, 0))
        .isFalse();
  }

  @Test
  void shouldNotTakeAStrangersEventForARequestThatWasCutOff() throws IOException {
    List<Cost> strange = List.of(cost("e9", "d9", 80));

    assertThat(agree(List.of(BROKEN), "1 c 90\n", strange, 90, 80)).isFalse();
  }

  private boolean agree(List<Sent> sent, String calls, List<Cost> costs, long invoice, long ledger)
      throws IOException {
    Invoiced invoiced = new Invoiced();
    invoiced.take(calls);
    return new Books(sent, invoiced, CostEvents.of(costs), 1)
        .print(new PrintStream(out, true, StandardCharsets.UTF_8), invoice, ledger);
  }

  private static Sent sent(String tag, Fate fate, String decision) {
    return new Sent(tag, Kind.PLAIN, fate, decision, "");
  }

  private static Cost cost(String id, String decision, long nanoUsd) {
    return new Cost(id, decision, nanoUsd, 1);
  }
}
