package dev.signalbox.worker.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.worker.cache.PinnedCacheTest.Value;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PrefixCacheTest {
  private final PrefixCache<Value> cache = new PrefixCache<>(100);

  private static long[] marks(long... marks) {
    return marks;
  }

  private PrefixCache.Match<Value> find(long... marks) {
    return Objects.requireNonNull(cache.find("a", marks, 10));
  }

  @Test
  void shouldFindTheLongestCommonBeginningOfTheTenantsOwn() {
    Value near = new Value(10);
    Value far = new Value(10);
    cache.put("a", marks(1, 2, 9), near);
    cache.put("a", marks(1, 2, 3, 4), far);
    cache.put("b", marks(1, 2, 3, 4, 5), new Value(10));
    assertThat(find(1, 2, 3, 4, 5).value()).isSameAs(far);
    assertThat(find(1, 2, 3, 4, 5).length()).isEqualTo(4);
    assertThat(find(1, 2, 7).length()).isEqualTo(2);
    assertThat(cache.find("a", marks(1, 2, 3, 4, 5), 3)).extracting("length").isEqualTo(3);
    assertThat(cache.find("a", marks(2), 10)).isNull();
    assertThat(cache.find("c", marks(1), 10)).isNull();
  }

  @Test
  void shouldTellPicturesApartByTheirHash() {
    // a picture's rows are marked by its hash, negative, where a token would be its id
    cache.put("a", marks(1, -77, -78, 5), new Value(10));
    assertThat(find(1, -99, -98, 5).length()).isEqualTo(1);
    assertThat(find(1, -77, -78, 6).length()).isEqualTo(3);
  }

  @Test
  void shouldStayWithinItsBytesAndReleaseTheOldest() {
    Value first = new Value(60);
    Value second = new Value(60);
    Value huge = new Value(101);
    cache.put("a", marks(1), first);
    cache.put("a", marks(2), second);
    cache.put("a", marks(3), huge);
    assertThat(first.released && huge.released).isTrue();
    assertThat(second.released).isFalse();
    assertThat(cache.bytes()).isEqualTo(60);
  }

  @Test
  void shouldReplaceWhatANewOneBeginsWith() {
    Value turn = new Value(10);
    cache.put("a", marks(1, 2), turn);
    cache.put("a", marks(1, 2, 3), new Value(10));
    assertThat(turn.released).isTrue();
    assertThat(cache.bytes()).isEqualTo(10);
  }
}
