package dev.signalbox.ingress.fleet;

/** Hashes of 64 bits, the same in every process. */
final class Mixing {
  /** From splitmix64, which spreads every bit over all. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private Mixing() {}

  static long mix(long hash, String text) {
    return mix(hash, text.hashCode() ^ ((long) text.length() << Integer.SIZE));
  }

  static long mix(long hash, long more) {
    long z = (hash ^ more) + SPREAD;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
