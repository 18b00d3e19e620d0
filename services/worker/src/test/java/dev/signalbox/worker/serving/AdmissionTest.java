package dev.signalbox.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.problem.ProblemException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final Admission admission =
      new Admission(
          new ServingLimits(1, 2, 20, 50, 1 << 20, 100, 10, 10, 8, Duration.ofSeconds(3)));

  @Test
  void shouldRefuseWithATimeToRetryWhenTheQueueIsFull() {
    admission.enter("a");
    admission.enter("a");
    assertThatThrownBy(() -> admission.enter("b"))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> {
              assertThat(problem.problem()).isEqualTo(WorkerProblem.OVERLOADED);
              assertThat(problem.retryAfter()).isEqualTo(Duration.ofSeconds(3));
            });
  }

  @Test
  void shouldKeepTheLastPlacesForTenantsThatHaveNone() {
    Admission eight =
        new Admission(
            new ServingLimits(1, 8, 20, 50, 1 << 20, 100, 10, 10, 8, Duration.ofSeconds(3)));
    for (int i = 0; i < 6; i++) {
      eight.enter("flood");
    }
    assertThatThrownBy(() -> eight.enter("flood")).hasMessageContaining("6 requests");
    Admission.Place other = eight.enter("calm");
    assertThatThrownBy(() -> eight.enter("calm")).isInstanceOf(ProblemException.class);
    other.release();
    eight.enter("calm");
    eight.enter("third");
    assertThat(eight.waiting()).isEqualTo(8);
  }

  @Test
  void shouldCountTilesAndGiveThemBackOnce() {
    Admission.Place first = admission.enter("a");
    first.takeTiles(17);
    Admission.Place second = admission.enter("a");
    assertThatThrownBy(() -> second.takeTiles(5)).hasMessageContaining("17 picture tiles");
    first.release();
    first.release();
    second.takeTiles(5);
    assertThat(admission.waiting()).isEqualTo(1);
    assertThat(admission.waitingTiles()).isEqualTo(5);
  }

  @Test
  void shouldCountTokensAndGiveThemBack() {
    Admission.Place first = admission.enter("a");
    first.takeTokens(40);
    Admission.Place second = admission.enter("b");
    assertThatThrownBy(() -> second.takeTokens(11)).hasMessageContaining("40 tokens are waiting");
    first.release();
    second.takeTokens(60);
    assertThat(admission.waitingTokens()).isEqualTo(60);
  }

  @Test
  void shouldTakeAPictureLargerThanTheBoundWhenNothingElseWaits() {
    admission.enter("a").takeTiles(40);
    assertThat(admission.waitingTiles()).isEqualTo(40);
  }
}
