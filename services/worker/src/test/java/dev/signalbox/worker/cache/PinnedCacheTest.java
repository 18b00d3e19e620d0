package dev.signalbox.worker.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PinnedCacheTest {
  /** A value that knows whether it was released. */
  static final class Value implements Releasable {
    private final long bytes;
    boolean released;

    Value(long bytes) {
      this.bytes = bytes;
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void close() {
      released = true;
    }
  }

  private final PinnedCache<Value> cache = new PinnedCache<>(100);

  private Value keep(String key, long bytes) {
    Value value = new Value(bytes);
    cache.putPinned(key, value);
    cache.unpin(key);
    return value;
  }

  @Test
  void shouldReleaseTheLeastRecentlyUsedToStayWithinItsBytes() {
    Value first = keep("first", 40);
    Value second = keep("second", 40);
    assertThat(cache.pin("first")).isSameAs(first);
    cache.unpin("first");
    // when
    Value third = keep("third", 40);
    // then
    assertThat(second.released).isTrue();
    assertThat(first.released || third.released).isFalse();
    assertThat(cache.bytes()).isEqualTo(80);
    assertThat(cache.pin("second")).isNull();
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(1);
  }

  @Test
  void shouldNotReleaseUnderAUserAndMakeUpForItAfterwards() {
    Value used = new Value(90);
    cache.putPinned("used", used);
    Value other = new Value(90);
    cache.putPinned("other", other);
    assertThat(used.released || other.released).isFalse();
    assertThat(cache.bytes()).isEqualTo(180);
    cache.unpin("used");
    assertThat(used.released).isTrue();
    assertThat(cache.bytes()).isEqualTo(90);
  }

  @Test
  void shouldNotKeepWhatIsLargerThanAllOfItsRoom() {
    assertThat(keep("huge", 101).released).isTrue();
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void shouldKeepTheFirstOfTwoValuesOfAKey() {
    Value first = keep("key", 10);
    Value second = new Value(10);
    assertThat(cache.putPinned("key", second)).isSameAs(first);
    assertThat(second.released).isTrue();
    cache.unpin("key");
    assertThatThrownBy(() -> cache.unpin("key")).isInstanceOf(IllegalStateException.class);
  }
}
