package dev.signalbox.ingress.assembly;

import dev.signalbox.edge.tls.PeerTls;
import dev.signalbox.ingress.ClassifierConfig;
import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.admission.Admission;
import dev.signalbox.ingress.admission.RateGate;
import dev.signalbox.ingress.admission.Spending;
import dev.signalbox.ingress.api.ModelHealth;
import dev.signalbox.ingress.api.ModelList;
import dev.signalbox.ingress.api.Repetitions;
import dev.signalbox.ingress.chat.ChatLimits;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.classify.ClassifierClient;
import dev.signalbox.ingress.classify.ClassifierLimits;
import dev.signalbox.ingress.conversation.AffinityLimits;
import dev.signalbox.ingress.conversation.Conversations;
import dev.signalbox.ingress.conversation.PlacementFeed;
import dev.signalbox.ingress.dispatch.DispatchLimits;
import dev.signalbox.ingress.dispatch.Dispatcher;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.flow.ChatFlow;
import dev.signalbox.ingress.flow.Feedback;
import dev.signalbox.ingress.flow.Ids;
import dev.signalbox.ingress.flow.RecentDecisions;
import dev.signalbox.ingress.flow.Shadowing;
import dev.signalbox.ingress.keys.Keys;
import dev.signalbox.ingress.picture.AddressPolicy;
import dev.signalbox.ingress.picture.Cidr;
import dev.signalbox.ingress.picture.FetchPolicy;
import dev.signalbox.ingress.picture.PictureFetcher;
import dev.signalbox.ingress.picture.PictureLimits;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.replay.AnswerCache;
import dev.signalbox.ingress.replay.RepeatedRequests;
import dev.signalbox.ingress.replay.ReplayLimits;
import dev.signalbox.ingress.routing.Budget;
import dev.signalbox.ingress.settlement.Estimating;
import dev.signalbox.ingress.settlement.Intents;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.ingress.standing.Standings;
import dev.signalbox.ingress.telemetry.Metrics;
import dev.signalbox.ingress.telemetry.TracedAttempts;
import dev.signalbox.ingress.tokens.Estimator;
import dev.signalbox.ingress.upstream.ModelClients;
import dev.signalbox.ingress.upstream.Reach;
import dev.signalbox.platform.tracing.Traces;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What answers requests. */
@ApplicationScoped
public class RequestParts {
  private final IngressConfig config;
  private final Vertx vertx;

  public RequestParts(IngressConfig config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
  }

  @Produces
  @Singleton
  InstantSource clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  Ids ids(InstantSource clock) {
    return new Ids(clock);
  }

  @Produces
  @Singleton
  Metrics metrics(MeterRegistry registry) {
    return new Metrics(registry);
  }

  @Produces
  @Singleton
  ChatRequestReader reader() {
    IngressConfig.Limits limits = config.limits();
    return new ChatRequestReader(
        new ChatLimits(
            limits.jsonDepth(), limits.bodyBytes(), limits.messages(), limits.pictures()));
  }

  @Produces
  @Singleton
  Admission admission(Keys keys, RateGate rates, EventLog events, MeterRegistry registry) {
    IngressConfig.Limits limits = config.limits();
    Admission admission =
        new Admission(keys, rates, events, limits.requestsInFlight(), limits.bodyBytesInFlight());
    Gauge.builder("signalbox.ingress.requests.in.flight", admission, Admission::inFlight)
        .description("Requests being answered")
        .register(registry);
    return admission;
  }

  @Produces
  @Singleton
  Conversations conversations(PlacementFeed feed, InstantSource clock, MeterRegistry registry) {
    IngressConfig.Affinity affinity = config.affinity();
    Conversations conversations =
        new Conversations(
            new AffinityLimits(affinity.conversations(), affinity.keep(), affinity.leastTokens()),
            clock,
            feed);
    Gauge.builder("signalbox.ingress.conversations", conversations, Conversations::size)
        .description("Conversations remembered for their prompt caches")
        .register(registry);
    return conversations;
  }

  @Produces
  @Singleton
  RecentDecisions recentDecisions() {
    return new RecentDecisions(config.decisions().remembered());
  }

  @Produces
  @Singleton
  Feedback feedback(
      RecentDecisions recent, ControlParts control, EventLog events, InstantSource clock) {
    return new Feedback(recent, control.grading(), events, clock);
  }

  @Produces
  @Singleton
  ModelList modelList(PoolSource pool, Standings standings) {
    return new ModelList(pool::current, standings::of);
  }

  @Produces
  @Singleton
  Settlement settlement(
      EventLog events, InstantSource clock, ControlParts control, Intents intents) {
    return new Settlement(events, clock, control.holder(), intents);
  }

  @Produces
  @Singleton
  ModelHealth modelHealth(ModelClients clients, Reach reach) {
    return new ModelHealth(clients::breakers, reach::reached);
  }

  @Produces
  @Singleton
  Repetitions repetitions(ChatFlow flow, InstantSource clock) {
    return repetitions(config.replay(), flow, clock);
  }

  static Repetitions repetitions(IngressConfig.Replay replay, ChatFlow flow, InstantSource clock) {
    int largest = replay.answerBytes();
    return new Repetitions(
        new RepeatedRequests(
            new ReplayLimits(
                replay.idempotencyLifetime(), replay.entries(), replay.idempotencyBytes(), largest),
            clock),
        new AnswerCache<>(
            new ReplayLimits(
                replay.cacheLifetime(), replay.entries(), replay.cacheBytes(), largest),
            clock),
        Set.copyOf(replay.cacheTenants().orElse(List.of())),
        flow,
        clock);
  }

  @Produces
  @Singleton
  PictureFetcher fetcher() {
    IngressConfig.Pictures pictures = config.pictures();
    List<Cidr> allowed =
        pictures.allowedNetworks().orElse(List.of()).stream().map(Cidr::parse).toList();
    return new PictureFetcher(
        vertx,
        new FetchPolicy(
            AddressPolicy.publicAnd(allowed),
            Set.copyOf(pictures.ports()),
            pictures.maxRedirects(),
            pictures.fetchTimeout(),
            pictures.fetches(),
            pictureLimits(pictures)));
  }

  void close(@Disposes PictureFetcher fetcher) {
    fetcher.close();
  }

  static PictureLimits pictureLimits(IngressConfig.Pictures pictures) {
    return new PictureLimits(
        pictures.maxBytes(), pictures.maxPixels(), PictureLimits.DEFAULT.maxSide());
  }

  @Produces
  @Singleton
  Estimating estimating() {
    return new Estimating(vertx, new Estimator());
  }

  @Produces
  @Singleton
  ChatFlow flow(
      PoolSource pool,
      ModelClients clients,
      EventLog events,
      Spending spending,
      Settlement settlement,
      PictureFetcher fetcher,
      Ids ids,
      InstantSource clock,
      Metrics metrics,
      ClassifierParts classifier,
      Conversations conversations,
      RecentDecisions recent,
      Shadowing shadowing,
      Standings standings,
      Estimating estimating,
      PromptParts prompts,
      Traces traces) {
    IngressConfig.Upstreams upstreams = config.upstreams();
    DispatchLimits limits =
        new DispatchLimits(
            upstreams.firstByteTimeout(),
            upstreams.deadline(),
            upstreams.attempts(),
            config.streams().pingInterval(),
            upstreams.hedgeAfter());
    return new ChatFlow(
        new ChatFlow.Parts(
            pool::current,
            clients::health,
            (visit, route) ->
                Budget.of(
                    spending.left(visit.key(), route.name()),
                    (model, facts) -> Spending.most(model, facts).money()),
            standings::of,
            conversations,
            recent,
            classifier.client(),
            new Dispatcher(vertx, clients, limits, TracedAttempts.over(metrics, traces)),
            spending,
            settlement,
            events,
            fetcher,
            pictureLimits(config.pictures()),
            ids,
            clock,
            metrics,
            shadowing,
            estimating,
            prompts.log()));
  }

  /** The classifier's client, where one is wanted. */
  @ApplicationScoped
  public static class ClassifierParts {
    private final Optional<ClassifierClient> client;

    public ClassifierParts(IngressConfig config, Vertx vertx, Traces traces, PeerTls tls) {
      ClassifierConfig classifier = config.classifier();
      this.client =
          classifier.enabled()
              ? Optional.of(
                  new ClassifierClient(
                      vertx,
                      classifier.host(),
                      classifier.port(),
                      new ClassifierLimits(
                          classifier.deadline(),
                          classifier.maxChars(),
                          classifier.failuresToOpen(),
                          classifier.coolDown(),
                          classifier.remember(),
                          classifier.mostRemembered()),
                      traces,
                      tls))
              : Optional.empty();
    }

    Optional<ClassifierClient> client() {
      return client;
    }
  }
}
