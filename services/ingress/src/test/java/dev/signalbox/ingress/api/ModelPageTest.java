package dev.signalbox.ingress.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.platform.problem.ProblemException;
import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPageTest {
  private static final List<String> ALL = IntStream.range(0, 25).mapToObj(i -> "m" + i).toList();

  private static ModelPage page(String... asked) {
    MultiMap params = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < asked.length; i += 2) {
      params.add(asked[i], asked[i + 1]);
    }
    return ModelPage.of(ALL, params);
  }

  @Test
  void shouldBeginWithTwenty() {
    assertThat(page()).isEqualTo(new ModelPage(ALL.subList(0, 20), true));
    assertThat(page("limit", "1000")).isEqualTo(new ModelPage(ALL, false));
    assertThat(ModelPage.of(List.of(), MultiMap.caseInsensitiveMultiMap()))
        .isEqualTo(new ModelPage(List.of(), false));
  }

  @ParameterizedTest
  @CsvSource({
    "after_id, m4, 5, 5, 10, true",
    "after_id, m19, 5, 20, 25, false",
    "after_id, m24, 5, 25, 25, false",
    "before_id, m20, 5, 15, 20, true",
    "before_id, m5, 5, 0, 5, false",
    "before_id, m0, 5, 0, 0, false",
  })
  void shouldGoOnEitherWay(
      String cursor, String id, String limit, int start, int end, boolean more) {
    assertThat(page(cursor, id, "limit", limit))
        .isEqualTo(new ModelPage(ALL.subList(start, end), more));
  }

  @Test
  void shouldShowEachOnceOverAllPages() {
    ModelPage page = page("limit", "7");
    List<String> seen = new java.util.ArrayList<>(page.ids());
    while (page.more()) {
      page = page("limit", "7", "after_id", page.ids().getLast());
      seen.addAll(page.ids());
    }
    assertThat(seen).isEqualTo(ALL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1001", "-1", "x", "", "1.5", "99999999999"})
  void shouldRefuseALimitThatIsNone(String limit) {
    assertThatThrownBy(() -> page("limit", limit))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("'limit' must be a whole number from 1 to 1000");
  }

  @Test
  void shouldRefuseACursorThatIsNone() {
    for (Map.Entry<String, String> asked :
        Map.of("after_id", "gone", "before_id", "gone").entrySet()) {
      assertThatThrownBy(() -> page(asked.getKey(), asked.getValue()))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("'" + asked.getKey() + "' names no model");
    }
    assertThatThrownBy(() -> page("after_id", "m1", "before_id", "m3"))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("beside before_id");
  }
}
