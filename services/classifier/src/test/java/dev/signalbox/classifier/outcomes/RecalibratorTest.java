package dev.signalbox.classifier.outcomes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.classifier.Printed;
import dev.signalbox.classifier.model.Recalibration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecalibratorTest {
  private static final String FROZEN = "0123456789ab";
  private static final Recalibrator.Settings SETTINGS = new Recalibrator.Settings(500, 50);

  @TempDir Path folder;
  private int made;

  private Recalibrator recalibrator() {
    return new Recalibrator(FROZEN, new SnapshotStore(folder, 5), SETTINGS, InstantSource.system());
  }

  /** Outcomes that are good in a share {@code truth} of cases, said to be good in half. */
  private void observe(Recalibrator recalibrator, int n, double truth, String version) {
    SplittableRandom random = new SplittableRandom(n);
    for (int i = 0; i < n; i++) {
      double score = random.nextDouble() < truth ? 1 : 0;
      recalibrator.take(new Outcome("o" + made++, "small", 0.5, version, score));
    }
  }

  @Test
  void shouldMoveAModelThatIsBetterThanSaidAndLeaveTheOthers() {
    Recalibrator recalibrator = recalibrator();

    observe(recalibrator, 300, 0.85, FROZEN);

    assertThat(recalibrator.refitWhenDue()).isTrue();
    Recalibration now = recalibrator.current();
    assertThat(now.number()).isEqualTo(1);
    assertThat(now.version()).isEqualTo(FROZEN + "+r1");
    assertThat(now.line("small").apply(0.5)).isCloseTo(0.85, within(0.07));
    assertThat(now.line("large").apply(0.5)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void shouldCountAnOutcomeOnceAndRefuseOnesOfAnotherModel() {
    Recalibrator recalibrator = recalibrator();
    Outcome one = new Outcome("a", "small", 0.5, FROZEN, 1);

    assertThat(recalibrator.take(one)).isEqualTo(Recalibrator.Taken.COUNTED);
    assertThat(recalibrator.take(one)).isEqualTo(Recalibrator.Taken.DUPLICATE);
    assertThat(recalibrator.take(new Outcome("b", "small", 0.5, "ffffffffffff", 1)))
        .isEqualTo(Recalibrator.Taken.OTHER_VERSION);
    assertThat(recalibrator.take(new Outcome("c", "small", 0.5, FROZEN + "+r9", 1)))
        .isEqualTo(Recalibrator.Taken.OTHER_VERSION);
  }

  @Test
  void shouldNotChaseItsOwnTail() {
    Recalibrator recalibrator = recalibrator();
    observe(recalibrator, 300, 0.85, FROZEN);
    recalibrator.refit();
    double said = recalibrator.current().line("small").apply(0.5);

    // What it now says is true, so nothing is to be learnt.
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 400; i++) {
      double score = random.nextDouble() < said ? 1 : 0;
      recalibrator.take(new Outcome("t" + i, "small", said, FROZEN + "+r1", score));
    }
    recalibrator.refit();

    assertThat(recalibrator.current().line("small").apply(0.5)).isCloseTo(said, within(0.05));
  }

  @Test
  void shouldFallBackToTheFrozenModelWhenTheWorldTurns() {
    Recalibrator recalibrator = recalibrator();
    observe(recalibrator, 400, 0.9, FROZEN);
    recalibrator.refit();
    assertThat(recalibrator.current().lines()).containsKey("small");

    observe(recalibrator, 500, 0.5, FROZEN);
    recalibrator.refit();

    assertThat(recalibrator.current().line("small").apply(0.5)).isCloseTo(0.5, within(0.08));
    assertThat(recalibrator.choices())
        .hasEntrySatisfying(
            "small",
            choice -> assertThat(choice.servedLoss()).isLessThanOrEqualTo(choice.frozenLoss()));
  }

  @Test
  void shouldTakeUpItsSnapshotAfterARestart() {
    Recalibrator before = recalibrator();
    observe(before, 300, 0.85, FROZEN);
    before.refit();

    Recalibration after = recalibrator().current();

    assertThat(after).isEqualTo(before.current());
    assertThat(
            new Recalibrator(
                    "other model!", new SnapshotStore(folder, 5), SETTINGS, InstantSource.system())
                .current()
                .number())
        .isZero();
  }

  @Test
  void shouldRollBackByOneCommandAndStayThereUntilReleased() {
    Recalibrator recalibrator = recalibrator();
    observe(recalibrator, 300, 0.85, FROZEN);
    recalibrator.refit();

    int ended = command("--directory", folder.toString());
    recalibrator.followRollback();
    observe(recalibrator, 300, 0.95, FROZEN);
    recalibrator.refitWhenDue();

    assertThat(ended).isZero();
    assertThat(recalibrator.current().number()).isZero();

    command("--directory", folder.toString(), "--release");
    observe(recalibrator, 100, 0.95, FROZEN);
    recalibrator.refitWhenDue();

    assertThat(recalibrator.current().number()).isEqualTo(2);
    assertThat(command("--directory", folder.toString(), "--to", "77")).isEqualTo(1);
  }

  @Test
  void shouldKeepABoundedNumberOfSnapshots() throws IOException {
    Recalibrator recalibrator = recalibrator();
    for (int round = 0; round < 12; round++) {
      observe(recalibrator, 500, round % 2 == 0 ? 0.9 : 0.15, FROZEN);
      recalibrator.refit();
    }

    assertThat(new SnapshotStore(folder, 5).numbers()).hasSizeLessThanOrEqualTo(5);
  }

  @Test
  void shouldStayFrozenWhereNothingCanBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("a-file"), "x");
    Recalibrator recalibrator =
        new Recalibrator(
            FROZEN, new SnapshotStore(file.resolve("below"), 5), SETTINGS, InstantSource.system());
    observe(recalibrator, 300, 0.85, FROZEN);

    assertThat(recalibrator.refit()).isFalse();
    assertThat(recalibrator.current().number()).isZero();
  }

  @Test
  void shouldFollowAPointerToAnotherModelsSnapshotOnce() {
    Recalibrator before = recalibrator();
    observe(before, 300, 0.85, FROZEN);
    before.refit();
    Recalibrator upgraded =
        new Recalibrator(
            "other model!", new SnapshotStore(folder, 5), SETTINGS, InstantSource.system());
    Recalibration first = upgraded.current();

    upgraded.followRollback();

    assertThat(upgraded.current()).isSameAs(first);
  }

  @Test
  void shouldWriteWhatOthersMayRead() throws IOException {
    Path theirs = Files.writeString(folder.resolve("as-usual"), "x");
    Recalibrator recalibrator = recalibrator();
    observe(recalibrator, 300, 0.85, FROZEN);
    recalibrator.refit();

    command("--directory", folder.toString());

    assertThat(Files.getPosixFilePermissions(folder.resolve("CURRENT")))
        .isEqualTo(Files.getPosixFilePermissions(theirs));
  }

  @Test
  void shouldListWhatIsOnDiskAndInForce() throws IOException {
    Recalibrator recalibrator = recalibrator();
    observe(recalibrator, 300, 0.85, FROZEN);
    recalibrator.refit();
    Files.writeString(folder.resolve("recalibration-000009.json"), "{");

    assertThat(told("--directory", folder.toString(), "--list"))
        .contains("is not JSON")
        .contains("     1  ")
        .contains("of model " + FROZEN + ", lines for [small]  <- in force");
  }

  @Test
  void shouldSayThatThereIsNothingToRollBack() throws IOException {
    assertThat(told("--directory", folder.toString())).contains("no recalibration is in force");
    assertThat(told("--directory", folder.resolve("none") + ""))
        .contains("there is no folder")
        .doesNotContain("\tat ");
    assertThat(command("--directory", folder.toString(), "--to", "1", "--release")).isEqualTo(2);
    Files.writeString(folder.resolve("CURRENT"), "x");
    assertThat(told("--directory", folder.toString()))
        .contains("CURRENT holds no number")
        .doesNotContain("\tat ");
    assertThat(folder.resolve("none")).doesNotExist();
  }

  private static int command(String... arguments) {
    return RouteRollback.run(arguments);
  }

  /** What a command prints, to either stream. */
  private static String told(String... arguments) {
    return Printed.by(() -> command(arguments));
  }
}
