package dev.signalbox.classifier.training;

import dev.signalbox.classifier.features.FeatureExtractor;
import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.features.PromptFeatures;
import dev.signalbox.classifier.model.Cohort;
import dev.signalbox.classifier.model.Head;
import dev.signalbox.classifier.model.Logistic;
import dev.signalbox.classifier.model.Mode;
import dev.signalbox.classifier.model.RoutingModel;
import dev.signalbox.classifier.model.Stated;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a trained model expects of every model in it for a prompt: those with outcomes, which may be
 * chosen, then those placed by ability. Reads nothing but the prompt. Safe for any number of
 * threads.
 */
final class Predictor {
  /** Probabilities and expected costs in USD, in the order of {@link #models()}. */
  record Prediction(double[] probability, double[] usd) {}

  private final RoutingModel model;
  private final FeatureExtractor extractor;
  private final List<Head> heads = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final int graded;

  Predictor(RoutingModel model) {
    this.model = model;
    this.extractor = new FeatureExtractor(model.bits(), model.spelling());
    for (Cohort cohort : model.cohorts()) {
      for (Head head : cohort.heads()) {
        if (!names.contains(head.model())) {
          names.add(head.model());
          heads.add(head);
        }
      }
    }
    graded = names.size();
    model.stated().forEach(stated -> names.add(stated.model()));
  }

  List<String> models() {
    return names;
  }

  /** Models without outcomes: what is said of them is a prior. They join no route by themselves. */
  List<String> priors() {
    return names.subList(graded, names.size());
  }

  /** Place of the model to take. */
  int choose(Mode mode, Prediction prediction) {
    return model
        .operating()
        .choose(
            mode,
            Arrays.copyOf(prediction.probability(), graded),
            Arrays.copyOf(prediction.usd(), graded));
  }

  Prediction predict(String prompt, boolean hasImage) {
    PromptFeatures features = extractor.extract(Prompt.of(prompt, hasImage));
    float[] row = model.row(features);
    double[] probability = new double[names.size()];
    double[] usd = new double[names.size()];
    double inputTokens = prompt.length() / OutcomeRow.CHARACTERS_PER_TOKEN;
    // Cohorts come with the largest first; a model in several is judged by the largest.
    for (int c = model.cohorts().size() - 1; c >= 0; c--) {
      Cohort cohort = model.cohorts().get(c);
      double[] p = cohort.probabilities(row);
      double[] tokens = cohort.outputTokens(row);
      for (int m = 0; m < p.length; m++) {
        int at = names.indexOf(cohort.heads().get(m).model());
        probability[at] = p[m];
        usd[at] = Costs.usd(heads.get(at), inputTokens, tokens[m]);
      }
    }
    for (int s = 0; s < model.stated().size(); s++) {
      Stated stated = model.stated().get(s);
      double spread = Math.hypot(model.scale().spread(), Stated.SPREAD);
      double odds = stated.ability() - model.difficulty().predict(row)[0];
      probability[graded + s] = Logistic.mean(odds, spread);
      usd[graded + s] =
          Costs.usd(stated.inputUsd(), stated.outputUsd(), inputTokens, Stated.TOKENS);
    }
    return new Prediction(probability, usd);
  }
}
