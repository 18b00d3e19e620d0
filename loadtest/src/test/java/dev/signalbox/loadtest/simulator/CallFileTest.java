package dev.signalbox.loadtest.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CallFileTest {
  private final CallFile calls = new CallFile();

  @Test
  void shouldListEveryCallOnceHoweverManyThereAre() {
    int all = 2 * CallFile.PAGE + 1_234;
    for (int i = 1; i <= all; i++) {
      calls.add("r-" + i, i * 7L);
    }

    long last = 0;
    List<String> page = calls.behind(last).lines().toList();
    while (!page.isEmpty()) {
      assertThat(page).hasSizeLessThanOrEqualTo(CallFile.PAGE);
      for (String line : page) {
        last++;
        assertThat(line).isEqualTo(last + " r-" + last + " " + last * 7);
      }
      page = calls.behind(last).lines().toList();
    }
    assertThat(last).isEqualTo(all);
  }

  @Test
  void shouldGoOnBehindAnyCallWhileMoreAreAdded() {
    assertThat(calls.behind(0)).isEmpty();
    calls.add("a", 1);
    assertThat(calls.behind(0)).isEqualTo("1 a 1\n");
    calls.add("b", 2);
    calls.add("c", 3);
    assertThat(calls.behind(1)).isEqualTo("2 b 2\n3 c 3\n");
    assertThat(calls.behind(3)).isEmpty();
    assertThat(calls.behind(99)).isEmpty();
  }
}
