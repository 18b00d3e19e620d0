package dev.signalbox.ingress.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.routing.Estimates;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecollectionTest {
  private static final ChatRequestReader READER =
      new ChatRequestReader(new ChatLimits(32, 1 << 20, 8, 2));

  private final AtomicLong now = new AtomicLong(-5);
  private final Recollection recollection = new Recollection(Duration.ofSeconds(10), 100, now::get);

  @Test
  void shouldForgetWhatIsTooOld() {
    recollection.keep(fingerprint(1), answered("1"));

    now.addAndGet(Duration.ofMillis(9_999).toNanos());
    assertThat(recollection.find(fingerprint(1))).isPresent();
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(recollection.find(fingerprint(1))).isEmpty();
  }

  @Test
  void shouldForgetWhatAnOlderClassifierSaid() {
    recollection.keep(fingerprint(1), answered("1"));
    recollection.keep(fingerprint(2), answered("2"));

    assertThat(recollection.find(fingerprint(1))).isEmpty();
    assertThat(recollection.find(fingerprint(2))).isPresent();
  }

  @Test
  void shouldKeepNoMoreThanItsBoundAndTheNewest() {
    for (int i = 0; i < 1_000; i++) {
      recollection.keep(fingerprint(i), answered("1"));
    }

    long kept = 0;
    for (int i = 0; i < 1_000; i++) {
      kept += recollection.find(fingerprint(i)).isPresent() ? 1 : 0;
    }
    assertThat(kept).isBetween(50L, 102L);
    assertThat(recollection.find(fingerprint(999))).isPresent();
  }

  @Test
  void shouldTellApartEverythingThatTheClassifierIsTold() {
    Set<Fingerprint> prints = new HashSet<>();
    List<String> bodies =
        List.of(
            "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]",
            "\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]",
            "\"messages\":[{\"role\":\"system\",\"content\":\"Hello\"}]",
            "\"messages\":[{\"role\":\"user\",\"content\":\"Hel\"},{\"role\":\"user\",\"content\":\"lo\"}]",
            "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"response_format\":{\"type\":\"json_object\"}",
            "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]",
            "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://a/b\"}}]}]");
    for (String body : bodies) {
      prints.add(Fingerprint.of(question(body, "1"), "tenant"));
    }
    prints.add(Fingerprint.of(question(bodies.get(0), "2"), "tenant"));
    prints.add(Fingerprint.of(question(bodies.get(0), "1"), "another"));

    assertThat(prints).hasSize(bodies.size() + 2);
    assertThat(Fingerprint.of(question(bodies.get(0), "1"), "tenant")).isIn(prints);
  }

  private static Question question(String members, String poolVersion) {
    byte[] body = ("{\"model\":\"auto\"," + members + "}").getBytes(StandardCharsets.UTF_8);
    return new Question(READER.read(body, body.length), List.of(), List.of(), poolVersion);
  }

  private static Fingerprint fingerprint(long number) {
    return new Fingerprint(number, 0, 0, 0);
  }

  private static Classification answered(String version) {
    return new Classification(
        new Estimates.Answered(Map.of(), Optional.empty(), Optional.empty()),
        version,
        "chat",
        1,
        0.5,
        List.of(),
        Duration.ofMillis(1));
  }
}
