package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class LintTest {
  @TempDir Path folder;

  static Stream<Path> ciValues() {
    return ChartFolder.ciValues().stream();
  }

  @Test
  void shouldPassStrictLintAsItIs() {
    LintResult result = new Helm(ChartFolder.CHART).lint().strict().call();

    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
  }

  /** helm-java lints a folder with its own values only, so the case becomes the folder's values. */
  @ParameterizedTest
  @MethodSource("ciValues")
  void shouldPassStrictLintWithEveryCiValuesFile(Path values) throws IOException {
    Path copy = folder.resolve("signalbox");
    ChartFolder.copyTree(ChartFolder.CHART, copy);
    Map<String, Object> merged = new LinkedHashMap<>(load(copy.resolve("values.yaml")));
    overlay(merged, load(values));
    Files.writeString(copy.resolve("values.yaml"), new Yaml().dump(merged));

    LintResult result = new Helm(copy).lint().strict().call();

    assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.contains("Fail:"));
  }

  @SuppressWarnings("unchecked")
  private static void overlay(Map<String, Object> under, Map<String, Object> over) {
    over.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && under.get(key) instanceof Map<?, ?> below) {
            overlay((Map<String, Object>) below, (Map<String, Object>) map);
          } else {
            under.put(key, value);
          }
        });
  }

  private static Map<String, Object> load(Path file) throws IOException {
    return new Yaml().load(Files.readString(file));
  }
}
