package dev.signalbox.platform.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlotFileTest {
  @TempDir private Path directory;
  private Path path;

  @BeforeEach
  void name() {
    path = directory.resolve("intents");
  }

  @Test
  void shouldFindWhatWasTakenAndNotFreedInTheOrderItWasTaken() {
    SlotFile file = SlotFile.open(path, 8, 256);
    int first = take(file, "first");
    int second = take(file, "second");
    file.free(first);
    int third = take(file, "third");
    file.set(second, 0, 42);
    file.set(third, SlotFile.VALUES - 1, Long.MIN_VALUE);

    SlotFile next = SlotFile.open(path, 8, 256);

    List<SlotFile.Leftover> left = next.leftovers();
    assertThat(left).extracting(SlotFileTest::text).containsExactly("second", "third");
    assertThat(left.get(0).values()[0]).isEqualTo(42);
    assertThat(left.get(1).values()).containsOnly(0, Long.MIN_VALUE);
    assertThat(next.taken()).isEqualTo(2);
  }

  @Test
  void shouldStartAnewWithZerosInASlotThatWasUsedBefore() {
    SlotFile file = SlotFile.open(path, 1, 256);
    int slot = take(file, "before");
    file.set(slot, 5, 99);
    file.free(slot);

    assertThat(take(file, "after")).isEqualTo(slot);

    SlotFile.Leftover left = SlotFile.open(path, 1, 256).leftovers().get(0);
    assertThat(text(left)).isEqualTo("after");
    assertThat(left.values()).containsOnly(0);
  }

  @Test
  void shouldSayNoWhenEverySlotIsTakenAndWhenAPayloadIsTooLong() {
    SlotFile file = SlotFile.open(path, 2, 256);
    assertThat(file.take(new byte[256])).isEqualTo(SlotFile.NONE);
    int slot = take(file, "one");
    take(file, "two");

    assertThat(file.take(new byte[1])).isEqualTo(SlotFile.NONE);
    file.free(slot);
    assertThat(take(file, "three")).isEqualTo(slot);
  }

  @Test
  void shouldNotGiveALeftoversSlotAwayBeforeItIsFreed() {
    take(SlotFile.open(path, 2, 256), "left");
    SlotFile file = SlotFile.open(path, 2, 256);
    int leftover = file.leftovers().get(0).slot();

    assertThat(take(file, "new")).isNotEqualTo(leftover);
    assertThat(file.take(new byte[1])).isEqualTo(SlotFile.NONE);
    file.free(leftover);
    assertThat(take(file, "newer")).isEqualTo(leftover);
  }

  @Test
  void shouldTakeAnotherShapeOnlyOnceNothingIsLeft() {
    int slot = take(SlotFile.open(path, 2, 256), "left");
    SlotFile old = SlotFile.open(path, 4, 512);
    assertThat(old.leftovers()).extracting(SlotFileTest::text).containsExactly("left");
    old.free(slot);

    SlotFile fresh = SlotFile.open(path, 4, 512);

    assertThat(fresh.leftovers()).isEmpty();
    assertThat(path).hasSize(5 * 512L);
    assertThat(IntStream.range(0, 4).map(i -> take(fresh, "x" + i)).distinct().count())
        .isEqualTo(4);
  }

  @Test
  void shouldFreeASlotWhosePayloadIsDamaged() throws IOException {
    take(SlotFile.open(path, 2, 256), "a payload");
    byte[] bytes = Files.readAllBytes(path);
    bytes[256 + 96 + 2] ^= 1;
    Files.write(path, bytes);

    SlotFile file = SlotFile.open(path, 2, 256);

    assertThat(file.leftovers()).isEmpty();
    assertThat(file.taken()).isZero();
  }

  @Test
  void shouldMakeAnewWhatIsNoSlotFile() throws IOException {
    Files.writeString(path, "something else altogether");

    assertThat(take(SlotFile.open(path, 2, 256), "x")).isNotEqualTo(SlotFile.NONE);
  }

  @Test
  void shouldKeepEverythingTakenThroughASigkill() throws Exception {
    int said = Killed.after(5_000, TakeUntilKilled.class, path);

    List<SlotFile.Leftover> left = SlotFile.open(path, 10_000, 256).leftovers();

    List<Integer> odd = IntStream.rangeClosed(0, said).filter(i -> i % 2 == 1).boxed().toList();
    List<Integer> found = left.stream().map(each -> number(text(each))).toList();
    assertThat(found).startsWith(odd.toArray(Integer[]::new));
    // The signal may have come between taking one and freeing it.
    assertThat(found.stream().filter(i -> i % 2 == 0).count()).isLessThanOrEqualTo(1);
    assertThat(left.subList(0, odd.size()))
        .allSatisfy(each -> assertThat(each.values()[3]).isEqualTo(number(text(each))));
  }

  private static int number(String text) {
    return Integer.parseInt(text.substring("call ".length()));
  }

  private static int take(SlotFile file, String payload) {
    return file.take(payload.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(SlotFile.Leftover left) {
    return new String(left.payload(), StandardCharsets.UTF_8);
  }
}
