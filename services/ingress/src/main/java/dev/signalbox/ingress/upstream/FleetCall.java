package dev.signalbox.ingress.upstream;

import dev.signalbox.ingress.chat.AnswerReading;
import dev.signalbox.ingress.fleet.Affinity;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a model among its workers: while none has said anything, the next one is tried,
 * within one patience for all. Used on one context only.
 */
final class FleetCall implements ModelCall {
  private final WorkersClient client;
  private final Order order;
  private final Affinity affinity;
  private final AnswerListener listener;
  private final long deadline;
  private final Set<String> tried = new HashSet<>();
  private @Nullable Trial current;
  private boolean began;
  private boolean cut;
  private boolean spoke;
  private boolean paused;
  private boolean over;

  FleetCall(
      WorkersClient client,
      Order order,
      Duration patience,
      Affinity affinity,
      AnswerListener listener) {
    this.client = client;
    this.order = order;
    this.affinity = affinity;
    this.listener = listener;
    this.deadline = System.nanoTime() + patience.toNanos();
  }

  /** False when there is no worker left to try, or no time. */
  boolean tryNext() {
    long left = deadline - System.nanoTime();
    if (over || left <= 0 || tried.size() >= client.attempts()) {
      return false;
    }
    Optional<WorkersClient.Chosen> chosen = client.choose(affinity, tried);
    if (chosen.isEmpty()) {
      return false;
    }
    FleetMember member = chosen.get().member();
    tried.add(member.endpoint().id());
    client.observer().picked(client.name(), chosen.get().why());
    member.enter();
    Trial trial = new Trial(member);
    current = trial;
    trial.call = client.ask(member, order, Duration.ofNanos(left), trial);
    if (paused) {
      trial.call.pause();
    }
    return true;
  }

  void end(UpstreamFailure failure) {
    if (!over) {
      over = true;
      listener.failed(failure);
    }
  }

  /**
   * Whether another worker may do better. A connection that ended once may be a worker's end; twice
   * it is likely to be the request's doing, and no third worker is risked.
   */
  private boolean mayTryAnother(UpstreamFailure failure) {
    if (spoke) {
      return false;
    }
    return switch (failure.kind()) {
      case UNREACHABLE, QUEUE_FULL, RATE_LIMITED, SERVER_ERROR, REFUSED -> true;
      case CUT -> !cut;
      case TIMED_OUT, STALLED, MALFORMED, ERROR_INSIDE, REJECTED -> false;
    };
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      if (current != null) {
        current.cancel();
      }
    }
  }

  @Override
  public void pause() {
    paused = true;
    if (current != null && current.call != null) {
      current.call.pause();
    }
  }

  @Override
  public void resume() {
    paused = false;
    if (current != null && current.call != null) {
      current.call.resume();
    }
  }

  /** What one worker makes of it. */
  private final class Trial implements AnswerListener {
    private final FleetMember member;
    private @Nullable ModelCall call;
    private boolean left;

    Trial(FleetMember member) {
      this.member = member;
    }

    private void leave() {
      if (!left) {
        left = true;
        member.leave();
      }
    }

    /** The reset goes first: with its last call a worker that has left loses its connection. */
    void cancel() {
      if (call != null) {
        call.cancel();
      }
      leave();
    }

    @Override
    public void began() {
      client.took(member, affinity);
      if (!began) {
        began = true;
        listener.began();
      }
    }

    @Override
    public void chunk(byte[] json, int length, AnswerReading reading) {
      spoke = true;
      listener.chunk(json, length, reading);
    }

    @Override
    public void flush() {
      listener.flush();
    }

    @Override
    public void done() {
      well();
      listener.done();
    }

    @Override
    public void answer(byte[] json, int length, AnswerReading reading) {
      well();
      listener.answer(json, length, reading);
    }

    private void well() {
      over = true;
      leave();
      member.succeeded();
    }

    @Override
    public void failed(UpstreamFailure failure) {
      leave();
      if (failure.blamesUpstream()) {
        member.failed(failure);
      }
      boolean another = mayTryAnother(failure);
      cut |= failure.kind() == UpstreamFailure.Kind.CUT;
      if (another && tryNext()) {
        client.observer().failedOver(client.name(), failure.kind());
      } else {
        end(failure);
      }
    }
  }
}
