package dev.signalbox.classifier.outcomes;

import dev.signalbox.classifier.model.Recalibration;
import dev.signalbox.classifier.model.Recalibration.Line;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Holds the recalibration in force and makes the next one. {@link #current()} may be read by any
 * thread; everything else is one thread's.
 */
public final class Recalibrator {
  private static final Logger LOG = Logger.getLogger(Recalibrator.class);

  /** A line that moved less than this in slope and offset is no news. */
  private static final double NEWS = 0.02;

  /**
   * How much is kept and when it is looked at.
   *
   * @param window outcomes of each model
   * @param refitEvery new outcomes between two looks
   */
  public record Settings(int window, int refitEvery) {}

  /** What became of an outcome. */
  enum Taken {
    COUNTED,
    DUPLICATE,
    /** Said by another frozen model, or by a recalibration that is gone. */
    OTHER_VERSION
  }

  private final String modelVersion;
  private final SnapshotStore store;
  private final Settings settings;
  private final InstantSource clock;
  private final OutcomeWindow window;
  private volatile Recalibration current;
  private volatile Map<String, Refit.Choice> choices = Map.of();
  private int newest;
  private int waiting;

  /** The number that the store pointed to at the last look; its snapshot may be another model's. */
  private int followed;

  /** Starts with the snapshot that the store points to, if it belongs to this model. */
  public Recalibrator(
      String modelVersion, SnapshotStore store, Settings settings, InstantSource clock) {
    this.modelVersion = modelVersion;
    this.store = store;
    this.settings = settings;
    this.clock = clock;
    this.window = new OutcomeWindow(settings.window());
    this.current = Recalibration.none(modelVersion);
    follow();
  }

  public Recalibration current() {
    return current;
  }

  /** The last look's choices, by model. */
  Map<String, Refit.Choice> choices() {
    return choices;
  }

  Taken take(Outcome outcome) {
    Optional<Line> said = lineOf(outcome);
    if (said.isEmpty()) {
      return Taken.OTHER_VERSION;
    }
    double frozen = said.get().revert(outcome.predicted());
    if (!window.add(outcome.id(), outcome.model(), frozen, outcome.score())) {
      return Taken.DUPLICATE;
    }
    waiting++;
    return Taken.COUNTED;
  }

  /** Refits when enough is new. True when another recalibration came into force. */
  boolean refitWhenDue() {
    return waiting >= settings.refitEvery() && refit();
  }

  /** Takes over what the store points to since the last look, such as a roll back. */
  void followRollback() {
    try {
      if (store.pointer().number() != followed) {
        follow();
      }
    } catch (IOException e) {
      LOG.debugf("the recalibrations can't be read: %s", e.getMessage());
    }
  }

  boolean refit() {
    waiting = 0;
    Recalibration before = current;
    if (follow()) {
      return before.number() != current.number();
    }
    Map<String, Refit.Choice> chosen = new TreeMap<>();
    Map<String, Line> lines = new TreeMap<>(before.lines());
    boolean news = false;
    for (Map.Entry<String, OutcomeWindow.Series> entry : window.series().entrySet()) {
      String model = entry.getKey();
      Line inForce = before.line(model);
      if (entry.getValue().size() < Refit.LEAST && before.lines().containsKey(model)) {
        // Right after a start the window is short: what was learnt before stands until it is full.
        continue;
      }
      Refit.Choice choice = Refit.choose(entry.getValue(), inForce);
      chosen.put(model, choice);
      Line line = choice.line();
      if (line.equals(Line.IDENTITY)) {
        news |= lines.remove(model) != null;
      } else if (differs(line, inForce)) {
        lines.put(model, line);
        news = true;
      }
    }
    choices = Map.copyOf(chosen);
    return news && publish(before.next(newest + 1, lines), chosen);
  }

  private boolean publish(Recalibration next, Map<String, Refit.Choice> why) {
    try {
      store.write(next, why, clock.instant());
    } catch (IOException e) {
      // Without a snapshot a later event could not say by which line it was predicted.
      LOG.warnf("no recalibration: its snapshot can't be written: %s", e.getMessage());
      return false;
    }
    newest = next.number();
    followed = newest;
    current = next;
    LOG.infof("recalibration %d: %d models have a line", next.number(), next.lines().size());
    return true;
  }

  /** Takes over what the store points to. True when that is pinned. */
  private boolean follow() {
    try {
      for (int number : store.numbers()) {
        newest = Math.max(newest, number);
      }
      SnapshotStore.Pointer pointer = store.pointer();
      if (pointer.number() != followed) {
        followed = pointer.number();
        Recalibration pointed =
            pointer.number() == 0
                ? Recalibration.none(modelVersion)
                : store
                    .read(pointer.number(), modelVersion)
                    .orElse(Recalibration.none(modelVersion));
        LOG.infof("recalibration %d is in force, as the store says", pointed.number());
        current = pointed;
      }
      return pointer.pinned();
    } catch (IOException e) {
      LOG.warnf("the recalibrations can't be read: %s", e.getMessage());
      return false;
    }
  }

  /** The line by which an outcome's probability was said; empty when nobody knows any more. */
  private Optional<Line> lineOf(Outcome outcome) {
    String version = outcome.classifierVersion();
    if (version.isEmpty()) {
      return Optional.of(current.line(outcome.model()));
    }
    if (version.equals(modelVersion)) {
      return Optional.of(Line.IDENTITY);
    }
    String prefix = modelVersion + "+r";
    if (!version.startsWith(prefix) || !version.substring(prefix.length()).matches("\\d{1,6}")) {
      return Optional.empty();
    }
    int number = Integer.parseInt(version.substring(prefix.length()));
    if (number == current.number()) {
      return Optional.of(current.line(outcome.model()));
    }
    try {
      return store.read(number, modelVersion).map(then -> then.line(outcome.model()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean differs(Line a, Line b) {
    return Math.abs(a.slope() - b.slope()) > NEWS || Math.abs(a.offset() - b.offset()) > NEWS;
  }
}
