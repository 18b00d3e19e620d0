package dev.signalbox.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.checkpoint.SafetensorsFile;
import dev.signalbox.worker.checkpoint.TensorEntry;
import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.prompt.Message;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loaded server promises its callers, on a tiny folder of random weights. */
class ModelServerTest {
  @TempDir Path folder;

  @BeforeEach
  void writeFolder() throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(), 5);
  }

  private Scene scene(ServingLimits limits) {
    return new Scene(folder, limits, 1 << 20);
  }

  @Test
  void shouldLiveBeforeItIsReady() throws InterruptedException {
    // given loading that stands still
    CountDownLatch packing = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (ModelServer server =
        ModelServer.start(
            folder,
            ServerOptions.standard(1),
            ServingObserver.NONE,
            (bytes, of) -> {
              packing.countDown();
              try {
                assertThat(goOn.await(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            })) {
      assertThat(packing.await(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      // then it lives, is not ready, and says so to callers
      assertThat(server.isAlive()).isTrue();
      assertThat(server.isReady()).isFalse();
      assertThatThrownBy(() -> server.submit(request(), silent()))
          .isInstanceOfSatisfying(
              ProblemException.class,
              problem -> {
                assertThat(problem.problem()).isEqualTo(WorkerProblem.NOT_READY);
                assertThat(problem.retryAfter()).isNotNull();
              });
      // when
      goOn.countDown();
      server.ready().orTimeout(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
      // then
      assertThat(server.isReady()).isTrue();
      assertThat(server.isAlive()).isTrue();
    }
  }

  /** Each of them is used by one part of a forward only: ready means that all parts have run. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "model.vision_model.embeddings.patch_embedding.weight",
        "model.vision_model.encoder.layers.1.mlp.fc2.weight",
        "model.connector.modality_projection.proj.weight",
        "model.text_model.layers.1.mlp.down_proj.weight",
        "model.text_model.norm.weight",
        "lm_head.weight"
      })
  void shouldNotBeReadyWhenTheFirstForwardGivesNoNumbers(String tensor) throws IOException {
    // given weights of the right shape that are no numbers
    fill(tensor, Float.NaN);
    // when
    try (ModelServer server =
        ModelServer.start(folder, ServerOptions.standard(1), ServingObserver.NONE)) {
      // then
      assertThatThrownBy(
              () -> server.ready().orTimeout(Scene.PATIENCE.toSeconds(), TimeUnit.SECONDS).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(CheckpointException.class)
          .hasMessageContaining("give no numbers");
      assertThat(server.isReady()).isFalse();
      Awaitility.await().atMost(Scene.PATIENCE).until(() -> !server.isAlive());
    }
  }

  private void fill(String tensor, float value) throws IOException {
    Path file = folder.resolve("model.safetensors");
    TensorEntry entry = Objects.requireNonNull(SafetensorsFile.open(file).find(tensor));
    ByteBuffer values = ByteBuffer.allocate((int) entry.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    while (values.hasRemaining()) {
      values.putFloat(value);
    }
    try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
      raw.seek(entry.offset());
      raw.write(values.array());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldGiveOthersATokenWithEveryPieceOfALongPromptOrPicture(boolean picture) {
    try (Scene scene = scene(Scene.limits(8, 1000, 65_536, 65_536, 16))) {
      // given an answer that goes on, standing while a long prompt comes
      Scene.Asked decoding = scene.askLong("d1", 2, 300).stands();
      if (picture) {
        scene.ask("p1", -1, 1, Scene.picture(1), Scene.text("?"));
      } else {
        scene.ask("p1", -1, 1, Scene.text("x".repeat(640)));
      }
      scene.allPrepared();
      // when
      decoding.goOn();
      scene.allDone();
      // then it had a token in every turn: 17 tiles and 17 x 16 tokens of them, or 640 tokens, by
      // 16
      assertThat(scene.between("p1 accepted", "p1 delta", "d1 delta"))
          .isGreaterThanOrEqualTo(picture ? 17 + 17 : 40);
      assertThat(scene.happened().indexOf("p1 finished"))
          .isLessThan(scene.happened().indexOf("d1 finished"));
    }
  }

  @Test
  void shouldFreeWhatACancelledRequestHeldBeforeTheNextStep() {
    // given room for two of three requests of up to 364 tokens and a short prompt
    try (Scene scene = scene(Scene.limits(8, 1000, 65_536, 900, 4096))) {
      Scene.Asked first = scene.askLong("r1", 1, 300).stands();
      Scene.Asked leaving = scene.askLong("c1", 3, 300);
      scene.askLong("w1", -1, 300);
      scene.allPrepared();
      first.goOn();
      leaving.stands();
      assertThat(scene.inOrder("accepted")).containsExactly("r1", "c1");
      long held = scene.server().cacheBytes();
      // when
      leaving.cancel();
      leaving.goOn();
      scene.allDone();
      // then the third has the room before anyone else's next token, and nothing is told after it
      assertThat(scene.inOrder("accepted")).containsExactly("r1", "c1", "w1");
      List<String> after =
          scene
              .happened()
              .subList(scene.happened().lastIndexOf("c1 delta"), scene.happened().size());
      assertThat(after.get(1)).isEqualTo("w1 accepted");
      assertThat(scene.inOrder("finished")).containsExactlyInAnyOrder("r1", "w1");
      assertThat(held).isEqualTo(2L * KvRoom.BLOCK * Scene.BYTES_PER_TOKEN);
      assertThat(scene.server().cacheBytes()).isZero();
      assertThat(scene.server().cacheUse()).isZero();
    }
  }

  @Test
  void shouldHoldBlocksForWhatIsFilledAndNotForWhatIsAllowed() {
    try (Scene scene = scene(Scene.limits(8, 1000, 65_536, 4096, 4096))) {
      // given an answer that may have 1,900 tokens, at its first, and beyond its first block
      Scene.Asked early = scene.ask("a1", 1, 1900, Scene.text("short")).stands();
      assertThat(scene.server().cacheUse()).isGreaterThan(0.4);
      assertThat(scene.server().cacheBytes())
          .isEqualTo((long) KvRoom.BLOCK * Scene.BYTES_PER_TOKEN);
      early.cancel();
      early.goOn();
      scene.allDone();
      Scene.Asked late = scene.askLong("b1", KvRoom.BLOCK, 300).stands();
      assertThat(scene.server().cacheBytes()).isEqualTo(2L * KvRoom.BLOCK * Scene.BYTES_PER_TOKEN);
      late.goOn();
      scene.allDone();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldRefuseBeforeAPixelIsDecoded(boolean byTiles) {
    // given one place and a queue that one picture fills, by its tiles or by its tokens
    ServingLimits limits =
        byTiles
            ? Scene.limits(1, 20, 65_536, 65_536, 4096)
            : Scene.limits(1, 1000, 400, 65_536, 4096);
    try (Scene scene = scene(limits)) {
      Scene.Asked holder = scene.ask("g1", 0, 2, Scene.text("first")).stands();
      scene.ask("a1", -1, 2, Scene.picture(1));
      scene.allPrepared();
      // when another comes whose pixels can't be decoded
      ProblemException refused = scene.ask("b1", -1, 2, Scene.unreadable(2)).failure();
      // then nobody has tried
      assertThat(refused.problem()).isEqualTo(WorkerProblem.OVERLOADED);
      assertThat(refused.problem().httpStatus()).isEqualTo(429);
      assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(7));
      assertThat(refused.detail()).contains(byTiles ? "17 picture tiles" : "tokens are waiting");
      holder.goOn();
      scene.allDone();
      assertThat(scene.ask("b2", -1, 2, Scene.unreadable(2)).failure().problem())
          .isEqualTo(WorkerProblem.IMAGE_REFUSED);
    }
  }

  @Test
  void shouldKeepPictureEmbeddingsWithinTheirBytes() {
    // given room for the embeddings of two pictures: 17 tiles of 16 tokens of 64 floats each
    long one = 17L * 16 * 64 * Float.BYTES;
    try (Scene scene =
        new Scene(folder, Scene.limits(2, 1000, 65_536, 65_536, 4096), 2 * one + one / 2)) {
      for (int i = 0; i < 6; i++) {
        scene.ask("a" + i, -1, 1, Scene.picture(i), Scene.text("?"));
        scene.allDone();
        assertThat(scene.server().pictureCacheBytes()).isEqualTo(Math.min(i + 1, 2) * one);
      }
      assertThat(scene.server().pictureCacheHits()).isZero();
      assertThat(scene.server().pictureCacheQueries()).isEqualTo(6);
      // when the last one and a forgotten one come again
      scene.ask("b1", -1, 1, Scene.picture(5), Scene.text("again?"));
      scene.allDone();
      assertThat(scene.server().pictureCacheHits()).isEqualTo(1);
      scene.ask("b2", -1, 1, Scene.picture(0), Scene.text("again?"));
      scene.allDone();
      assertThat(scene.server().pictureCacheHits()).isEqualTo(1);
      assertThat(scene.server().pictureCacheQueries()).isEqualTo(8);
    }
  }

  @Test
  void shouldTellEveryRequestThatItStops() {
    Scene scene = scene(Scene.limits(1, 1000, 65_536, 65_536, 4096));
    Scene.Asked running = scene.askLong("r1", 2, 300).stands();
    Scene.Asked waiting = scene.ask("w1", -1, 2, Scene.text("waits"));
    scene.allPrepared();
    // when it is closed under one that runs and one that waits
    Thread closing = Thread.ofPlatform().start(scene::close);
    running.goOn();
    // then
    assertThat(waiting.failure().problem()).isEqualTo(WorkerProblem.NOT_READY);
    assertThat(running.failure().problem()).isEqualTo(WorkerProblem.NOT_READY);
    Awaitility.await().atMost(Scene.PATIENCE).until(() -> !closing.isAlive());
    assertThatThrownBy(() -> scene.server().submit(request(), silent()))
        .isInstanceOf(ProblemException.class);
  }

  private static GenerationRequest request() {
    return new GenerationRequest(
        "r",
        "t",
        List.of(Message.text("user", "hello")),
        2,
        Sampling.GREEDY,
        List.of(),
        OptionalInt.empty(),
        Optional.empty());
  }

  private static GenerationListener silent() {
    return new GenerationListener() {
      @Override
      public void onEvent(GenerationEvent event) {}

      @Override
      public void onFailure(ProblemException problem) {}
    };
  }
}
