package dev.signalbox.classifier.api;

import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.model.Assessor;
import dev.signalbox.classifier.model.Candidate;
import dev.signalbox.classifier.model.ModelFile;
import dev.signalbox.classifier.model.RoutingModel;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The model in use, read and warmed before the service is ready. A file that cannot be read stops
 * the start with its reason.
 */
@Startup
@Singleton
public class LoadedModel {
  private static final Logger LOG = Logger.getLogger(LoadedModel.class);
  private static final String PACKED = "/dev/signalbox/classifier/model/default.sbx";

  private final ClassifierConfiguration configuration;
  private volatile @Nullable Assessor assessor;

  @Inject
  LoadedModel(ClassifierConfiguration configuration) {
    this.configuration = configuration;
  }

  @PostConstruct
  void load() {
    long start = System.nanoTime();
    RoutingModel model = read();
    Assessor loaded = new Assessor(model);
    warm(loaded, configuration.model().warmUp());
    assessor = loaded;
    LOG.infof(
        "model %s ready in %d ms: %d cohorts, %d labels",
        model.version(),
        (System.nanoTime() - start) / 1_000_000,
        model.cohorts().size(),
        model.labels().size());
  }

  /** The model, or null while it is being read. */
  @Nullable Assessor assessor() {
    return assessor;
  }

  private RoutingModel read() {
    Path file = configuration.model().file().orElse(null);
    try {
      if (file != null) {
        return ModelFile.read(file);
      }
      try (InputStream packed = LoadedModel.class.getResourceAsStream(PACKED)) {
        if (packed == null) {
          throw new IOException("no model is packed; set signalbox.classifier.model.file");
        }
        return ModelFile.read(packed);
      }
    } catch (IOException e) {
      String name = file == null ? "the packed model" : file.toString();
      throw new IllegalStateException("cannot read " + name + ": " + e.getMessage(), e);
    }
  }

  /** Runs the arithmetic until the JIT compiler has seen enough of it. */
  private static void warm(Assessor assessor, int times) {
    List<Candidate> candidates = new ArrayList<>();
    candidates.add(new Candidate("stated", "", 0.5));
    for (var cohort : assessor.model().cohorts()) {
      String graded = cohort.heads().get(0).model();
      candidates.add(new Candidate(graded, graded, 0.5));
    }
    String sentence =
        "Suppose that x = 12 and f(n) = 3n + 4; which of the following is correct? a. 12 b. 24 ";
    for (int i = 0; i < times; i++) {
      assessor.assess(Prompt.of(sentence.repeat(1 + i % 90), i % 9 == 0), candidates);
    }
  }
}
