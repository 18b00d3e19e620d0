package dev.signalbox.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission =
      new Admission(new ServingLimits(1, 2, 20, 1 << 20, 100, 10, 10, 8, Duration.ofSeconds(3)));

  @Test
  void shouldRefuseWithATimeToRetryWhenTheQueueIsFull() {
    admission.enter();
    admission.enter();
    assertThatThrownBy(admission::enter)
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem()).isEqualTo(WorkerProblem.OVERLOADED);
              assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(3));
            });
  }

  @Test
  void shouldCountTilesAndGiveThemBackOnce() {
    Admission.Place first = admission.enter();
    first.take(17);
    Admission.Place second = admission.enter();
    assertThatThrownBy(() -> second.take(5)).hasMessageContaining("17 picture tiles");
    first.release();
    first.release();
    second.take(5);
    assertThat(admission.waiting()).isEqualTo(1);
    assertThat(admission.waitingTiles()).isEqualTo(5);
  }

  @Test
  void shouldTakeAPictureLargerThanTheBoundWhenNothingElseWaits() {
    admission.enter().take(40);
    assertThat(admission.waitingTiles()).isEqualTo(40);
  }
}
