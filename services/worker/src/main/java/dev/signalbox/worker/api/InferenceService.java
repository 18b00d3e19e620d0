package dev.signalbox.worker.api;

import dev.signalbox.contracts.inference.v1.DescribeReply;
import dev.signalbox.contracts.inference.v1.DescribeRequest;
import dev.signalbox.contracts.inference.v1.GenerateEvent;
import dev.signalbox.contracts.inference.v1.GenerateRequest;
import dev.signalbox.contracts.inference.v1.Inference;
import dev.signalbox.edge.telemetry.RequestTrace;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.tracing.Traceparent;
import dev.signalbox.platform.tracing.Traces;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationListener;
import dev.signalbox.worker.serving.Ticket;
import dev.signalbox.worker.serving.WorkerProblem;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import org.jspecify.annotations.Nullable;

/**
 * {@code signalbox.inference.v1.Inference}. Nothing here blocks: reading a request ends in a queue,
 * events come from the scheduler.
 */
@GrpcService
public class InferenceService implements Inference {
  private final ServedModel model;
  private final String name;
  private final Traces traces;

  public InferenceService(ServedModel model, WorkerConfig config, Traces traces) {
    this.model = model;
    this.name = config.model().name();
    this.traces = traces;
  }

  @Override
  public Multi<GenerateEvent> generate(GenerateRequest request) {
    Traceparent trace = RequestTrace.current();
    // The buffer holds at most one event for each token of one answer.
    return Multi.createFrom()
        .emitter(emitter -> submit(request, trace, emitter), BackPressureStrategy.BUFFER);
  }

  private void submit(
      GenerateRequest request,
      @Nullable Traceparent trace,
      MultiEmitter<? super GenerateEvent> emitter) {
    try {
      if (!request.getModel().isEmpty() && !request.getModel().equals(name)) {
        throw new ProblemException(
            WorkerProblem.MODEL_NOT_FOUND,
            "This worker serves %s only.".formatted(name),
            "model",
            null);
      }
      GenerationListener answer = TracedGeneration.over(relay(emitter), traces, trace, name);
      Ticket ticket = model.server().submit(ProtoRequests.read(request), answer);
      emitter.onTermination(
          () -> {
            ticket.cancel();
            TracedGeneration.left(answer);
          });
    } catch (ProblemException e) {
      emitter.fail(GrpcProblems.toStatus(e));
    }
  }

  private static GenerationListener relay(MultiEmitter<? super GenerateEvent> emitter) {
    return new GenerationListener() {
      @Override
      public void onEvent(GenerationEvent event) {
        emitter.emit(ProtoEvents.write(event));
        if (event instanceof GenerationEvent.Finished) {
          emitter.complete();
        }
      }

      @Override
      public void onFailure(ProblemException problem) {
        emitter.fail(GrpcProblems.toStatus(problem));
      }
    };
  }

  @Override
  public Uni<DescribeReply> describe(DescribeRequest request) {
    return Uni.createFrom()
        .item(
            () ->
                DescribeReply.newBuilder()
                    .addModels(name)
                    .setMaxContextTokens(model.server().contextTokens())
                    .setRunning(model.server().running())
                    .setWaiting(model.server().waiting())
                    .setMaxRunning(model.server().mostRunning())
                    .setDevice("cpu")
                    .build());
  }
}
