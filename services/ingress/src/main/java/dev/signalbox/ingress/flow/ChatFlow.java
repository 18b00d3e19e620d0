package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.IngressProblem;
import dev.signalbox.ingress.admission.Spending;
import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.classify.Classification;
import dev.signalbox.ingress.classify.ClassifierClient;
import dev.signalbox.ingress.classify.Question;
import dev.signalbox.ingress.conversation.ConversationKey;
import dev.signalbox.ingress.conversation.Conversations;
import dev.signalbox.ingress.dispatch.Dispatcher;
import dev.signalbox.ingress.events.EventKind;
import dev.signalbox.ingress.events.EventLog;
import dev.signalbox.ingress.picture.PictureFetcher;
import dev.signalbox.ingress.picture.PictureLimits;
import dev.signalbox.ingress.pool.Modality;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.PoolSnapshot;
import dev.signalbox.ingress.pool.Route;
import dev.signalbox.ingress.pricing.Usage;
import dev.signalbox.ingress.promptlog.PromptLog;
import dev.signalbox.ingress.routing.Budget;
import dev.signalbox.ingress.routing.Conditions;
import dev.signalbox.ingress.routing.Floors;
import dev.signalbox.ingress.routing.Health;
import dev.signalbox.ingress.routing.RequestFacts;
import dev.signalbox.ingress.routing.RouteDecision;
import dev.signalbox.ingress.routing.RoutingPolicy;
import dev.signalbox.ingress.settlement.Ending;
import dev.signalbox.ingress.settlement.Estimating;
import dev.signalbox.ingress.settlement.Settled;
import dev.signalbox.ingress.settlement.Settlement;
import dev.signalbox.platform.money.Money;
import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.platform.spool.SpoolFullException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** The walk. Holds nothing of a request; thread-safe. */
public final class ChatFlow {
  private static final Duration UNHEALTHY_RETRY = Duration.ofSeconds(2);

  private final Supplier<PoolSnapshot> pool;
  private final Supplier<Health> health;
  private final BiFunction<Visit, Route, Budget> budget;
  private final Function<Route, Floors> floors;
  private final Conversations conversations;
  private final RecentDecisions recent;
  private final Optional<ClassifierClient> classifier;
  private final Dispatcher dispatcher;
  private final Spending spending;
  private final Settlement settlement;
  private final EventLog events;
  private final PictureFetcher fetcher;
  private final PictureLimits pictureLimits;
  private final Ids ids;
  private final InstantSource clock;
  private final FlowObserver observer;
  private final Shadowing shadowing;
  private final Estimating estimating;
  private final Optional<PromptLog> prompts;

  /**
   * What the walk needs.
   *
   * @param budget what may still be spent on a request, as of now
   * @param floors which models are drained from a route, as of now
   */
  public record Parts(
      Supplier<PoolSnapshot> pool,
      Supplier<Health> health,
      BiFunction<Visit, Route, Budget> budget,
      Function<Route, Floors> floors,
      Conversations conversations,
      RecentDecisions recent,
      Optional<ClassifierClient> classifier,
      Dispatcher dispatcher,
      Spending spending,
      Settlement settlement,
      EventLog events,
      PictureFetcher fetcher,
      PictureLimits pictureLimits,
      Ids ids,
      InstantSource clock,
      FlowObserver observer,
      Shadowing shadowing,
      Estimating estimating,
      Optional<PromptLog> prompts) {}

  public ChatFlow(Parts parts) {
    this.pool = parts.pool();
    this.health = parts.health();
    this.budget = parts.budget();
    this.floors = parts.floors();
    this.conversations = parts.conversations();
    this.recent = parts.recent();
    this.classifier = parts.classifier();
    this.dispatcher = parts.dispatcher();
    this.spending = parts.spending();
    this.settlement = parts.settlement();
    this.events = parts.events();
    this.fetcher = parts.fetcher();
    this.pictureLimits = parts.pictureLimits();
    this.ids = parts.ids();
    this.clock = parts.clock();
    this.observer = parts.observer();
    this.shadowing = parts.shadowing();
    this.estimating = parts.estimating();
    this.prompts = parts.prompts();
  }

  /** Answers a chat completion request. */
  public Exchange chat(Visit visit, ChatRequest request, Client client) {
    Exchange exchange = exchange(visit, request, client);
    decide(visit, request, exchange, false)
        .onSuccess(
            made -> {
              Decision decision = made.decision();
              prompts.ifPresent(
                  log ->
                      log.asked(
                          decision.id(),
                          visit.key().tenant(),
                          decision.routed().model().name(),
                          request));
              exchange.dispatch(decision);
            })
        .onFailure(exchange::refuse);
    return exchange;
  }

  /**
   * Writes down that an answer was given again: it costs nothing.
   *
   * @param before the decision that it was made by
   * @param used what it took then
   */
  public Settled again(Visit visit, Decision before, String model, Usage used) {
    Model answered = pool.get().model(model).orElse(before.routed().model());
    Settled settled = settlement.again(Exchange.account(visit, before), answered, used);
    observer.settled(visit, before, answered.name(), settled, Ending.CACHED);
    return settled;
  }

  /** Answers with the decision alone. */
  public void preview(Visit visit, ChatRequest request, Client client) {
    Exchange exchange = exchange(visit, request, client);
    decide(visit, request, exchange, true)
        .onSuccess(
            made -> {
              client.decided(made.decision());
              client.preview(Buffer.buffer(made.json()));
            })
        .onFailure(exchange::refuse);
  }

  /**
   * The tokens of a prompt on the model that is asked for; of a route, on the first of its models
   * that is switched on and takes the prompt's pictures. Fails with a {@link ProblemException}.
   */
  public Future<Long> count(ChatRequest request) {
    return Future.<Void>succeededFuture()
        .compose(begin -> estimating.prompt(counting(pool.get(), request), request));
  }

  private static Model counting(PoolSnapshot now, ChatRequest request) {
    Route route = RouteWish.resolve(now, request.model(), request.wish(), request.operation());
    List<Model> models =
        route.models().stream()
            .flatMap(name -> now.model(name).filter(Model::enabled).stream())
            .toList();
    return models.stream()
        .filter(
            model ->
                request.pictures().isEmpty()
                    || model.capabilities().input().contains(Modality.IMAGE))
        .findFirst()
        .or(() -> models.stream().findFirst())
        .orElseThrow(
            () ->
                new ProblemException(
                    IngressProblem.MODEL_DISABLED,
                    "Every model of the route is switched off.",
                    "model",
                    null));
  }

  private Exchange exchange(Visit visit, ChatRequest request, Client client) {
    return new Exchange(
        visit,
        request,
        client,
        dispatcher,
        spending,
        settlement,
        conversations,
        observer,
        shadowing,
        estimating);
  }

  /**
   * A decision that was written down.
   *
   * @param json its event
   */
  private record Made(Decision decision, byte[] json) {}

  /** Whatever is thrown on the way becomes the future's failure. */
  private Future<Made> decide(Visit visit, ChatRequest request, Exchange exchange, boolean dryRun) {
    return Future.<Void>succeededFuture()
        .compose(begin -> decideNow(visit, request, exchange, dryRun));
  }

  private Future<Made> decideNow(
      Visit visit, ChatRequest request, Exchange exchange, boolean dryRun) {
    PoolSnapshot now = pool.get();
    Route route = RouteWish.resolve(now, request.model(), request.wish(), request.operation());
    PictureShelf pictures = PictureShelf.of(request, fetcher, pictureLimits);
    exchange.pictures(pictures);
    RequestFacts facts =
        new RequestFacts(
            request.textTokens(),
            pictures.size(),
            request.tools().size(),
            request.format().json(),
            request.stream(),
            request.sampling().maxOutputTokens(),
            request.sampling().choices(),
            request.model());
    long conversation =
        request.operation() == Operation.CHAT && conversations.concerns(facts.textTokens())
            ? ConversationKey.of(visit.key().tenant(), request.wish().session(), request.messages())
            : ConversationKey.NONE;
    visit.phases().end("read");
    return classify(visit, now, route, request, pictures)
        .compose(
            classification -> {
              visit.phases().end("classify");
              observer.classified(classification);
              Conditions conditions = conditions(visit, route, request, conversation);
              return decided(
                  visit,
                  now,
                  route,
                  facts,
                  conditions,
                  request,
                  conversation,
                  classification,
                  dryRun);
            });
  }

  /** There is something to ask only where there is something to choose. */
  private Future<Classification> classify(
      Visit visit, PoolSnapshot now, Route route, ChatRequest request, PictureShelf pictures) {
    if (route.origin() == Route.Origin.MODEL_NAME || request.operation() != Operation.CHAT) {
      return Future.succeededFuture(Classification.skipped());
    }
    List<Model> candidates = new ArrayList<>(route.models().size());
    for (String name : route.models()) {
      now.model(name).filter(Model::enabled).ifPresent(candidates::add);
    }
    if (candidates.size() < 2 || classifier.isEmpty()) {
      return Future.succeededFuture(
          classifier.isEmpty() && candidates.size() > 1
              ? Classification.unavailable()
              : Classification.skipped());
    }
    return classifier
        .get()
        .classify(
            new Question(request, pictures.facts(), candidates, now.version()),
            visit.key().tenant(),
            visit.traceparent());
  }

  private Conditions conditions(Visit visit, Route route, ChatRequest request, long conversation) {
    return new Conditions(
        health.get(),
        budget.apply(visit, route),
        request.wish().maxCostUsd().map(Money::ofUsd),
        conversation == ConversationKey.NONE ? Optional.empty() : conversations.find(conversation),
        floors.apply(route));
  }

  private Future<Made> decided(
      Visit visit,
      PoolSnapshot now,
      Route route,
      RequestFacts facts,
      Conditions conditions,
      ChatRequest request,
      long conversation,
      Classification classification,
      boolean dryRun) {
    RouteDecision outcome =
        RoutingPolicy.decide(facts, route, now, conditions, classification.estimates());
    return switch (outcome) {
      case RouteDecision.Impossible impossible ->
          Future.failedFuture(
              Problems.of(
                  impossible,
                  UNHEALTHY_RETRY,
                  why -> spending.unaffordable(visit.key(), route.name(), why)));
      case RouteDecision.Routed routed -> {
        Decision decision =
            new Decision(
                ids.next("dec-"),
                clock.instant(),
                route,
                facts,
                conditions,
                request.wish(),
                conversation,
                classification,
                routed,
                now.version());
        yield recorded(visit, decision, dryRun);
      }
    };
  }

  /** The decision is written down before anything is done about it. */
  private Future<Made> recorded(Visit visit, Decision decision, boolean dryRun) {
    byte[] json;
    try {
      json =
          events.append(
              EventKind.ROUTE_DECIDED,
              decision.id(),
              visit.key().tenant(),
              decision.at(),
              visit.traceparent(),
              DecisionEvent.of(visit, decision, dryRun));
    } catch (SpoolFullException e) {
      return Future.failedFuture(
          new ProblemException(
              IngressProblem.EVENTS_UNAVAILABLE,
              "Requests can't be recorded right now, so none is answered. Try again.",
              null,
              Duration.ofSeconds(5)));
    }
    recent.keep(decision.id(), visit.key().tenant(), json);
    visit.phases().end("route");
    observer.decided(decision);
    return Future.succeededFuture(new Made(decision, json));
  }
}
