package dev.signalbox.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class StopStringsTest {
  @Property(tries = 300, seed = "1")
  void shouldGiveExactlyTheTextBeforeTheFirstStop(
      @ForAll @Size(max = 12)
          List<@CharRange(from = 'a', to = 'c') @StringLength(max = 4) String> pieces,
      @ForAll @NotEmpty @Size(max = 3)
          List<@CharRange(from = 'a', to = 'c') @StringLength(min = 1, max = 3) String> stops) {
    // given
    String whole = String.join("", pieces);
    int first =
        stops.stream().mapToInt(whole::indexOf).filter(at -> at >= 0).min().orElse(whole.length());
    // when
    StopStrings filter = new StopStrings(stops);
    StringBuilder out = new StringBuilder();
    for (String piece : pieces) {
      out.append(filter.add(piece));
    }
    out.append(filter.finish());
    // then it never gives out more than the text before the earliest complete stop
    if (filter.stopped()) {
      assertThat(whole).startsWith(out);
      assertThat(stops).anyMatch(stop -> whole.startsWith(out + stop));
    } else {
      assertThat(first).isEqualTo(whole.length());
      assertThat(out).hasToString(whole);
    }
  }
}
