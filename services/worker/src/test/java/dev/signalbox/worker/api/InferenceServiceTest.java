package dev.signalbox.worker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import dev.signalbox.contracts.inference.v1.DescribeReply;
import dev.signalbox.contracts.inference.v1.DescribeRequest;
import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.contracts.inference.v1.Inference;
import dev.signalbox.contracts.inference.v1.Message;
import dev.signalbox.contracts.inference.v1.Part;
import dev.signalbox.contracts.inference.v1.Sampling;
import dev.signalbox.contracts.inference.v1.Video;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.smallrye.mutiny.subscription.Cancellable;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TinyModel.class)
class InferenceServiceTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @GrpcClient("worker")
  Inference worker;

  @BeforeEach
  void awaitReady() {
    await(() -> RestAssured.get("/q/health/ready").statusCode() == 200);
  }

  @Test
  void shouldStreamAcceptedThenDeltasThenFinished() {
    // given
    GenerateRequest request = ask("hello", 12).build();
    // when
    List<GenerateEvent> events = collect(request);
    // then
    assertThat(events.getFirst().hasAccepted()).isTrue();
    assertThat(events.getLast().hasFinished()).isTrue();
    assertThat(events.subList(1, events.size() - 1)).allMatch(GenerateEvent::hasDelta);
    assertThat(events.getLast().getFinished().getUsage().getOutputTokens())
        .isEqualTo(events.size() - 2)
        .isBetween(1, 12);
    assertThat(events.getFirst().getAccepted().getPromptTokens())
        .isEqualTo(events.getLast().getFinished().getUsage().getPromptTokens());
  }

  @Test
  void shouldAnswerTheSameTwiceWhenGreedy() {
    GenerateRequest request = ask("again", 16).build();
    assertThat(text(collect(request))).isEqualTo(text(collect(request)));
  }

  @Test
  void shouldCountImageTokensOfAPicture() throws IOException {
    // given a square picture: 4 x 4 tiles and the global view, 16 tokens each
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .addMessages(
                Message.newBuilder()
                    .setRole("user")
                    .addParts(Part.newBuilder().setImage(ByteString.copyFrom(png(40, 40))))
                    .addParts(Part.newBuilder().setText("what?")))
            .setMaxOutputTokens(3)
            .build();
    // when
    List<GenerateEvent> first = collect(request);
    List<GenerateEvent> second = collect(request);
    // then
    assertThat(first.getFirst().getAccepted().getImageTokens()).isEqualTo(17 * 16);
    assertThat(second.getFirst().getAccepted().getCachedTokens()).isGreaterThan(17 * 16);
    assertThat(text(second)).isEqualTo(text(first));
  }

  @Test
  void shouldSeeAVideoOfFramesAndAnAnimation() throws IOException {
    Video.Builder frames =
        Video.newBuilder()
            .addFrames(ByteString.copyFrom(png(30, 20)))
            .addFrames(ByteString.copyFrom(png(40, 20)))
            .addFrames(ByteString.copyFrom(png(30, 20)))
            .setFps(1);
    assertThat(collect(watch(frames)).getFirst().getAccepted().getImageTokens()).isEqualTo(3 * 16);
    byte[] gif = Files.readAllBytes(Path.of("src/test/golden/pictures/moving.gif"));
    assertThat(
            collect(watch(Video.newBuilder().addFrames(ByteString.copyFrom(gif))))
                .getFirst()
                .getAccepted()
                .getImageTokens())
        .isEqualTo(16);
  }

  @Test
  void shouldRefuseAVideoThatIsNone() {
    assertThat(refused(watch(Video.newBuilder()))).contains("frames and a rate");
    byte[] mp4 = "\0\0\0\u0018ftypisom".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refused(watch(Video.newBuilder().addFrames(ByteString.copyFrom(mp4)))))
        .contains("MP4", "ffmpeg");
    // as a frame it is no picture
    assertThat(refused(watch(Video.newBuilder().addFrames(ByteString.copyFrom(mp4)).setFps(1))))
        .contains("PNG");
  }

  private GenerateRequest watch(Video.Builder video) {
    return GenerateRequest.newBuilder()
        .addMessages(
            Message.newBuilder()
                .setRole("user")
                .addParts(Part.newBuilder().setVideo(video))
                .addParts(Part.newBuilder().setText("what?")))
        .setMaxOutputTokens(1)
        .build();
  }

  private String refused(GenerateRequest request) {
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> collect(request));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    return String.valueOf(failure.getStatus().getDescription());
  }

  @Test
  void shouldRefuseAPixelBombFromItsHeader() {
    // given a PNG header that promises 100000 x 100000 pixels
    byte[] bomb = pngHeader(100_000, 100_000);
    GenerateRequest request =
        GenerateRequest.newBuilder()
            .addMessages(
                Message.newBuilder()
                    .setRole("user")
                    .addParts(Part.newBuilder().setImage(ByteString.copyFrom(bomb))))
            .build();
    // when
    StatusRuntimeException failure =
        catchThrowableOfType(StatusRuntimeException.class, () -> collect(request));
    // then
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getStatus().getDescription()).contains("100000x100000");
  }

  @Test
  void shouldNameAnUnknownModel() {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> collect(ask("hi", 1).setModel("gpt-17").build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
  }

  @Test
  void shouldRefuseMoreTokensThanTheContextHolds() {
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class, () -> collect(ask("hi", 100_000).build()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(failure.getTrailers().get(GrpcProblems.PROBLEM_CODE))
        .isEqualTo("context_length_exceeded");
  }

  @Test
  void shouldStopRunningWhenTheCallIsCancelled() throws InterruptedException {
    // given an endless answer: random sampling over a vocabulary of nonsense
    CountDownLatch started = new CountDownLatch(3);
    Cancellable call =
        worker
            .generate(endless())
            .subscribe()
            .with(event -> started.countDown(), failure -> {}, () -> {});
    assertThat(started.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    // when
    call.cancel();
    // then
    await(() -> describe().getRunning() == 0);
  }

  @Test
  void shouldSayWhenToRetryWhenFull() {
    // given more endless answers than run (8) and wait (4)
    List<Cancellable> calls = new ArrayList<>();
    List<StatusRuntimeException> refusals =
        java.util.Collections.synchronizedList(new ArrayList<>());
    try {
      for (int i = 0; i < 40; i++) {
        calls.add(
            worker
                .generate(endless())
                .subscribe()
                .with(
                    event -> {},
                    failure -> refusals.add((StatusRuntimeException) failure),
                    () -> {}));
      }
      // then
      await(() -> !refusals.isEmpty());
      assertThat(refusals.getFirst().getStatus().getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(refusals.getFirst().getTrailers().get(GrpcProblems.RETRY_AFTER_MS))
          .isEqualTo("1000");
    } finally {
      calls.forEach(Cancellable::cancel);
    }
    await(() -> describe().getRunning() + describe().getWaiting() == 0);
  }

  private DescribeReply describe() {
    return worker.describe(DescribeRequest.getDefaultInstance()).await().atMost(PATIENCE);
  }

  private List<GenerateEvent> collect(GenerateRequest request) {
    return worker.generate(request).collect().asList().await().atMost(PATIENCE);
  }

  private static GenerateRequest endless() {
    return ask("go on", 1500)
        .setSampling(Sampling.newBuilder().setTemperature(2).setSeed(5))
        .build();
  }

  private static GenerateRequest.Builder ask(String text, int tokens) {
    return GenerateRequest.newBuilder()
        .addMessages(Message.newBuilder().setRole("user").addParts(Part.newBuilder().setText(text)))
        .setMaxOutputTokens(tokens);
  }

  private static String text(List<GenerateEvent> events) {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(event.getDelta().getText()));
    return text.toString();
  }

  private static byte[] png(int width, int height) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(3, 4, 0xff8000);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private static byte[] pngHeader(int width, int height) {
    return java.nio.ByteBuffer.allocate(33)
        .putLong(0x89504E470D0A1A0AL)
        .putInt(13)
        .putInt(0x49484452)
        .putInt(width)
        .putInt(height)
        .array();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + PATIENCE);
      }
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }
}
