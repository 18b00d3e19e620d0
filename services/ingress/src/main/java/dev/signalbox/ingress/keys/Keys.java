package dev.signalbox.ingress.keys;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All keys in force: those of the watched file, and those that verdict keeps. Thread-safe; safe on
 * an event loop.
 */
public final class Keys {
  private final KeyFile file;
  private final @Nullable Supplier<@Nullable KeyRing> kept;
  private final InstantSource clock;

  private Keys(KeyFile file, @Nullable Supplier<@Nullable KeyRing> kept, InstantSource clock) {
    this.file = file;
    this.kept = kept;
    this.clock = clock;
  }

  /** The file's alone. */
  public static Keys ofFile(KeyFile file, InstantSource clock) {
    return new Keys(file, null, clock);
  }

  /**
   * The file's and verdict's; where both know a key, the file's word counts.
   *
   * @param kept null until verdict, or the last good state, was heard of for the first time
   */
  public static Keys ofFileAnd(
      KeyFile file, Supplier<@Nullable KeyRing> kept, InstantSource clock) {
    return new Keys(file, kept, clock);
  }

  /** Whose key it is. A key is called wrong only where every place that may know it was read. */
  public KeyCheck check(String presented) {
    KeyRing ofFile = file.ring();
    KeyRing ofVerdict = kept == null ? null : kept.get();
    byte[] digest = KeyRing.digest(presented);
    KeyCheck check = null;
    if (ofFile != null) {
      check = ofFile.check(digest, clock.instant());
      if (check instanceof KeyCheck.Valid) {
        return check;
      }
    }
    if (ofVerdict != null) {
      KeyCheck second = ofVerdict.check(digest, clock.instant());
      if (second instanceof KeyCheck.Valid || check == null) {
        return second;
      }
    }
    boolean everyPlaceWasRead = kept == null || ofVerdict != null;
    return check == null || !everyPlaceWasRead ? new KeyCheck.Unavailable() : check;
  }

  /** Whether anybody can be let in. */
  public boolean loaded() {
    return file.loaded() || (kept != null && kept.get() != null);
  }
}
