package dev.signalbox.ingress.flow;

import dev.signalbox.ingress.chat.AnswerFormat;
import dev.signalbox.ingress.check.Answer;
import dev.signalbox.ingress.check.AnswerCheck;
import dev.signalbox.ingress.dispatch.Dispatch;
import dev.signalbox.ingress.dispatch.DispatchOutcome;
import dev.signalbox.ingress.pool.Escalation;
import dev.signalbox.ingress.pool.Model;
import dev.signalbox.ingress.settlement.Line;
import dev.signalbox.ingress.settlement.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What happens between a first plain answer and the client's: it is checked, compared with samples
 * where the route wants them, and thrown away for a stronger model's when it fails; all of it
 * within the deadline of the request and billed in one event. Used on one context only.
 */
final class Escalating {
  /** Starts a dispatch to one model, within the request's deadline. */
  @FunctionalInterface
  interface Asking {
    Dispatch ask(Model model, Consumer<DispatchOutcome> whenEnded);
  }

  /**
   * How it ended.
   *
   * @param answer what the client gets; empty when the client has left
   * @param lines what was consumed, the answer's last
   * @param attempts upstreams asked in all
   * @param because why the first answer was not good enough; empty when it was
   */
  record Outcome(
      Optional<DispatchOutcome.Answered> answer,
      List<Line> lines,
      int attempts,
      Optional<String> because) {
    Outcome with(List<Line> counted) {
      return new Outcome(answer, counted, attempts, because);
    }
  }

  private final Escalation rules;
  private final Model stronger;
  private final AnswerFormat format;
  private final Asking asking;
  private final DispatchOutcome.Answered first;
  private final Optional<Answer> read;
  private final Consumer<Outcome> whenEnded;
  private final List<Dispatch> running = new ArrayList<>();
  private final List<Line> others = new ArrayList<>();
  private final List<Answer> sampled = new ArrayList<>();
  private int attempts;
  private int outstanding;
  private boolean gone;
  private boolean over;

  Escalating(
      Escalation rules,
      Model stronger,
      AnswerFormat format,
      Asking asking,
      DispatchOutcome.Answered first,
      Consumer<Outcome> whenEnded) {
    this.rules = rules;
    this.stronger = stronger;
    this.format = format;
    this.asking = asking;
    this.first = first;
    this.read = Answer.read(first.json().bytes(), first.json().length());
    this.whenEnded = whenEnded;
    this.attempts = first.attempts();
    first.tries().billed().forEach(used -> others.add(Line.failed(used)));
  }

  void start() {
    if (read.isEmpty()) {
      deliver(Optional.empty());
      return;
    }
    Optional<String> failure = AnswerCheck.failure(rules, format, read.get());
    if (failure.isPresent()) {
      escalate(failure.get());
    } else if (rules.samples() > 1 && !read.get().callsTools()) {
      sample();
    } else {
      deliver(Optional.empty());
    }
  }

  /**
   * The client has left: whatever is under way is reset, and what it took is counted. Nothing where
   * it has ended already.
   */
  void cancel() {
    if (over) {
      return;
    }
    gone = true;
    for (Dispatch dispatch : List.copyOf(running)) {
      dispatch.cancel();
    }
    List<Line> lines = new ArrayList<>();
    lines.add(new Line(first.consumed(), Purpose.DRAFT));
    lines.addAll(others);
    end(new Outcome(Optional.empty(), lines, attempts, Optional.empty()));
  }

  /** Asks the first model again; a sample that fails counts for nothing. */
  private void sample() {
    outstanding = rules.samples() - 1;
    for (int i = 1; i < rules.samples(); i++) {
      running.add(asking.ask(first.consumed().model(), this::sampled));
    }
  }

  private void sampled(DispatchOutcome outcome) {
    count(outcome);
    outcome.lastConsumed().ifPresent(used -> others.add(new Line(used, Purpose.SAMPLE)));
    if (outcome instanceof DispatchOutcome.Answered answered) {
      Answer.read(answered.json().bytes(), answered.json().length()).ifPresent(sampled::add);
    }
    outstanding--;
    if (outstanding > 0 || gone) {
      return;
    }
    running.clear();
    Optional<String> disagreement =
        read.flatMap(answer -> AnswerCheck.disagreement(rules, answer, sampled));
    if (disagreement.isPresent()) {
      escalate(disagreement.get());
    } else {
      deliver(Optional.empty());
    }
  }

  private void escalate(String because) {
    running.add(asking.ask(stronger, outcome -> escalated(because, outcome)));
  }

  private void escalated(String because, DispatchOutcome outcome) {
    count(outcome);
    if (gone) {
      outcome.lastConsumed().ifPresent(used -> others.add(Line.answer(used)));
      return;
    }
    if (outcome instanceof DispatchOutcome.Answered answered) {
      List<Line> lines = new ArrayList<>();
      lines.add(new Line(first.consumed(), Purpose.DRAFT));
      lines.addAll(others);
      lines.add(Line.answer(answered.consumed()));
      end(new Outcome(Optional.of(answered), lines, attempts, Optional.of(because)));
    } else {
      deliver(Optional.of(because + ", and " + stronger.name() + " did not answer"));
    }
  }

  private void deliver(Optional<String> because) {
    List<Line> lines = new ArrayList<>(others);
    lines.add(Line.answer(first.consumed()));
    end(new Outcome(Optional.of(first), lines, attempts, because));
  }

  private void end(Outcome outcome) {
    over = true;
    whenEnded.accept(outcome);
  }

  private void count(DispatchOutcome outcome) {
    attempts += outcome.attempts();
    outcome.tries().billed().forEach(used -> others.add(Line.failed(used)));
  }
}
