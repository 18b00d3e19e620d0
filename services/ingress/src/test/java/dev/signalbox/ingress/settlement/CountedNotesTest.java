package dev.signalbox.ingress.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.signalbox.ingress.LocalServers;
import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.chat.ReportedUsage;
import dev.signalbox.ingress.chat.SaidText;
import dev.signalbox.ingress.dispatch.AttemptJournal;
import dev.signalbox.ingress.dispatch.Consumption;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.SmallPool;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.ingress.tokens.Estimator;
import dev.signalbox.platform.spool.SlotFile;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process leaves of calls that a tokenizer can count, read back from its file. */
class CountedNotesTest {
  private static final Encoding O200K =
      Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  private static final String PROMPT = "お誕生日おめでとう";
  private static final String SAID = "ありがとうございます。".repeat(20);
  private static final PoolSnapshot POOL =
      SmallPool.ofDocuments(
          SmallPool.model("plain", calling("m"), "1", "0.1", "2"),
          SmallPool.model("encoded", calling("gpt-4o"), "1", "0.1", "2"));

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void stop() {
    LocalServers.await(vertx.close());
  }

  @Test
  void shouldLeaveTheTokensOfThePromptAndOfWhatWasSaid() throws Exception {
    AttemptJournal.Entry call = asks("encoded", Duration.ofMillis(1));
    SlotFile.Leftover asked = leftOnce(left -> Intents.counted(left).isPresent());
    assertThat(Intents.counted(asked).orElseThrow())
        .isEqualTo(new Consumption.Counted("o200k_base", promptTokens(), 0));

    said(call, SAID);
    SlotFile.Leftover halfway =
        leftOnce(
            left ->
                Intents.counted(left).filter(c -> c.outputTokens() == saidTokens()).isPresent());
    assertThat(Intents.counted(halfway).orElseThrow())
        .isEqualTo(new Consumption.Counted("o200k_base", promptTokens(), saidTokens()));
  }

  @Test
  void shouldLeaveTheTokensOfThePromptOfAPlainAnswer() throws Exception {
    asks("encoded", Duration.ofMillis(1), false);

    SlotFile.Leftover asked = leftOnce(left -> Intents.counted(left).isPresent());

    assertThat(Intents.counted(asked).orElseThrow())
        .isEqualTo(new Consumption.Counted("o200k_base", promptTokens(), 0));
  }

  @Test
  void shouldScaleWhatWasSaidSinceTheLastCountAndSaySo() throws Exception {
    AttemptJournal.Entry call = asks("encoded", Duration.ofMillis(1));
    leftOnce(left -> Intents.counted(left).isPresent());
    said(call, SAID);
    leftOnce(
        left -> Intents.counted(left).filter(c -> c.outputTokens() == saidTokens()).isPresent());

    said(call, SAID + SAID.substring(0, SAID.length() / 2));

    SlotFile.Leftover left = leftOnce(l -> Intents.outputChars(l) > SAID.length());
    Consumption.Counted counted = Intents.counted(left).orElseThrow();
    assertThat(counted.method()).isEqualTo("o200k_base_sampled");
    assertThat(counted.outputTokens()).isEqualTo(Math.ceilDiv(saidTokens() * 3, 2));
  }

  @Test
  void shouldPreferAReport() throws Exception {
    AttemptJournal.Entry call = asks("encoded", Duration.ofMillis(1));
    leftOnce(left -> Intents.counted(left).isPresent());

    onContext(
        () -> {
          call.billable(new Consumption(model("encoded"), new ReportedUsage(7, 0, -1, 3), 9));
          return call;
        });

    SlotFile.Leftover left = leftOnce(l -> Intents.reported(l).isPresent());
    assertThat(Intents.counted(left)).isEmpty();
    assertThat(Intents.reported(left).orElseThrow().inputTokens()).isEqualTo(7);
  }

  @Test
  void shouldCountNothingThatEndsSoonOrHasNoEncoding() throws Exception {
    asks("plain", Duration.ofMillis(1));
    AttemptJournal.Entry soon = asks("encoded", Duration.ofHours(1));

    assertThat(lefts()).hasSize(2).allMatch(left -> Intents.counted(left).isEmpty());
    onContext(
        () -> {
          soon.free();
          return soon;
        });
    assertThat(lefts()).hasSize(1);
  }

  private long saidTokens() {
    return O200K.countTokensOrdinary(SAID);
  }

  private static long promptTokens() {
    return 3L + O200K.countTokensOrdinary("user") + O200K.countTokensOrdinary(PROMPT) + 3;
  }

  private void said(AttemptJournal.Entry call, String text) throws Exception {
    SaidText said = new SaidText();
    said.add(text);
    onContext(
        () -> {
          call.billable(new Consumption(model("encoded"), null, null, text.length(), said, null));
          return call;
        });
  }

  private AttemptJournal.Entry asks(String model, Duration patience) throws Exception {
    return asks(model, patience, true);
  }

  private AttemptJournal.Entry asks(String model, Duration patience, boolean stream)
      throws Exception {
    String json =
        "{\"model\":\"auto\",\"stream\":"
            + stream
            + ",\"messages\":[{\"role\":\"user\",\"content\":\""
            + PROMPT
            + "\"}]}";
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    ChatRequest request =
        new ChatRequestReader(new ChatLimits(10, 1_000, 10, 1)).read(body, body.length);
    Account account =
        new Account(
            "req-1",
            "dec-" + model,
            "acme",
            "key-1",
            null,
            "auto",
            new RequestFacts(9, 0, 0, false, stream, 0, "auto"),
            model("plain"),
            Instant.parse("2026-11-28T02:00:00Z"),
            Booking.REQUEST);
    Intents.Sheet sheet = new Intents(file(), "killed").sheet(account);
    return onContext(
        () ->
            new CountedNotes(vertx, new Estimator(), patience, request, sheet)
                .asks(model(model))
                .orElseThrow());
  }

  private <T> T onContext(Supplier<T> work) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        now -> {
          try {
            done.complete(work.get());
          } catch (RuntimeException e) {
            done.completeExceptionally(e);
          }
        });
    return done.get(30, TimeUnit.SECONDS);
  }

  private interface Wanted {
    boolean in(SlotFile.Leftover left);
  }

  /** The one call that the next process would find, as soon as it is as wanted. */
  private SlotFile.Leftover leftOnce(Wanted wanted) {
    Instant end = Instant.now().plusSeconds(60);
    while (Instant.now().isBefore(end)) {
      Optional<SlotFile.Leftover> found = lefts().stream().filter(wanted::in).findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      LockSupport.parkNanos(5_000_000);
    }
    throw new AssertionError("never noted: " + lefts());
  }

  private List<SlotFile.Leftover> lefts() {
    return file().leftovers();
  }

  private SlotFile file() {
    return SlotFile.open(directory.resolve("intents"), 16, 2_048);
  }

  private static Model model(String name) {
    return POOL.model(name).orElseThrow();
  }

  private static String calling(String upstreamModel) {
    return "openai: {baseUrl: 'http://127.0.0.1:1/v1', model: %s}".formatted(upstreamModel);
  }
}
