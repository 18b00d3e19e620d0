package dev.signalbox.ingress.keys;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The keys in force at one moment. Immutable. A presented key is hashed, and its digest compared in
 * constant time with those that share its first eight bytes: how long that takes says nothing about
 * a key, because a digest can't be chosen.
 */
public final class KeyRing {
  private static final ThreadLocal<MessageDigest> SHA_256 =
      ThreadLocal.withInitial(KeyRing::sha256);

  private final Map<Long, List<Entry>> byPrefix;
  private final int size;

  /** A key and its digest: 32 bytes. */
  public static final class Entry {
    private final byte[] sha256;
    private final ApiKey key;

    public Entry(byte[] sha256, ApiKey key) {
      this.sha256 = sha256.clone();
      this.key = key;
    }
  }

  public KeyRing(List<Entry> entries) {
    Map<Long, List<Entry>> map = new HashMap<>();
    for (Entry entry : entries) {
      map.merge(
          prefix(entry.sha256),
          List.of(entry),
          (a, b) -> java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
    }
    this.byPrefix = Map.copyOf(map);
    this.size = entries.size();
  }

  public int size() {
    return size;
  }

  /** Whose key it is. */
  public KeyCheck check(String presented, Instant now) {
    return check(digest(presented), now);
  }

  static byte[] digest(String presented) {
    return SHA_256.get().digest(presented.getBytes(StandardCharsets.UTF_8));
  }

  KeyCheck check(byte[] digest, Instant now) {
    for (Entry entry : byPrefix.getOrDefault(prefix(digest), List.of())) {
      if (MessageDigest.isEqual(entry.sha256, digest)) {
        return entry.key.validAt(now)
            ? new KeyCheck.Valid(entry.key)
            : new KeyCheck.Refused("This API key has expired. Ask for a new one.");
      }
    }
    return new KeyCheck.Refused("Incorrect API key provided.");
  }

  private static long prefix(byte[] digest) {
    return ByteBuffer.wrap(digest).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
