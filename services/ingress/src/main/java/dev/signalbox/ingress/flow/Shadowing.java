package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.chat.ChatRequest;
import dev.signalbox.ingress.chat.Operation;
import dev.signalbox.ingress.check.Answer;
import dev.signalbox.ingress.classify.Classification;
import dev.signalbox.ingress.dispatch.AnswerSink;
import dev.signalbox.ingress.dispatch.DispatchOutcome;
import dev.signalbox.ingress.keys.ApiKey;
import dev.signalbox.ingress.parity.Pair;
import dev.signalbox.ingress.parity.ParityDesk;
import dev.signalbox.ingress.parity.StreamText;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.pool.Parity;
import dev.signalbox.ingress.routing.Candidate;
import dev.signalbox.ingress.routing.Estimates;
import dev.signalbox.ingress.settlement.Settled;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are drawn for a comparison, and what is kept of them. Costs a request that is not
 * drawn a hash of its decision's id. Thread-safe.
 */
public final class Shadowing {
  private final Optional<ParityDesk> desk;
  private final Set<String> privateTenants;
  private final Set<String> privateKeys;

  /**
   * @param desk empty where nothing is compared
   * @param privateTenants whose requests no other model may see
   * @param privateKeys ids of keys, likewise
   */
  public Shadowing(Optional<ParityDesk> desk, Set<String> privateTenants, Set<String> privateKeys) {
    this.desk = desk;
    this.privateTenants = Set.copyOf(privateTenants);
    this.privateKeys = Set.copyOf(privateKeys);
  }

  /** Compares nothing. */
  public static Shadowing off() {
    return new Shadowing(Optional.empty(), Set.of(), Set.of());
  }

  /** The drawn request's watch; absent for one that is not drawn, or may not be. */
  @Nullable Watch watch(Visit visit, ChatRequest request, Decision decision) {
    Optional<Parity> parity = decision.route().parity();
    if (parity.isEmpty() || desk.isEmpty() || !parity.get().draws(decision.id())) {
      return null;
    }
    ApiKey key = visit.key();
    Model reference = decision.routed().reference();
    Set<String> zones = decision.route().zones();
    if (privateTenants.contains(key.tenant())
        || privateKeys.contains(key.id())
        || reference.equals(decision.routed().model())
        || !(zones.isEmpty() || zones.contains(reference.zone()))
        || request.operation() != Operation.CHAT) {
      return null;
    }
    return new Watch(desk.get(), visit, request, decision, parity.get());
  }

  /** One drawn request. Used on one context only. */
  static final class Watch {
    private final ParityDesk desk;
    private final Visit visit;
    private final ChatRequest request;
    private final Decision decision;
    private final Parity parity;
    private @Nullable StreamText stream;

    Watch(ParityDesk desk, Visit visit, ChatRequest request, Decision decision, Parity parity) {
      this.desk = desk;
      this.visit = visit;
      this.request = request;
      this.decision = decision;
      this.parity = parity;
    }

    /** What the client gets passes by here. */
    AnswerSink over(AnswerSink client) {
      if (!ParityDesk.comparable(request)) {
        return client;
      }
      stream = StreamText.over(client, desk.bytes());
      return stream;
    }

    /** The client has its plain answer. */
    void answered(DispatchOutcome.Answered answer, Settled settled, boolean escalated) {
      Model model = answer.consumed().model();
      int length = answer.json().length();
      Optional<String> text =
          length > desk.bytes()
              ? Optional.empty()
              : Answer.read(answer.json().bytes(), length).map(Answer::text);
      offer(model, text, settled, escalated);
    }

    /** The client has the end of its stream. */
    void streamed(DispatchOutcome.Streamed streamed, Settled settled) {
      Optional<String> text = stream == null ? Optional.empty() : stream.text();
      offer(streamed.consumed().model(), text, settled, false);
    }

    private void offer(Model served, Optional<String> text, Settled settled, boolean escalated) {
      Model reference = decision.routed().reference();
      Context context = Vertx.currentContext();
      if (served.equals(reference) || context == null) {
        return;
      }
      desk.offer(
          new Pair(
              decision.id(),
              visit.requestId(),
              visit.key().tenant(),
              visit.traceparent(),
              decision.route().name(),
              parity,
              decision.route().zones(),
              request,
              decision.facts(),
              reference,
              served,
              text,
              settled.charge().billed(),
              said(served, escalated),
              visit.accepted(),
              context));
    }

    /** An answer that was let through because it passed a check was not predicted as such. */
    private Pair.Said said(Model served, boolean escalated) {
      Classification classification = decision.classification();
      if (!(classification.estimates() instanceof Estimates.Answered)) {
        return new Pair.Said(OptionalDouble.empty(), "", Optional.empty(), OptionalDouble.empty());
      }
      return new Pair.Said(
          escalated ? OptionalDouble.empty() : success(served),
          classification.version(),
          Optional.of(classification.task()),
          OptionalDouble.of(classification.complexity()));
    }

    private OptionalDouble success(Model served) {
      for (Candidate candidate : decision.routed().candidates()) {
        if (candidate.model().equals(served) && candidate.estimate().isPresent()) {
          return OptionalDouble.of(candidate.success());
        }
      }
      return OptionalDouble.empty();
    }
  }
}
