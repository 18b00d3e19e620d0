package dev.signalbox.deploy.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The chart under test, rendered by the real Helm. */
final class ChartFolder {
  static final Path ROOT =
      Path.of(System.getProperty("signalbox.root", "../..")).toAbsolutePath().normalize();
  static final Path CHART = ROOT.resolve("helm/signalbox");
  static final String RELEASE = "demo";
  static final String NAMESPACE = "signalbox";

  private ChartFolder() {}

  /** The values files of {@code ci/}, by name. */
  static List<Path> ciValues() {
    try (Stream<Path> files = Files.list(CHART.resolve("ci"))) {
      return files.filter(file -> file.toString().endsWith("-values.yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What {@code helm template} prints; throws with Helm's message when it refuses. */
  static String template(Path... valuesFiles) {
    TemplateCommand command =
        new Helm(CHART)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withKubeVersion("1.33.0");
    for (Path file : valuesFiles) {
      command = command.withValuesFile(file);
    }
    return command.call();
  }

  /** The minimal values with {@code overrides} over them. */
  static String templateWith(String overrides) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      Files.writeString(file, overrides);
      try {
        return template(CHART.resolve("ci/minimal-values.yaml"), file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rendered objects as plain maps, in the order of the output. */
  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> objects(String rendered) {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (Object document : yaml().loadAll(rendered)) {
      if (document instanceof Map<?, ?> object) {
        objects.add((Map<String, Object>) object);
      }
    }
    return objects;
  }

  /** Refuses a key that occurs twice, which Kubernetes would take silently. */
  static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setMaxAliasesForCollections(200);
    return new Yaml(new SafeConstructor(options));
  }
}
