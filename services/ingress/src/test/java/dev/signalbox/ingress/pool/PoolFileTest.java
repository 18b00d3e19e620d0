package dev.signalbox.ingress.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PoolFileTest {
  private static final Duration EVERY = Duration.ofMillis(20);

  @TempDir Path folder;
  private final BlockingQueue<PoolReading> told = new LinkedBlockingQueue<>();
  private Path path;
  private PoolFile file;

  @BeforeEach
  void start() throws IOException {
    path = Files.writeString(folder.resolve("pool.yaml"), Documents.GOOD);
    file = PoolFile.watch(path, Map.of(), EVERY, listener());
  }

  @AfterEach
  void stop() {
    file.close();
  }

  @Test
  void shouldTakeAChangeThatIsWrittenInPlace() throws Exception {
    Files.writeString(path, Documents.GOOD.replace("2.50", "2.49"));

    // Half of it may be told before, should the writer be held up for several looks.
    PoolSnapshot accepted = nextAfterHalves();
    assertThat(accepted).isSameAs(file.current());
    assertThat(
            file.current().model("gpt-4o").orElseThrow().price().rates().input().picoUsdPerToken())
        .isEqualTo(2_490_000);
  }

  @Test
  void shouldTakeAChangeThatIsRenamedIntoPlaceEvenOfTheSameLengthAndTime() throws Exception {
    Path edited = Files.writeString(folder.resolve(".new"), Documents.GOOD.replace("2.50", "2.49"));
    Files.setLastModifiedTime(edited, Files.getLastModifiedTime(path));
    Files.move(edited, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);

    assertThat(nextAccepted()).isSameAs(file.current());
  }

  @Test
  void shouldKeepTheLastGoodPoolWhileTheFileIsBadOrGone() throws Exception {
    PoolSnapshot good = file.current();

    replace(Documents.GOOD.replace("kind: Route", "kind: Rout"));
    assertThat(nextRefused())
        .containsExactly(path + ":46: document 3 kind: is Model or Route, not Rout");
    assertThat(file.current()).isSameAs(good);

    Files.delete(path);
    assertThat(nextRefused()).containsExactly(path + ": is not there");
    assertThat(file.current()).isSameAs(good);

    replace(new byte[] {(byte) 0xC3, (byte) 0x28});
    assertThat(nextRefused()).containsExactly(path + ": is not UTF-8");

    replace(Documents.GOOD);
    assertThat(nextAccepted().version()).isEqualTo(good.version());
  }

  @Test
  void shouldGoOnAfterAListenerThatFails() throws Exception {
    PoolSource.Listener failing =
        new PoolSource.Listener() {
          @Override
          public void accepted(PoolSnapshot pool) {
            told.add(new PoolReading.Accepted(pool));
            throw new IllegalStateException("a listener's bug");
          }

          @Override
          public void refused(List<Violation> violations) {}
        };
    file.close();
    file = PoolFile.watch(path, Map.of(), EVERY, failing);

    replace(Documents.GOOD.replace("2.50", "2.49"));
    PoolSnapshot first = nextAccepted();
    replace(Documents.GOOD.replace("2.50", "2.48"));

    assertThat(nextAccepted().version()).isNotEqualTo(first.version());
  }

  @Test
  void shouldNotStartWithoutAGoodPool() {
    Path absent = folder.resolve("absent.yaml");

    assertThatThrownBy(() -> PoolFile.watch(absent, Map.of(), EVERY, listener()))
        .isInstanceOf(PoolRefusedException.class)
        .hasMessage(absent + ": is not there");
  }

  private PoolSource.Listener listener() {
    return new PoolSource.Listener() {
      @Override
      public void accepted(PoolSnapshot pool) {
        told.add(new PoolReading.Accepted(pool));
      }

      @Override
      public void refused(List<Violation> violations) {
        told.add(new PoolReading.Refused(violations));
      }
    };
  }

  /** At once: whoever looks sees the old one or the new one. */
  private void replace(String text) throws IOException {
    replace(text.getBytes(StandardCharsets.UTF_8));
  }

  private void replace(byte[] content) throws IOException {
    Path whole = Files.write(folder.resolve(".new"), content);
    Files.move(whole, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private PoolSnapshot nextAfterHalves() throws InterruptedException {
    while (true) {
      PoolReading next = told.poll(60, TimeUnit.SECONDS);
      assertThat(next).isNotNull();
      if (next instanceof PoolReading.Accepted(PoolSnapshot pool)) {
        return pool;
      }
    }
  }

  private PoolSnapshot nextAccepted() throws InterruptedException {
    if (told.poll(60, TimeUnit.SECONDS) instanceof PoolReading.Accepted(PoolSnapshot pool)) {
      return pool;
    }
    throw new AssertionError("not accepted");
  }

  private List<String> nextRefused() throws InterruptedException {
    if (told.poll(60, TimeUnit.SECONDS)
        instanceof PoolReading.Refused(List<Violation> violations)) {
      return violations.stream().map(Violation::sentence).toList();
    }
    throw new AssertionError("not refused");
  }
}
