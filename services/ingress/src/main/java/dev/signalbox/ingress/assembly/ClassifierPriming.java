package dev.signalbox.ingress.assembly;

import dev.signalbox.ingress.IngressConfig;
import dev.signalbox.ingress.chat.ChatRequestReader;
import dev.signalbox.ingress.classify.Classification;
import dev.signalbox.ingress.classify.ClassifierClient;
import dev.signalbox.ingress.classify.Question;
import dev.signalbox.ingress.eventloop.EventLoops;
import dev.signalbox.ingress.pool.PoolSource;
import dev.signalbox.ingress.routing.Estimates;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Asks the real classifier a made-up question from each event loop until it answers in time,
 * several times in a row, so that no client's first request pays for a cold connection. The process
 * is not ready before that, or before {@link #LONGEST}: a classifier that is down delays the start,
 * and no more.
 */
@ApplicationScoped
public class ClassifierPriming {
  private static final Logger LOG = Logger.getLogger(ClassifierPriming.class);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final long PAUSE_MS = 50;
  private static final int IN_A_ROW = 10;
  private static final byte[] QUESTION =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
          .getBytes(StandardCharsets.UTF_8);

  private final Vertx vertx;
  private final PoolSource pool;
  private final ChatRequestReader reader;
  private final Optional<ClassifierClient> classifier;
  private final boolean wanted;
  private final AtomicInteger loopsToPrime = new AtomicInteger(1);

  public ClassifierPriming(
      IngressConfig config,
      Vertx vertx,
      PoolSource pool,
      ChatRequestReader reader,
      RequestParts.ClassifierParts classifier) {
    this.vertx = vertx;
    this.pool = pool;
    this.reader = reader;
    this.classifier = classifier.client();
    this.wanted = config.warmUp().isPositive();
  }

  void start(@Observes StartupEvent starting) {
    if (!wanted || classifier.isEmpty()) {
      loopsToPrime.set(0);
      return;
    }
    long until = System.nanoTime() + LONGEST.toNanos();
    List<Context> loops = EventLoops.contexts(vertx);
    loopsToPrime.set(loops.size());
    loops.forEach(loop -> loop.runOnContext(nothing -> ask(classifier.get(), until, 0)));
  }

  /** Whether the classifier has answered, or was waited for long enough. */
  boolean over() {
    return loopsToPrime.get() <= 0;
  }

  private void ask(ClassifierClient client, long until, int inARow) {
    if (inARow >= IN_A_ROW || System.nanoTime() >= until) {
      if (loopsToPrime.decrementAndGet() == 0) {
        LOG.infof("the classifier %s", inARow >= IN_A_ROW ? "answers in time" : "is late or down");
      }
      return;
    }
    Question question =
        new Question(
            reader.read(QUESTION, QUESTION.length),
            List.of(),
            pool.current().enabledModels(),
            pool.current().version());
    client
        .classify(question)
        .onSuccess(
            answer ->
                vertx.setTimer(
                    PAUSE_MS, id -> ask(client, until, inTime(answer) ? inARow + 1 : 0)));
  }

  private static boolean inTime(Classification answer) {
    return answer.estimates() instanceof Estimates.Answered;
  }
}
