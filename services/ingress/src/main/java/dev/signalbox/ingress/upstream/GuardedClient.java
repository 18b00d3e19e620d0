package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReading;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A model's client behind its breaker. Thread-safe. */
public final class GuardedClient {
  private final ModelClient client;
  private final Breaker breaker;

  GuardedClient(ModelClient client, Breaker breaker) {
    this.client = client;
    this.breaker = breaker;
  }

  /** How long the breaker will still refuse; empty when a request may go. */
  public Optional<Duration> refusesFor() {
    return breaker.refusesFor();
  }

  /** Why there is nobody to ask at this moment, as a clause; empty when there is somebody. */
  public Optional<String> absence() {
    return client.absence();
  }

  /** What the breaker is doing at this moment. */
  public Breaker.View view() {
    return breaker.view();
  }

  /** Starts an attempt; empty when the breaker is open. */
  public Optional<ModelCall> start(Order order, Duration patience, AnswerListener listener) {
    if (!breaker.tryEnter()) {
      return Optional.empty();
    }
    Watch watch = new Watch(listener);
    ModelCall call = client.start(order, patience, watch);
    return Optional.of(watch.over(call));
  }

  /** Tells the breaker how the attempt ended, once. */
  private final class Watch implements AnswerListener {
    private final AnswerListener next;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);

    private enum State {
      RUNNING,
      ENDED
    }

    Watch(AnswerListener next) {
      this.next = next;
    }

    private boolean end() {
      return state.getAndSet(State.ENDED) == State.RUNNING;
    }

    @Override
    public void began() {
      next.began();
    }

    @Override
    public void chunk(byte[] json, int length, AnswerReading reading) {
      next.chunk(json, length, reading);
    }

    @Override
    public void flush() {
      next.flush();
    }

    @Override
    public void done() {
      if (end()) {
        breaker.succeeded();
      }
      next.done();
    }

    @Override
    public void answer(byte[] json, int length, AnswerReading reading) {
      if (end()) {
        breaker.succeeded();
      }
      next.answer(json, length, reading);
    }

    @Override
    public void failed(UpstreamFailure failure) {
      if (end()) {
        if (failure.blamesUpstream()) {
          breaker.failed(failure.retryAfter());
        } else {
          breaker.abandoned();
        }
      }
      next.failed(failure);
    }

    ModelCall over(ModelCall call) {
      return new ModelCall() {
        @Override
        public void cancel() {
          if (end()) {
            breaker.abandoned();
          }
          call.cancel();
        }

        @Override
        public void pause() {
          call.pause();
        }

        @Override
        public void resume() {
          call.resume();
        }
      };
    }
  }
}
