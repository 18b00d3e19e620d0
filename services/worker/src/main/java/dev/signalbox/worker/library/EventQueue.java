package dev.signalbox.worker.library;

import dev.signalbox.platform.problem.ProblemException;
import dev.signalbox.worker.serving.GenerationEvent;
import dev.signalbox.worker.serving.GenerationListener;
import dev.signalbox.worker.serving.Ticket;
import dev.signalbox.worker.serving.WorkerProblem;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Carries one answer's events to the thread that reads its stream; at most one event a token, so it
 * is bounded by the answer.
 */
final class EventQueue implements GenerationListener {
  private sealed interface Item {
    record Happened(GenerationEvent event) implements Item {}

    record Failed(ProblemException problem) implements Item {}
  }

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();

  @Override
  public void onEvent(GenerationEvent event) {
    items.add(new Item.Happened(event));
  }

  @Override
  public void onFailure(ProblemException problem) {
    items.add(new Item.Failed(problem));
  }

  Stream<GenerationEvent> stream(Ticket ticket) {
    Spliterator<GenerationEvent> events =
        new Spliterators.AbstractSpliterator<>(
            Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
          private boolean ended;

          @Override
          public boolean tryAdvance(Consumer<? super GenerationEvent> action) {
            if (ended) {
              return false;
            }
            GenerationEvent event = next();
            ended = event instanceof GenerationEvent.Finished;
            action.accept(event);
            return true;
          }
        };
    return StreamSupport.stream(events, false).onClose(ticket::cancel);
  }

  private GenerationEvent next() {
    try {
      return switch (items.take()) {
        case Item.Happened happened -> happened.event();
        case Item.Failed failed -> throw failed.problem();
      };
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          WorkerProblem.NOT_READY, "Interrupted while waiting for the answer.");
    }
  }
}
