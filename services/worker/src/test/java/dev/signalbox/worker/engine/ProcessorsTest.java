package dev.signalbox.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.worker.checkpoint.Checkpoint;
import dev.signalbox.worker.cli.RandomFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessorsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"'',{}", "3,{3}", "'0-2, 8','{0, 1, 2, 8}'", "'1,1-2','{1, 2}'"})
  void shouldReadListsAsLinuxWritesThem(String list, String numbers) {
    assertThat(Processors.parse(list).numbers()).hasToString(numbers);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1,", "3-1", "-1", "1-2-3", "99999"})
  void shouldRefuseOtherWords(String list) {
    assertThatThrownBy(() -> Processors.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(list);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldKeepEveryThreadOfLibtorchToThem() throws IOException {
    // given the last processor that this process may use, and every thread that is there already
    RandomFolder.write(folder, RandomFolder.tiny(), 3);
    String allowed = allowed(Path.of("/proc/self/status"));
    String last =
        allowed.substring(Math.max(allowed.lastIndexOf(','), allowed.lastIndexOf('-')) + 1);
    List<Path> before = threads();
    // when an engine on a thread of its own computes on two threads
    List<String> places =
        CompletableFuture.supplyAsync(
                () -> {
                  EngineOptions options = new EngineOptions(2).keptTo(Processors.parse(last));
                  try (Engine engine = Engine.load(Checkpoint.open(folder), options);
                      KvCache cache = engine.cache(1500)) {
                    long[] many = LongStream.range(0, 1500).map(i -> i % 200).toArray();
                    long[] positions = LongStream.range(0, 1500).toArray();
                    engine.step(
                        List.of(
                            new Chunk(
                                cache,
                                0,
                                many,
                                positions,
                                new long[0],
                                null,
                                0,
                                Chunk.Wanted.LAST)));
                    return newThreads(before);
                  }
                },
                task -> Thread.ofPlatform().start(task))
            .join();
    // then the calling thread and libtorch's own are there, and this one is where it was
    assertThat(places.stream().filter(last::equals).count()).isGreaterThanOrEqualTo(2);
    assertThat(allowed(Path.of("/proc/thread-self/status"))).isEqualTo(allowed);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void shouldSayWhenNoneIsAllowed() throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(), 3);
    EngineOptions options = new EngineOptions(1).keptTo(Processors.parse("9999"));
    assertThatThrownBy(() -> Engine.load(Checkpoint.open(folder), options))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("none of them is allowed");
  }

  private static List<Path> threads() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/self/task"))) {
      return threads.toList();
    }
  }

  /** Where each thread may run that was not there before. */
  private static List<String> newThreads(List<Path> before) {
    List<String> places = new ArrayList<>();
    try {
      for (Path thread : threads()) {
        if (!before.contains(thread)) {
          places.add(allowed(thread.resolve("status")));
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return places;
  }

  private static String allowed(Path status) throws IOException {
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("Cpus_allowed_list:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElseThrow();
    } catch (NoSuchFileException | java.io.UncheckedIOException e) {
      return ""; // The thread has ended meanwhile.
    }
  }
}
