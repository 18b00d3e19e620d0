package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RenderTest {
  static Stream<Path> ciValues() {
    return ChartFolder.ciValues().stream();
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldRenderEveryCiValuesFile(Path values) {
    String rendered = ChartFolder.template(values);
    assertThat(ChartFolder.objects(rendered)).isNotEmpty();
  }
}
