package dev.signalbox.ingress.api;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.admission.RateTurn;
import dev.signalbox.ingress.batch.JobAnswer;
import dev.signalbox.ingress.batch.JobAsker;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.flow.ChatFlow;
import dev.signalbox.ingress.flow.Client;
import dev.signalbox.ingress.flow.Decision;
import dev.signalbox.ingress.flow.FlowObserver;
import dev.signalbox.ingress.flow.Ids;
import dev.signalbox.ingress.flow.Phases;
import dev.signalbox.ingress.flow.Visit;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Asks a batch's jobs in the way of a request of its own, as long as half of the places are free. A
 * key's rates are for requests that somebody waits for; its budgets hold here too.
 */
public final class BatchAsker implements JobAsker {
  private final Vertx vertx;
  private final Admission admission;
  private final ChatRequestReader reader;
  private final ChatFlow flow;
  private final Ids ids;
  private final InstantSource clock;
  private final FlowObserver observer;
  private final int places;

  /**
   * @param places of requests, taken and free
   */
  public BatchAsker(
      Vertx vertx,
      Admission admission,
      ChatRequestReader reader,
      ChatFlow flow,
      Ids ids,
      InstantSource clock,
      FlowObserver observer,
      int places) {
    this.vertx = vertx;
    this.admission = admission;
    this.reader = reader;
    this.flow = flow;
    this.ids = ids;
    this.clock = clock;
    this.observer = observer;
    this.places = places;
  }

  @Override
  public boolean hasRoom() {
    return admission.inFlight() < Math.max(1, places / 2);
  }

  @Override
  public CompletionStage<JobAnswer> ask(ApiKey key, String endpoint, byte[] body, Keeper keeper) {
    Visit visit =
        new Visit(ids.next("req-"), key, RateTurn.UNLIMITED, null, clock.instant(), new Phases());
    Context context = vertx.getOrCreateContext();
    JobClient client = new JobClient(visit.requestId(), dialect(endpoint), keeper, context);
    context.runOnContext(now -> begin(visit, client, body));
    return client.answer;
  }

  private void begin(Visit visit, JobClient client, byte[] body) {
    try {
      Admission.Ticket ticket = admission.enter(RateTurn.UNLIMITED);
      client.ticket = ticket;
      ChatRequest request = client.dialect.read(reader, body, body.length);
      client.voice = client.dialect.voice(request, body, body.length, visit.requestId());
      visit.phases().end("body");
      flow.chat(visit, request, client);
    } catch (ProblemException e) {
      observer.refused(e);
      client.refuse(e);
    }
  }

  private static Dialect dialect(String endpoint) {
    return switch (endpoint) {
      case "/v1/embeddings" -> Dialect.EMBEDDINGS;
      case "/v1/responses" -> Dialect.RESPONSES;
      case "/v1/messages" -> Dialect.MESSAGES;
      default -> Dialect.CHAT;
    };
  }

  /** Nobody is there: the answer goes into the batch. */
  private static final class JobClient implements Client {
    private final CompletableFuture<JobAnswer> answer = new CompletableFuture<>();
    private final String requestId;
    private final Dialect dialect;
    private Voice voice = ChatVoice.INSTANCE;
    private final Keeper keeper;
    private final Context context;
    private Admission.@Nullable Ticket ticket;
    private @Nullable JobAnswer kept;

    JobClient(String requestId, Dialect dialect, Keeper keeper, Context context) {
      this.requestId = requestId;
      this.dialect = dialect;
      this.keeper = keeper;
      this.context = context;
    }

    @Override
    public void decided(Decision decision) {}

    @Override
    public Future<Void> keep(Buffer json) {
      JobAnswer answered = answered(json);
      kept = answered;
      return Future.fromCompletionStage(keeper.keep(answered), context).mapEmpty();
    }

    private JobAnswer answered(Buffer json) {
      return new JobAnswer(200, requestId, voice.answer(json).getBytes(), false);
    }

    @Override
    public void answer(String model, Buffer json, Settled settled) {
      end(kept == null ? answered(json) : kept);
    }

    @Override
    public void refuse(ProblemException problem) {
      end(
          new JobAnswer(
              problem.problem().httpStatus(),
              requestId,
              dialect.error(problem).getBytes(),
              problem.problem().retryable()));
    }

    private void end(JobAnswer ending) {
      if (ticket != null) {
        ticket.release();
      }
      answer.complete(ending);
    }

    @Override
    public void preview(Buffer json) {
      notStreamed();
    }

    @Override
    public void finish(Buffer events, Settled settled) {
      notStreamed();
    }

    @Override
    public void interrupted(ProblemException problem, Settled settled) {
      notStreamed();
    }

    private void notStreamed() {
      refuse(new ProblemException(IngressProblem.INTERNAL, "A job's answer is not streamed."));
    }

    @Override
    public boolean send(Model model, Buffer events) {
      return true;
    }

    @Override
    public void ping() {}

    @Override
    public void whenWritable(Runnable resume) {
      resume.run();
    }
  }
}
