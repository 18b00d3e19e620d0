package dev.signalbox.deploy.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.signalbox.deploy.chart.Rendered.Pod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A variable that no service reads would do nothing, silently. */
class ConfigurationKeysTest {
  @ParameterizedTest
  @ValueSource(strings = {"ingress", "classifier", "worker", "verdict"})
  void shouldSetOnlyKeysThatTheServiceHas(String service) throws IOException {
    Path folder = ChartFolder.ROOT.resolve("services").resolve(service);
    assumeThat(Files.isDirectory(folder)).isTrue();
    Optional<ConfigurationKeys> keys = ConfigurationKeys.of(folder);
    assumeThat(keys).as("%s has its configuration", service).isPresent();

    for (Path values : ChartFolder.ciValues()) {
      for (Pod pod : ChartFolder.render(values).pods()) {
        if (service.equals(pod.labels().get("app.kubernetes.io/component"))) {
          assertThat(pod.env().keySet())
              .as("%s of %s", pod.owner(), values.getFileName())
              .filteredOn(name -> name.startsWith("SIGNALBOX_"))
              .allMatch(keys.orElseThrow()::has);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ingress", "classifier", "worker", "verdict"})
  void shouldListenOnThePortThatTheServiceHas(String service) throws IOException {
    Path properties =
        ChartFolder.ROOT
            .resolve("services")
            .resolve(service)
            .resolve("src/main/resources/application.properties");
    assumeThat(Files.exists(properties)).isTrue();

    Rendered rendered = ChartFolder.render(ChartFolder.MINIMAL);

    Stream<Pod> pods =
        rendered.pods().stream()
            .filter(pod -> service.equals(pod.labels().get("app.kubernetes.io/component")));
    assertThat(pods)
        .isNotEmpty()
        .allSatisfy(
            pod ->
                assertThat(Files.readString(properties))
                    .contains("quarkus.http.port=" + pod.env().get("QUARKUS_HTTP_PORT")));
  }

  @Test
  void shouldReadNestedKeysOfAMapping(@TempDir Path service) throws IOException {
    Path source = Files.createDirectories(service.resolve("src/main/java"));
    Files.writeString(
        source.resolve("DemoConfig.java"),
        """
        @ConfigMapping(prefix = "signalbox.demo")
        interface DemoConfig {
          Pool pool();
          Optional<String> plainText();
          Map<String, Limit> limits();
          @WithName("other") int renamed();
          interface Pool { Path file(); }
          interface Limit { int max(); }
        }
        """);

    ConfigurationKeys keys = ConfigurationKeys.of(service).orElseThrow();

    assertThat(keys.has("SIGNALBOX_DEMO_POOL_FILE")).isTrue();
    assertThat(keys.has("SIGNALBOX_DEMO_PLAIN_TEXT")).isTrue();
    assertThat(keys.has("SIGNALBOX_DEMO_LIMITS_ACME_MAX")).isTrue();
    assertThat(keys.has("SIGNALBOX_DEMO_OTHER")).isTrue();
    assertThat(keys.has("SIGNALBOX_DEMO_RENAMED")).isFalse();
    assertThat(keys.has("SIGNALBOX_DEMO_POOL")).isFalse();
  }
}
