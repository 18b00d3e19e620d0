package dev.signalbox.worker.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signalbox.worker.checkpoint.CheckpointException;
import dev.signalbox.worker.cli.RandomFolder;
import dev.signalbox.worker.engine.EngineOptions;
import dev.signalbox.worker.preprocess.PixelLimits;
import dev.signalbox.worker.program.Kernels;
import dev.signalbox.worker.program.Precision;
import dev.signalbox.worker.prompt.Message;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.Sampling;
import dev.signalbox.worker.serving.ServerOptions;
import dev.signalbox.worker.serving.ServingLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VisionLanguageModelTest {
  @TempDir static Path folder;

  @BeforeAll
  static void writeFolder() throws IOException {
    RandomFolder.write(folder, RandomFolder.tiny(), 21);
  }

  private static ServerOptions options(int running, int prefill, long cacheBytes) {
    return options(running, prefill, cacheBytes, Precision.FP32);
  }

  private static ServerOptions options(
      int running, int prefill, long cacheBytes, Precision precision) {
    return new ServerOptions(
        new EngineOptions(1, precision),
        new ServingLimits(
            running, 64, 1000, 65_536, 64 << 20, 2048, 64, prefill, 8, Duration.ofSeconds(1)),
        PixelLimits.DEFAULT,
        1,
        cacheBytes,
        cacheBytes);
  }

  private static List<Message> question(int seed, boolean picture) {
    List<Message.Part> parts = new ArrayList<>();
    if (picture) {
      parts.add(new Message.Part.Picture(png(20 + seed, 30)));
    }
    parts.add(new Message.Part.Text("question " + seed * 7919));
    return List.of(new Message("user", parts));
  }

  private static byte[] png(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      image.setRGB(x, x % height, 0x123456 * (x + 1));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static List<String> answers(VisionLanguageModel model) {
    return IntStream.range(0, 6)
        .mapToObj(i -> model.answer(question(i, i % 2 == 0), GenerationOptions.greedy(20)))
        .toList();
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void shouldAnswerTheSameAloneBatchedChunkedAndCached(Precision precision) {
    assumeThat(precision == Precision.FP32 || Kernels.ofThisMachine(precision).isPacked()).isTrue();
    List<String> alone;
    try (VisionLanguageModel model =
        VisionLanguageModel.load(folder, options(1, 4096, 0, precision))) {
      alone = answers(model);
    }
    assertThat(java.util.Set.copyOf(alone)).hasSizeGreaterThan(2);
    try (VisionLanguageModel model =
        VisionLanguageModel.load(folder, options(8, 16, 32 << 20, precision))) {
      // when batched and chunked
      List<CompletableFuture<String>> together =
          IntStream.range(0, 6)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () -> model.answer(question(i, i % 2 == 0), GenerationOptions.greedy(20)),
                          task -> Thread.ofPlatform().start(task)))
              .toList();
      assertThat(together.stream().map(CompletableFuture::join)).isEqualTo(alone);
      // when every picture and prefix is cached
      assertThat(answers(model)).isEqualTo(alone);
    }
  }

  @Test
  void shouldGiveTheSameTextForASeedAloneAndBatched() {
    GenerationOptions seeded =
        new GenerationOptions(
            24,
            new Sampling(0.9, 0.95, 40, 0, 1.1, 0, 0, java.util.OptionalLong.of(99)),
            List.of(),
            OptionalInt.empty());
    try (VisionLanguageModel model = VisionLanguageModel.load(folder, options(8, 16, 0))) {
      String alone = model.answer(question(4, false), seeded);
      List<CompletableFuture<String>> together =
          IntStream.range(0, 5)
              .mapToObj(
                  i ->
                      CompletableFuture.supplyAsync(
                          () ->
                              model.answer(
                                  question(i, false),
                                  i == 4 ? seeded : GenerationOptions.greedy(24)),
                          task -> Thread.ofPlatform().start(task)))
              .toList();
      assertThat(together.stream().map(CompletableFuture::join).toList().get(4)).isEqualTo(alone);
    }
  }

  @Test
  void shouldSayHowManyPromptTokensWereCached() {
    try (VisionLanguageModel model = VisionLanguageModel.load(folder, options(1, 256, 32 << 20))) {
      usage(model, question(1, true));
      GenerationEvent.Usage again = usage(model, question(1, true));
      assertThat(again.cachedTokens()).isEqualTo(again.promptTokens() - 1);
    }
  }

  private static GenerationEvent.Usage usage(VisionLanguageModel model, List<Message> messages) {
    try (Stream<GenerationEvent> events = model.generate(messages, GenerationOptions.greedy(4))) {
      return events
          .filter(GenerationEvent.Finished.class::isInstance)
          .map(event -> ((GenerationEvent.Finished) event).usage())
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void shouldGiveLogProbabilitiesThatBelongToTheChosenTokens() {
    try (VisionLanguageModel model = VisionLanguageModel.load(folder, options(1, 256, 0));
        Stream<GenerationEvent> events =
            model.generate(
                question(3, false),
                new GenerationOptions(5, Sampling.GREEDY, List.of(), OptionalInt.of(3)))) {
      List<GenerationEvent.TokenLogprob> all =
          events
              .filter(GenerationEvent.Delta.class::isInstance)
              .flatMap(event -> ((GenerationEvent.Delta) event).logprobs().stream())
              .toList();
      assertThat(all).isNotEmpty();
      for (GenerationEvent.TokenLogprob token : all) {
        assertThat(token.logprob()).isNegative();
        assertThat(token.alternatives()).hasSize(3);
        assertThat(token.alternatives().getFirst().logprob()).isEqualTo(token.logprob());
      }
    }
  }

  @Test
  void shouldSayWhyAFolderIsRefused() {
    assertThatThrownBy(() -> VisionLanguageModel.load(folder.resolve("none")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is not a folder");
  }
}
