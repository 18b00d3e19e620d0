package dev.signalbox.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserTest {
  @Test
  void shouldOpenAPageOnlyWhereThereIsAScreen() {
    assertThat(Browser.opener(Map.of("DISPLAY", ":0"), "Linux", true)).contains("xdg-open");
    assertThat(Browser.opener(Map.of(), "Mac OS X", true)).contains("open");
    assertThat(Browser.opener(Map.of(), "Linux", true)).isEmpty();
    assertThat(Browser.opener(Map.of("DISPLAY", ":0"), "Linux", false)).isEmpty();
    assertThat(Browser.opener(Map.of("DISPLAY", ":0", "SSH_CONNECTION", "x"), "Linux", true))
        .isEmpty();
  }
}
