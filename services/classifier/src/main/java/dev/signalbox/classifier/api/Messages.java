package dev.signalbox.classifier.api;

import dev.signalbox.classifier.features.ImageFact;
import dev.signalbox.classifier.features.PixelFacts;
import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.features.ResponseShape;
import dev.signalbox.classifier.features.Turn;
import dev.signalbox.classifier.model.Assessment;
import dev.signalbox.classifier.model.Candidate;
import dev.signalbox.classifier.model.Contribution;
import dev.signalbox.classifier.model.Estimate;
import dev.signalbox.classifier.model.OperatingCurve;
import dev.signalbox.contracts.classifier.v1.Basis;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.contracts.classifier.v1.Complexity;
import dev.signalbox.contracts.classifier.v1.Feature;
import dev.signalbox.contracts.classifier.v1.ImageFacts;
import dev.signalbox.contracts.classifier.v1.OperatingPoint;
import dev.signalbox.platform.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/** Between the wire and the core; refuses what is out of bounds. */
final class Messages {
  private Messages() {}

  /** Throws {@link ProblemException} when a limit is passed or a candidate makes no sense. */
  static void check(ClassifyRequest request, ClassifierConfiguration.Limits limits) {
    most(request.getMessagesCount(), limits.messages(), "messages");
    most(request.getCandidatesCount(), limits.candidates(), "candidates");
    most(request.getToolsCount(), limits.attachments(), "tools");
    most(request.getImagesCount(), limits.attachments(), "images");
    if (request.getMessagesCount() == 0) {
      throw new ProblemException(ClassifierProblem.INVALID, "a request needs at least one message");
    }
    long characters = 0;
    for (var message : request.getMessagesList()) {
      characters += message.getText().length();
    }
    most(characters, limits.characters(), "characters");
    for (var candidate : request.getCandidatesList()) {
      boolean sound =
          !candidate.getModel().isEmpty()
              && candidate.getAbility() >= 0
              && candidate.getAbility() <= 1
              && price(candidate.getInputUsdPerMillion())
              && price(candidate.getOutputUsdPerMillion());
      if (!sound) {
        throw new ProblemException(
            ClassifierProblem.INVALID,
            "a candidate needs a model name, an ability in [0,1] and prices of at least 0");
      }
    }
  }

  private static boolean price(double usd) {
    return usd >= 0 && usd <= 1e9;
  }

  private static void most(long count, long limit, String what) {
    if (count > limit) {
      throw new ProblemException(
          ClassifierProblem.TOO_LARGE,
          "too many " + what + ": " + count + ", at most " + limit + " are taken");
    }
  }

  static Prompt prompt(ClassifyRequest request) {
    return new Prompt(
        request.getMessagesList().stream().map(m -> new Turn(m.getRole(), m.getText())).toList(),
        request.getToolsList(),
        switch (request.getResponseFormat()) {
          case RESPONSE_FORMAT_JSON_OBJECT -> ResponseShape.JSON_OBJECT;
          case RESPONSE_FORMAT_JSON_SCHEMA -> ResponseShape.JSON_SCHEMA;
          case RESPONSE_FORMAT_TEXT, RESPONSE_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
              ResponseShape.TEXT;
        },
        request.getImagesList().stream().map(Messages::image).toList());
  }

  private static ImageFact image(ImageFacts facts) {
    Optional<PixelFacts> pixels =
        facts.hasPixels()
            ? Optional.of(
                new PixelFacts(
                    share(facts.getPixels().getLuminance()),
                    share(facts.getPixels().getContrast()),
                    share(facts.getPixels().getEdges()),
                    share(facts.getPixels().getColours()),
                    share(facts.getPixels().getSaturation())))
            : Optional.empty();
    return new ImageFact(facts.getWidth(), facts.getHeight(), facts.getBytes(), pixels);
  }

  /** What is no number counts as 0. */
  private static double share(double value) {
    return value > 0 ? Math.min(1, value) : 0;
  }

  static List<Candidate> candidates(ClassifyRequest request) {
    return request.getCandidatesList().stream()
        .map(
            c ->
                new Candidate(
                    c.getModel(),
                    c.getGradedAs(),
                    c.getAbility(),
                    c.hasInputUsdPerMillion() ? c.getInputUsdPerMillion() : -1,
                    c.hasOutputUsdPerMillion() ? c.getOutputUsdPerMillion() : -1))
        .toList();
  }

  static ClassifyReply reply(Assessment assessment, String version) {
    ClassifyReply.Builder reply =
        ClassifyReply.newBuilder()
            .setTask(assessment.task().code())
            .setTaskConfidence(assessment.taskConfidence())
            .setComplexity(complexity(assessment.complexity()))
            .setClassifierVersion(version)
            .setOperatingBasis(
                assessment.operatingFromOutcomes() ? Basis.BASIS_OUTCOMES : Basis.BASIS_PRIOR)
            .setUnsure(!assessment.unsureBecause().isEmpty())
            .setUnsureBecause(assessment.unsureBecause());
    for (OperatingCurve.Point point : assessment.operating().points()) {
      reply.addOperatingPoints(
          OperatingPoint.newBuilder()
              .setLossPoints(point.lossPoints())
              .setWeightPerUsd(point.weightPerUsd())
              .setSaving(point.saving()));
    }
    for (Estimate estimate : assessment.estimates()) {
      reply.addEstimates(estimate(estimate));
    }
    for (Contribution contribution : assessment.contributions()) {
      reply.addFeatures(
          Feature.newBuilder().setName(contribution.name()).setWeight(contribution.weight()));
    }
    return reply.build();
  }

  private static dev.signalbox.contracts.classifier.v1.Estimate estimate(Estimate estimate) {
    return dev.signalbox.contracts.classifier.v1.Estimate.newBuilder()
        .setModel(estimate.model())
        .setSuccess(estimate.success())
        .setLower(estimate.lower())
        .setUpper(estimate.upper())
        .setBasis(estimate.fromOutcomes() ? Basis.BASIS_OUTCOMES : Basis.BASIS_PRIOR)
        .setOutputTokens(estimate.outputTokens())
        .setServedAsPrior(!estimate.fromOutcomes())
        .build();
  }

  private static Complexity complexity(dev.signalbox.classifier.model.Complexity complexity) {
    return Complexity.newBuilder()
        .setOverall(complexity.overall())
        .setReasoning(complexity.reasoning())
        .setKnowledge(complexity.knowledge())
        .setLength(complexity.length())
        .setConstraints(complexity.constraints())
        .build();
  }
}
