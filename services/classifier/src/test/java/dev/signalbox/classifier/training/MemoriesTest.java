package dev.signalbox.classifier.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.classifier.model.ModelFile;
import dev.signalbox.classifier.model.RoutingModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Questions whose difficulty cannot be read from their words, asked in two tables. */
class MemoriesTest {
  private static final int PAIRED = 300;
  private static final int NEW = 60;

  private final SplittableRandom random = new SplittableRandom(5);

  /** Nobody could tell from its made-up words whether it is hard. */
  private String question() {
    StringBuilder text = new StringBuilder();
    for (int w = 0; w < 16; w++) {
      for (int c = 0; c < 5; c++) {
        text.append((char) ('a' + random.nextInt(26)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  private static OutcomeRow row(int table, String prompt, Map<String, Double> scores) {
    return new OutcomeRow(
        table, "r", prompt, false, "t" + table, "t" + table, false, scores, 30, Map.of(), Map.of());
  }

  @Test
  void shouldExpectOfAQuestionWhatOtherModelsDidOnIt() throws IOException {
    List<OutcomeRow> table = new ArrayList<>();
    List<String> fresh = new ArrayList<>();
    for (int i = 0; i < PAIRED + NEW; i++) {
      String prompt = question();
      double good = i % 2;
      table.add(row(1, "Kindly answer this: " + prompt, Map.of("acme/Weak", good, "other", good)));
      if (i < PAIRED) {
        table.add(row(0, prompt, Map.of("weak", good, "strong", 1.0)));
      } else {
        fresh.add(prompt);
      }
    }
    Trainer.Settings settings = new Trainer.Settings(12, 1.5, 8, 60, true, 3);

    Trainer.Result result = new Trainer(settings, text -> {}).train(table, Synthetic.pool());

    Predictor predictor = new Predictor(result.model());
    int weak = predictor.models().indexOf("weak");
    double apart = 0;
    for (int i = 0; i < NEW; i++) {
      double p = predictor.predict(fresh.get(i), false).probability()[weak];
      apart += (i % 2 == 1 ? p : -p) / (NEW / 2);
    }
    assertThat(apart).isGreaterThan(0.5);
    assertThat(ModelFile.read(new ByteArrayInputStream(result.file())).version())
        .isEqualTo(again(result.model()).version());
    assertThat(withoutMemory(table).model().memory().questions()).isZero();
  }

  private static RoutingModel again(RoutingModel model) throws IOException {
    return ModelFile.read(new ByteArrayInputStream(ModelFile.toBytes(model)));
  }

  private static Trainer.Result withoutMemory(List<OutcomeRow> table) throws IOException {
    return new Trainer(new Trainer.Settings(12, 1.5, 8, 20, false, 3), text -> {})
        .train(table, Synthetic.pool());
  }

  @Test
  void shouldRememberNothingWhereNoQuestionHasKin() throws IOException {
    List<OutcomeRow> table = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      table.add(row(0, question(), Map.of("weak", (double) (i % 2), "strong", 1.0)));
    }
    Trainer.Settings settings = new Trainer.Settings(12, 1.5, 8, 20, true, 3);

    Trainer.Result result = new Trainer(settings, text -> {}).train(table, Synthetic.pool());

    assertThat(result.model().memory().questions()).isZero();
  }
}
