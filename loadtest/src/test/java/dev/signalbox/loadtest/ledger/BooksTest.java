package dev.signalbox.loadtest.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.loadtest.ledger.Entries.Cost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BooksTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Entries entries = new Entries(3, 1);
  private final Invoiced invoiced = new Invoiced(entries);

  @Test
  void shouldAgreeWhenEveryDifferenceIsExplained() throws IOException {
    ends(0, Fate.ANSWERED);
    ends(1, Fate.LEFT);
    ends(2, Fate.BROKEN);
    job("req-job");
    invoiced.take("1 r-0 700\n2 r-1 550\n3 r-2 90\n4 r-3 50\n5 r-3 60\n");
    charged("e0", 0, 700, "completed");
    charged("e1", 1, 550, "client_gone");
    charged("e2", 2, 80, "settled_after_crash");
    entries.charged(new Cost("e3", "", "req-job", 60, 1, "completed"));
    entries.charged(new Cost("e4", "", "req-unknown", 30, 1, "settled_after_crash"));

    assertThat(agree(1_450, 1_420)).isTrue();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("unexplained:                                             0")
        .contains("settled after a kill: 2 requests; calls only in the invoice: 0")
        .contains("jobs asked again: 1");
  }

  @Test
  void shouldFindALostEvent() throws IOException {
    firstAnswered();
    invoiced.take("1 r-0 700\n");

    assertThat(agree(700, 0)).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("lost 1, doubled 0");
  }

  @Test
  void shouldFindACallOfARequestThatWasCutOffWithoutAnEvent() throws IOException {
    allBroken();
    invoiced.take("1 r-2 90\n");

    assertThat(agree(90, 0)).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("calls only in the invoice: 1");
  }

  @Test
  void shouldFindADoubledEvent() throws IOException {
    firstAnswered();
    invoiced.take("1 r-0 700\n");
    charged("e0", 0, 700, "completed");
    charged("e9", 0, 0, "completed");

    assertThat(agree(700, 700)).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("doubled 1");
  }

  @Test
  void shouldCountARepeatedDeliveryOnceUnlessItSaysSomethingElse() throws IOException {
    firstAnswered();
    invoiced.take("1 r-0 700\n");
    charged("e0", 0, 700, "completed");
    charged("e0", 0, 700, "completed");
    assertThat(agree(700, 700)).isTrue();

    charged("e0", 0, 699, "settled_after_crash");
    assertThat(agree(700, 700)).isFalse();
  }

  @Test
  void shouldWantAnEventForEveryTimeThatARequestWasSent() throws IOException {
    firstAnswered();
    entries.ended(0, Kind.REPEATED, Fate.ANSWERED, 2, "");
    invoiced.take("1 r-0 700\n");
    charged("e0", 0, 700, "completed");
    assertThat(agree(700, 700)).isFalse();

    charged("e9", 0, 0, "cached");
    assertThat(agree(700, 700)).isTrue();
  }

  @Test
  void shouldFindASingleNanoDollar() throws IOException {
    firstAnswered();
    invoiced.take("1 r-0 700\n");
    charged("e0", 0, 701, "completed");

    assertThat(agree(700, 701)).isFalse();
  }

  @Test
  void shouldNotAgreeWhenARequestWasRefusedThatAModelCouldHaveAnswered() throws IOException {
    allBroken();
    assertThat(agree(0, 0)).isTrue();
    entries.ended(1, Kind.DEAD, Fate.REFUSED, 1, "503");
    assertThat(agree(0, 0)).isTrue();

    ends(1, Fate.REFUSED);
    assertThat(agree(0, 0)).isFalse();
  }

  @Test
  void shouldFindALedgerThatLags() throws IOException {
    firstAnswered();
    invoiced.take("1 r-0 700\n");
    charged("e0", 0, 700, "completed");

    assertThat(agree(700, 0)).isFalse();
  }

  @Test
  void shouldNotTakeAStrangersEvent() {
    allBroken();
    assertThat(agree(0, 0)).isTrue();
    entries.charged(new Cost("e9", "", "req-unknown", 0, 1, "completed"));

    assertThat(agree(0, 0)).isFalse();
  }

  @Test
  void shouldNotAgreeBeforeEverythingWasSent() {
    ends(0, Fate.ANSWERED);

    assertThat(agree(0, 0)).isFalse();
  }

  @Test
  void shouldNotGoOnOverCallsThatTheProviderHasForgotten() {
    assertThatThrownBy(() -> invoiced.take("2 r-0 1\n"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("forgotten");
  }

  /** The first was answered; the others were cut off before anything was asked for them. */
  private void firstAnswered() {
    ends(0, Fate.ANSWERED);
    for (int i = 1; i < 4; i++) {
      ends(i, Fate.BROKEN);
    }
  }

  /** All were cut off before anything was asked for them. */
  private void allBroken() {
    for (int i = 0; i < 4; i++) {
      ends(i, Fate.BROKEN);
    }
  }

  private void ends(int number, Fate fate) {
    entries.ended(number, Kind.PLAIN, fate, 1, "");
  }

  private void job(String request) {
    entries.answeredBy(3, request);
    entries.ended(3, Kind.BATCHED, Fate.ANSWERED, 1, "");
  }

  private void charged(String id, int number, long nanoUsd, String outcome) {
    String trace = Entries.traceparent(number).substring(3, 35);
    entries.charged(new Cost(id, trace, "req-" + number, nanoUsd, 1, outcome));
  }

  private boolean agree(long invoice, long ledger) {
    return new Books(entries, 4)
        .print(new PrintStream(out, true, StandardCharsets.UTF_8), invoice, ledger);
  }
}
