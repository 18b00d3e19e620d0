package dev.signalbox.ingress.pool;

import dev.signalbox.platform.money.Money;
import java.util.List;

/**
 * How a route's answers are held against the reference's: a drawn share of its requests is also
 * answered by the reference model, behind the client's back, and a judge grades both.
 *
 * @param share of the requests that is drawn, in (0,1]
 * @param dailyCap most that references and judges may cost one replica in a UTC day
 * @param judges models that judge; the first that is enabled and speaks JSON does
 * @param seed of the draw: with the decision's id and the share it can be drawn again
 */
public record Parity(double share, Money dailyCap, List<String> judges, String seed) {
  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final int DOUBLE_BITS = 53;

  public Parity {
    judges = List.copyOf(judges);
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("a share is above 0 and at most 1: " + share);
    }
  }

  /**
   * Whether the decision is drawn: a function of its id, the seed and the share, so that anybody
   * can draw again. FNV-1a over both texts, mixed as MurmurHash3 ends, its high 53 bits as a number
   * in [0,1).
   */
  public boolean draws(String decisionId) {
    long hash = add(add(FNV_BASIS, seed) * FNV_PRIME, decisionId);
    hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
    hash ^= hash >>> 33;
    return (hash >>> (Long.SIZE - DOUBLE_BITS)) * 0x1.0p-53 < share;
  }

  private static long add(long hash, String text) {
    long next = hash;
    for (int i = 0; i < text.length(); i++) {
      next = (next ^ text.charAt(i)) * FNV_PRIME;
    }
    return next;
  }
}
