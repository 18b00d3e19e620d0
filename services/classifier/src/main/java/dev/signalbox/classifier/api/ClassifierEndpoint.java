package dev.signalbox.classifier.api;

import com.google.protobuf.CodedOutputStream;
import dev.signalbox.classifier.model.Assessor;
import dev.signalbox.classifier.model.Recalibration;
import dev.signalbox.contracts.classifier.v1.Classifier;
import dev.signalbox.contracts.classifier.v1.ClassifyReply;
import dev.signalbox.contracts.classifier.v1.ClassifyRequest;
import dev.signalbox.platform.problem.ProblemException;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * {@code signalbox.classifier.v1.Classifier}. Answers on the event loop: a bounded piece of
 * arithmetic, shorter than the two changes of thread that keeping it off the loop would take (ADR
 * 0150).
 */
@GrpcService
public class ClassifierEndpoint implements Classifier {
  private final LoadedModel model;
  private final ClassifierConfiguration configuration;
  private final ClassifierMetrics metrics;
  private final ReplyCache cache;
  private final Recalibrations recalibrations;

  @Inject
  ClassifierEndpoint(
      LoadedModel model,
      ClassifierConfiguration configuration,
      ClassifierMetrics metrics,
      Recalibrations recalibrations) {
    this.model = model;
    this.recalibrations = recalibrations;
    this.configuration = configuration;
    this.metrics = metrics;
    this.cache = new ReplyCache(configuration.cache().entries());
  }

  @Override
  public Uni<ClassifyReply> classify(ClassifyRequest request) {
    try {
      CompletableFuture<ClassifyReply> reply = answer(request);
      return reply.state() == Future.State.SUCCESS
          ? Uni.createFrom().item(reply.resultNow())
          : Uni.createFrom()
              .completionStage(reply)
              .onFailure(ProblemException.class)
              .transform(e -> refused((ProblemException) e));
    } catch (ProblemException e) {
      return Uni.createFrom().failure(refused(e));
    }
  }

  private StatusRuntimeException refused(ProblemException problem) {
    metrics.refused(problem.problem().code());
    return GrpcProblems.toStatus(problem);
  }

  private CompletableFuture<ClassifyReply> answer(ClassifyRequest request) {
    Messages.check(request, configuration.limits());
    Deadline deadline = Context.current().getDeadline();
    if (deadline != null && deadline.isExpired()) {
      throw new ProblemException(
          ClassifierProblem.TOO_LATE, "the deadline passed before the request was read");
    }
    Assessor assessor = model.assessor();
    if (assessor == null) {
      throw new ProblemException(ClassifierProblem.NOT_READY, "the model is being read");
    }
    Recalibration recalibration = recalibrations.of(assessor);
    ReplyCache.Found found =
        cache.get(
            recalibration.number() + key(request), () -> compute(assessor, recalibration, request));
    return found
        .reply()
        .thenApply(
            reply -> {
              metrics.classified(reply.getTask(), found.repeat());
              return found.repeat() ? reply.toBuilder().setCached(true).build() : reply;
            });
  }

  private ClassifyReply compute(
      Assessor assessor, Recalibration recalibration, ClassifyRequest request) {
    return metrics
        .duration()
        .record(
            () ->
                Messages.reply(
                    recalibration.apply(
                        assessor.assess(Messages.prompt(request), Messages.candidates(request))),
                    recalibration.version()));
  }

  /** A hash, so that the cache holds no prompt. */
  private static String key(ClassifyRequest request) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] bytes = new byte[request.getSerializedSize()];
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      out.useDeterministicSerialization();
      request.writeTo(out);
      return new String(digest.digest(bytes), StandardCharsets.ISO_8859_1);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
  }
}
