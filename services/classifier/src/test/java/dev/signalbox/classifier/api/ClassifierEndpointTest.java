package dev.signalbox.classifier.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.contracts.classifier.v1.Basis;
import dev.signalbox.contracts.classifier.v1.Candidate;
import dev.signalbox.contracts.classifier.v1.ClassifierGrpc;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.contracts.classifier.v1.ImageFacts;
import dev.signalbox.contracts.classifier.v1.Message;
import dev.signalbox.contracts.classifier.v1.OperatingPoint;
import dev.signalbox.contracts.classifier.v1.PixelStatistics;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URL;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ClassifierEndpointTest {
  private static final String PROOF =
      "Prove that for every prime p the group of units modulo p is cyclic, and derive from it the"
          + " number of solutions of x^4 = 1 modulo p. Justify each step.";

  @TestHTTPResource URL address;

  private ManagedChannel channel;
  private ClassifierGrpc.ClassifierBlockingStub classifier;

  @BeforeEach
  void connect() {
    channel =
        ManagedChannelBuilder.forAddress(address.getHost(), address.getPort())
            .usePlaintext()
            .build();
    classifier = ClassifierGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private static ClassifyRequest.Builder asking(String text) {
    return ClassifyRequest.newBuilder()
        .addMessages(Message.newBuilder().setRole("user").setText(text))
        .addCandidates(candidate("signalbox-see", "", 0.05))
        .addCandidates(candidate("simulator-small", "gpt-4o-mini-2024-07-18", 0.78))
        .addCandidates(candidate("simulator-large", "gpt-4o-2024-08-06", 0.83));
  }

  private static Candidate candidate(String model, String gradedAs, double ability) {
    return Candidate.newBuilder().setModel(model).setGradedAs(gradedAs).setAbility(ability).build();
  }

  @Test
  void shouldTellSmallTalkFromAProof() {
    ClassifyReply easy = classifier.classify(asking("hi").build());
    ClassifyReply hard = classifier.classify(asking(PROOF).build());

    assertThat(easy.getTask()).isEqualTo("chat");
    assertThat(easy.getComplexity().getOverall()).isLessThan(0.25);
    assertThat(hard.getComplexity().getOverall())
        .isGreaterThan(easy.getComplexity().getOverall() + 0.3);
    assertThat(easy.getEstimates(1).getSuccess()).isGreaterThan(hard.getEstimates(1).getSuccess());
  }

  @Test
  void shouldAnswerInTheOrderOfTheCandidatesWithIntervalsAndBasis() {
    ClassifyReply reply = classifier.classify(asking(PROOF).build());

    assertThat(reply.getEstimatesList())
        .extracting(estimate -> estimate.getModel())
        .containsExactly("signalbox-see", "simulator-small", "simulator-large");
    assertThat(reply.getEstimatesList())
        .allSatisfy(
            estimate -> {
              assertThat(estimate.getSuccess()).isBetween(estimate.getLower(), estimate.getUpper());
              assertThat(estimate.getLower()).isBetween(0.0, 1.0);
              assertThat(estimate.getUpper()).isBetween(0.0, 1.0);
              assertThat(estimate.getOutputTokens()).isPositive();
            });
    assertThat(reply.getEstimates(0).getBasis()).isEqualTo(Basis.BASIS_PRIOR);
    assertThat(reply.getFeaturesList()).isNotEmpty();
    assertThat(reply.getClassifierVersion()).hasSize(12);
  }

  @Test
  void shouldServeTheCurveOfTheChoiceRule() {
    ClassifyReply graded = classifier.classify(asking(PROOF).build());
    ClassifyReply stated =
        classifier.classify(
            ClassifyRequest.newBuilder()
                .addMessages(Message.newBuilder().setRole("user").setText(PROOF))
                .addCandidates(
                    candidate("a", "", 0.4).toBuilder()
                        .setInputUsdPerMillion(0.1)
                        .setOutputUsdPerMillion(0.1))
                .addCandidates(
                    candidate("b", "", 0.9).toBuilder()
                        .setInputUsdPerMillion(10)
                        .setOutputUsdPerMillion(30))
                .build());

    assertThat(graded.getOperatingBasis()).isEqualTo(Basis.BASIS_OUTCOMES);
    assertThat(stated.getOperatingBasis()).isEqualTo(Basis.BASIS_PRIOR);
    for (ClassifyReply reply : List.of(graded, stated)) {
      assertThat(reply.getOperatingPointsList())
          .isNotEmpty()
          .isSortedAccordingTo(Comparator.comparingDouble(OperatingPoint::getLossPoints))
          .isSortedAccordingTo(Comparator.comparingDouble(OperatingPoint::getWeightPerUsd));
      assertThat(reply.getOperatingPoints(0).getLossPoints()).isLessThanOrEqualTo(0);
      assertThat(reply.getUnsure()).isFalse();
    }
    assertThat(graded.getEstimates(0).getServedAsPrior()).isTrue();
  }

  @Test
  void shouldHaveNoCurveWhereNothingIsKnownOfCosts() {
    ClassifyReply reply =
        classifier.classify(
            ClassifyRequest.newBuilder()
                .addMessages(Message.newBuilder().setRole("user").setText(PROOF))
                .addCandidates(candidate("a", "", 0.4))
                .build());

    assertThat(reply.getOperatingPointsList()).isEmpty();
  }

  @Test
  void shouldBeUnsureOfOtherLanguages() {
    for (String text :
        List.of(
            "Beweise, dass die Einheitengruppe modulo einer Primzahl zyklisch ist, und leite daraus"
                + " die Anzahl der Lösungen von x^4 = 1 her. Begründe jeden Schritt sorgfältig.",
            "証明してください。すべての素数について、単数群は巡回群である。",
            "Explique pourquoi le ciel paraît bleu pendant la journée et rouge au coucher du"
                + " soleil, puis résume ta réponse en trois phrases simples.")) {
      ClassifyReply reply = classifier.classify(asking(text).build());

      assertThat(reply.getUnsure()).as(text).isTrue();
      assertThat(reply.getUnsureBecause()).contains("English");
    }
  }

  @Test
  void shouldExpectMoreTroubleOfABusyPicture() {
    ClassifyRequest.Builder request =
        ClassifyRequest.newBuilder()
            .addMessages(
                Message.newBuilder()
                    .setRole("user")
                    .setText("How many circles are in the picture?"))
            .addCandidates(candidate("signalbox-see", "", 0.95));
    ImageFacts plain = ImageFacts.newBuilder().setWidth(64).setHeight(64).setBytes(900).build();
    ImageFacts busy =
        ImageFacts.newBuilder()
            .setWidth(4000)
            .setHeight(3000)
            .setBytes(3_000_000)
            .setPixels(PixelStatistics.newBuilder().setEdges(0.4).setColours(0.5))
            .build();

    double easy =
        classifier.classify(request.clone().addImages(plain).build()).getEstimates(0).getSuccess();
    double hard =
        classifier.classify(request.clone().addImages(busy).build()).getEstimates(0).getSuccess();

    assertThat(hard).isLessThan(easy - 0.02);
  }

  @Test
  void shouldLeaveASimpleQuestionAboutAPictureToASmallModelThatSees() {
    ClassifyReply reply =
        classifier.classify(
            ClassifyRequest.newBuilder()
                .addMessages(
                    Message.newBuilder()
                        .setRole("user")
                        .setText("How many circles are in the picture?"))
                .addImages(ImageFacts.newBuilder().setWidth(64).setHeight(64).setBytes(900))
                .addCandidates(candidate("signalbox-see", "", 0.95))
                .build());

    assertThat(reply.getTask()).isEqualTo("vision");
    assertThat(reply.getEstimates(0).getSuccess()).isGreaterThan(0.85);
    assertThat(reply.getEstimates(0).getBasis()).isEqualTo(Basis.BASIS_PRIOR);
  }

  @Test
  void shouldSayThatARepeatCameFromTheCache() {
    ClassifyRequest request = asking("Which year did the second world war end?").build();

    ClassifyReply first = classifier.classify(request);
    ClassifyReply second = classifier.classify(request);

    assertThat(first.getCached()).isFalse();
    assertThat(second.getCached()).isTrue();
    assertThat(second.getEstimatesList()).isEqualTo(first.getEstimatesList());
  }

  @Test
  void shouldRefuseWhatIsOutOfBounds() {
    List<ClassifyRequest> hostile =
        List.of(
            ClassifyRequest.getDefaultInstance(),
            asking("hi").addCandidates(candidate("x", "", 7)).build(),
            asking("hi").addCandidates(candidate("x", "", Double.NaN)).build(),
            asking("hi").addCandidates(candidate("", "", 0.5)).build(),
            asking("hi")
                .addAllCandidates(
                    IntStream.range(0, 100).mapToObj(i -> candidate("m" + i, "", 0.5)).toList())
                .build(),
            ClassifyRequest.newBuilder()
                .addAllMessages(
                    IntStream.range(0, 3000)
                        .mapToObj(i -> Message.newBuilder().setRole("user").setText("x").build())
                        .toList())
                .build());

    for (ClassifyRequest request : hostile) {
      assertThatThrownBy(() -> classifier.classify(request))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT));
    }
  }

  @Test
  void shouldTakeStrangeText() {
    for (String text :
        List.of("", " ", "\u0000\uD800", "(((((".repeat(5000), "\uD83D\uDE00", "a.b.c.")) {
      assertThat(classifier.classify(asking(text.replace("\uD800", "?")).build()).getTask())
          .isNotEmpty();
    }
  }

  @Test
  void shouldHonourTheDeadline() {
    assertThatThrownBy(
            () ->
                classifier
                    .withDeadlineAfter(1, TimeUnit.NANOSECONDS)
                    .classify(asking(PROOF).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED));
  }

  @Test
  void shouldBeReadyAndMeasured() {
    classifier.classify(asking("what is 2+2?").build());

    RestAssured.get("/q/health/ready").then().statusCode(200);
    // What is measured is written down after the answer.
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(RestAssured.get("/q/metrics").asString())
                    .contains("signalbox_classification_duration_seconds_bucket")
                    .contains("signalbox_classification_cache_total")
                    .contains("signalbox_classifications_total"));
  }
}
