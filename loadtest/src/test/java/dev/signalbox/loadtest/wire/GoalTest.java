package dev.signalbox.loadtest.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.loadtest.scenario.Result;
import org.junit.jupiter.api.Test;

class GoalTest {
  @Test
  void shouldNotCallAGoalMetWhenNobodyAnswered() {
    Result answered = Result.none();
    answered.latency().recordValue(1_000);
    Result silent = Result.none();

    Goal goal = Goal.atMost("added", silent.after(answered, 99), 1, "ms");

    assertThat(goal.met()).isFalse();
    assertThat(goal.row()).contains("no reading").contains("**not met**");
    assertThat(Goal.atMost("added", answered.after(answered, 99), 1, "ms").met()).isTrue();
  }

  @Test
  void shouldNotCallAGoalMetWhenTheDirectWayWasTheSlowerOne() {
    Goal slowDirect = Goal.added("p99", -33.5, 1);

    assertThat(slowDirect.met()).isFalse();
    assertThat(slowDirect.row()).contains("added p99", "no reading", "**not met**");
    assertThat(Goal.added("p99", -0.04, 1).met()).isTrue();
    assertThat(Goal.added("p99", 1.2, 1).met()).isFalse();
  }
}
