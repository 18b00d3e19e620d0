package dev.signalbox.platform.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.cloudevents.CloudEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSpoolTest {
  private static final SpoolLimits SMALL = new SpoolLimits(64 << 10, 4_096, Duration.ofMillis(50));

  @TempDir private Path directory;

  @Test
  void shouldReadInOrderAcrossSegmentsAndRestarts() {
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      IntStream.range(0, 200).forEach(i -> spool.append("topic-" + i % 2, Events.event(i)));
    }

    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      List<SpooledEvent> all = spool.read(1_000);

      assertThat(ids(all)).isEqualTo(IntStream.range(0, 200).boxed().toList());
      assertThat(all.get(3).topic()).isEqualTo("topic-1");
      assertThat(all.get(3).event()).usingRecursiveComparison().isEqualTo(Events.event(3));
      assertThat(spool.backlogEvents()).isEqualTo(200);
    }
  }

  @Test
  void shouldGoOnBehindTheAcknowledgedEventAfterARestart() {
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      IntStream.range(0, 200).forEach(i -> spool.append("t", Events.event(i)));
      List<SpooledEvent> first = spool.read(150);
      spool.acknowledge(first.get(149), 150);
      assertThat(spool.backlogEvents()).isEqualTo(50);
    }

    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      assertThat(ids(spool.read(1_000))).isEqualTo(IntStream.range(150, 200).boxed().toList());
      assertThat(spool.backlogEvents()).isEqualTo(50);
    }
  }

  @Test
  void shouldDeleteDeliveredSegmentsAndStayBounded() throws IOException {
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      for (int i = 0; i < 5_000; i++) {
        spool.append("t", Events.event(i));
        SpooledEvent only = spool.read(1).get(0);
        spool.acknowledge(only, 1);
      }
      try (Stream<Path> files = Files.list(directory)) {
        assertThat(files.filter(Segment::isSegment).count()).isLessThanOrEqualTo(2);
      }
      assertThat(spool.backlogBytes()).isLessThan(3 * 4_096);
    }
  }

  @Test
  void shouldRefuseWhenFullAndAcceptAgainAfterDelivery() {
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      int accepted = fill(spool);

      assertThat(spool.hasRoom()).isFalse();
      assertThatThrownBy(() -> spool.append("t", Events.event(0)))
          .isInstanceOf(SpoolFullException.class);
      List<SpooledEvent> all = spool.read(10_000);
      assertThat(all).hasSize(accepted);
      spool.acknowledge(all.get(accepted - 1), accepted);
      spool.append("t", Events.event(1));
      assertThat(spool.backlogEvents()).isEqualTo(1);
    }
  }

  private static int fill(EventSpool spool) {
    for (int i = 0; i < 100_000; i++) {
      try {
        spool.append("t", Events.event(i));
      } catch (SpoolFullException e) {
        return i;
      }
    }
    throw new AssertionError("the spool never filled");
  }

  @Test
  void shouldCutATornTailWhereverItWasTornAndKeepWhatCameBefore() throws IOException {
    Path segment;
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      IntStream.range(0, 3).forEach(i -> spool.append("t", Events.event(i)));
    }
    try (Stream<Path> files = Files.list(directory)) {
      segment = files.filter(Segment::isSegment).findFirst().orElseThrow();
    }
    byte[] whole = Files.readAllBytes(segment);
    int third = whole.length - whole.length / 3;

    for (int end = third + 1; end < whole.length; end++) {
      Files.write(segment, java.util.Arrays.copyOf(whole, end));
      try (EventSpool spool = EventSpool.open(directory, SMALL)) {
        assertThat(ids(spool.read(10))).isEqualTo(List.of(0, 1));
        assertThat(spool.cutBytes()).isEqualTo(end - third);
        spool.append("t", Events.event(7));
        assertThat(ids(spool.read(10))).isEqualTo(List.of(0, 1, 7));
      }
    }
  }

  @Test
  void shouldFindWhatAKilledProcessHadNotMovedIntoItsSegmentWhereverTheMoveWasCut()
      throws IOException {
    Path killed = directory.resolve("killed");
    Path moved;
    try (EventSpool spool = EventSpool.open(directory.resolve("spool"), SMALL)) {
      IntStream.range(0, 3).forEach(i -> spool.append("t", Events.event(i)));
      spool.read(2);
      moved = onlySegment(directory.resolve("spool"));
      assertThat(Files.size(moved)).isPositive();
      IntStream.range(3, 6).forEach(i -> spool.append("t", Events.event(i)));
      copy(directory.resolve("spool"), killed);
    }
    byte[] whole = Files.readAllBytes(moved);
    byte[] tail = Files.readAllBytes(killed.resolve("tail"));
    int before = (int) Files.size(onlySegment(killed));

    for (int end = before; end <= whole.length; end++) {
      Files.write(killed.resolve(moved.getFileName()), java.util.Arrays.copyOf(whole, end));
      Files.write(killed.resolve("tail"), tail);
      try (EventSpool spool = EventSpool.open(killed, SMALL)) {
        assertThat(ids(spool.read(10))).isEqualTo(List.of(0, 1, 2, 3, 4, 5));
        assertThat(spool.backlogEvents()).isEqualTo(6);
        spool.append("t", Events.event(6));
        assertThat(ids(spool.read(10))).endsWith(6);
      }
    }
  }

  @Test
  void shouldKeepOfADamagedTailWhatIsWhole() throws IOException {
    Path killed = directory.resolve("killed");
    try (EventSpool spool = EventSpool.open(directory.resolve("spool"), SMALL)) {
      IntStream.range(0, 3).forEach(i -> spool.append("t", Events.event(i)));
      copy(directory.resolve("spool"), killed);
    }
    byte[] tail = Files.readAllBytes(killed.resolve("tail"));
    int length = (int) java.nio.ByteBuffer.wrap(tail).getLong(24);
    tail[32 + length - 3] ^= 1;
    Files.write(killed.resolve("tail"), tail);

    try (EventSpool spool = EventSpool.open(killed, SMALL)) {
      assertThat(ids(spool.read(10))).isEqualTo(List.of(0, 1));
    }
  }

  @Test
  void shouldTakeAnEventThatIsLargerThanTheTail() {
    CloudEvent large = Events.of(1, new byte[Tail.ROOM + 1]);
    SpoolLimits limits = new SpoolLimits(8 << 20, 1 << 20, Duration.ofMillis(50));
    try (EventSpool spool = EventSpool.open(directory, limits)) {
      spool.append("t", Events.event(0));
      spool.append("t", large);
      spool.append("t", Events.event(2));
    }

    try (EventSpool spool = EventSpool.open(directory, limits)) {
      List<SpooledEvent> all = spool.read(10);
      assertThat(ids(all)).isEqualTo(List.of(0, 1, 2));
      assertThat(all.get(1).event().data()).hasSize(Tail.ROOM + 1);
    }
  }

  @Test
  void shouldKeepStringsOfAnyScript() {
    CloudEvent event =
        new CloudEvent(
            "1",
            "t",
            "/Straße",
            "Größe\0 \uD83D\uDE00",
            Instant.EPOCH,
            "会社",
            "00-a-b-01",
            new byte[1]);
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      spool.append("þ", event);

      SpooledEvent read = spool.read(1).get(0);

      assertThat(read.topic()).isEqualTo("þ");
      assertThat(read.event()).usingRecursiveComparison().isEqualTo(event);
    }
  }

  private static Path onlySegment(Path spool) throws IOException {
    try (Stream<Path> files = Files.list(spool)) {
      return files.filter(Segment::isSegment).findFirst().orElseThrow();
    }
  }

  /** As a SIGKILL leaves it: what is mapped is in the file, whether or not it was closed. */
  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void shouldNotReadARecordWhoseBytesChanged() throws IOException {
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      IntStream.range(0, 3).forEach(i -> spool.append("t", Events.event(i)));
    }
    try (Stream<Path> files = Files.list(directory)) {
      Path segment = files.filter(Segment::isSegment).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(segment);
      bytes[bytes.length - 3] ^= 1;
      Files.write(segment, bytes);
    }

    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      assertThat(ids(spool.read(10))).isEqualTo(List.of(0, 1));
      assertThat(spool.cutBytes()).isPositive();
    }
  }

  @Test
  void shouldRefuseASecondOwner() {
    try (EventSpool spool = EventSpool.open(directory, SMALL)) {
      assertThat(spool.backlogEvents()).isZero();
      assertThatThrownBy(() -> EventSpool.open(directory, SMALL))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("another process");
    }
  }

  @Test
  void shouldKeepEveryAcknowledgedAppendThroughASigkill() throws Exception {
    int acknowledged = Killed.after(5_000, AppendUntilKilled.class, directory);

    try (EventSpool spool =
        EventSpool.open(directory, new SpoolLimits(64 << 20, 64 << 10, Duration.ofSeconds(1)))) {
      List<Integer> ids = ids(spool.read(1_000_000));
      assertThat(ids.size()).isGreaterThan(acknowledged);
      assertThat(ids).isEqualTo(IntStream.range(0, ids.size()).boxed().toList());
    }
  }

  private static List<Integer> ids(List<SpooledEvent> events) {
    return events.stream().map(e -> Integer.valueOf(e.event().id())).toList();
  }
}
