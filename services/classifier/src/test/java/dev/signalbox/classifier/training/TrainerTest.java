package dev.signalbox.classifier.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.classifier.features.Prompt;
import dev.signalbox.classifier.model.Assessment;
import dev.signalbox.classifier.model.Assessor;
import dev.signalbox.classifier.model.Candidate;
import dev.signalbox.classifier.model.Estimate;
import dev.signalbox.classifier.model.Mode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainerTest {
  private static final Trainer.Settings SMALL = new Trainer.Settings(12, 1.5, 8, 60, true, 3);
  private static final String EASY = prompt("apples");
  private static final String HARD = prompt("integral");

  private static String prompt(String about) {
    return Synthetic.rows(50, 4).stream()
        .map(OutcomeRow::prompt)
        .filter(text -> text.contains(about))
        .findFirst()
        .orElseThrow();
  }

  private static Trainer.Result result;

  @BeforeAll
  static void train() throws IOException {
    result = new Trainer(SMALL, text -> {}).train(Synthetic.rows(900, 1), Synthetic.pool());
  }

  private static List<Estimate> estimates(String prompt) {
    Assessment assessment =
        new Assessor(result.model())
            .assess(
                Prompt.of(prompt, false),
                List.of(
                    new Candidate("a", "weak", 0.5),
                    new Candidate("b", "strong", 0.9),
                    new Candidate("c", "", 0.05),
                    new Candidate("d", "", 0.95)));
    return assessment.estimates();
  }

  @Test
  void shouldLearnWhereOnlyTheStrongModelSucceeds() {
    Predictor predictor = new Predictor(result.model());
    int weak = predictor.models().indexOf("weak");
    int strong = predictor.models().indexOf("strong");

    Predictor.Prediction easy = predictor.predict(EASY, false);
    Predictor.Prediction hard = predictor.predict(HARD, false);

    assertThat(easy.probability()[weak]).isBetween(0.75, 1.0);
    assertThat(hard.probability()[weak]).isBetween(0.0, 0.35);
    assertThat(hard.probability()[strong]).isBetween(0.7, 1.0);
    assertThat(result.model().operating().choose(Mode.BALANCED, easy.probability(), easy.usd()))
        .isEqualTo(weak);
    assertThat(result.model().operating().choose(Mode.BALANCED, hard.probability(), hard.usd()))
        .isEqualTo(strong);
  }

  @Test
  void shouldPlaceAModelWithoutOutcomesByItsAbility() {
    List<Estimate> estimates = estimates(HARD);

    assertThat(estimates.get(0).fromOutcomes()).isTrue();
    assertThat(estimates.get(2).fromOutcomes()).isFalse();
    assertThat(estimates.get(2).success()).isLessThan(estimates.get(3).success());
    assertThat(estimates).allSatisfy(e -> assertThat(e.success()).isBetween(e.lower(), e.upper()));
  }

  @Test
  void shouldBeCalibratedOnRowsThatItNeverSaw() {
    Predictor predictor = new Predictor(result.model());
    List<OutcomeRow> fresh = Synthetic.rows(2000, 99);
    int weak = predictor.models().indexOf("weak");
    double[] predicted =
        fresh.stream()
            .mapToDouble(r -> predictor.predict(r.prompt(), false).probability()[weak])
            .toArray();
    double[] seen = fresh.stream().mapToDouble(r -> r.scores().get("weak")).toArray();

    assertThat(Calibration.error(predicted, seen)).isLessThan(0.075);
  }

  @Test
  void shouldGiveTheSameBytesForTheSameSeed() throws IOException {
    Trainer.Result again =
        new Trainer(SMALL, text -> {}).train(Synthetic.rows(900, 1), Synthetic.pool());

    assertThat(again.file()).isEqualTo(result.file());
    assertThat(again.model().version()).isEqualTo(result.model().version());
  }

  @Test
  void shouldDoubtItselfInAForeignLanguage() {
    Estimate english =
        estimates("how many apples are in the basket of the house with 4 rooms").get(0);
    Estimate german =
        estimates("wie viele Äpfel liegen wohl insgesamt im großen Korb meiner Großmutter").get(0);

    assertThat(german.upper() - german.lower()).isGreaterThan(english.upper() - english.lower());
  }

  @Test
  void shouldDecideTheSameUnderCaseWhiteSpaceCourtesyAndTypos() {
    Predictor predictor = new Predictor(result.model());
    Noise noise = new Noise(5);
    int pairs = 0;
    List<OutcomeRow> rows = Synthetic.rows(400, 77);
    int same = 0;
    for (OutcomeRow row : rows) {
      for (Noise.Kind kind : Noise.Kind.values()) {
        pairs++;
        String noisy = noise.apply(kind, row.prompt());
        same += choice(predictor, row.prompt()) == choice(predictor, noisy) ? 1 : 0;
      }
    }

    assertThat((double) same / pairs).isGreaterThanOrEqualTo(0.98);
  }

  private static int choice(Predictor predictor, String prompt) {
    Predictor.Prediction prediction = predictor.predict(prompt, false);
    return result
        .model()
        .operating()
        .choose(Mode.BALANCED, prediction.probability(), prediction.usd());
  }

  @Test
  void shouldRefuseAPoolWithoutOutcomes() {
    assertThatThrownBy(
            () ->
                new Trainer(SMALL, text -> {})
                    .train(Synthetic.rows(100, 1), new Pool(List.of("unheard-of"), Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asked for unheard-of; 100 rows grade strong, weak");
  }

  @Test
  void shouldPlaceAPoolModelWithoutOutcomesAndNeverChooseIt() throws IOException {
    Pool pool =
        new Pool(
            List.of("weak", "strong", "able", "poor", "unstated"),
            Map.of(
                "weak", new Pool.Price(0.1, 0.1),
                "strong", new Pool.Price(10, 10),
                "able", new Pool.Price(0.001, 0.001)),
            Map.of("able", 0.99, "poor", 0.1));

    Predictor predictor =
        new Predictor(new Trainer(SMALL, text -> {}).train(Synthetic.rows(300, 1), pool).model());
    Predictor.Prediction prediction = predictor.predict(EASY, false);

    assertThat(predictor.priors()).containsExactly("able", "poor", "unstated");
    assertThat(prediction.probability()[2]).isGreaterThan(prediction.probability()[4]);
    assertThat(prediction.probability()[4]).isGreaterThan(prediction.probability()[3]);
    assertThat(prediction.usd()[2]).isPositive();
    assertThat(prediction.usd()[3]).isZero();
    for (Mode mode : Mode.values()) {
      assertThat(predictor.choose(mode, prediction)).isLessThan(2);
    }
  }

  @Test
  void shouldLearnFromFewRows() throws IOException {
    Trainer.Result few =
        new Trainer(SMALL, text -> {}).train(Synthetic.rows(40, 1), Synthetic.pool());

    assertThat(few.model().cohorts().get(0).heads()).hasSize(2);
    assertThat(few.report()).contains("cohort of 2 models, 40 prompts");
  }

  @Test
  void shouldSeeThatAPictureComesWithAPrompt() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    List<OutcomeRow> rows = new ArrayList<>();
    for (OutcomeRow row : Synthetic.rows(600, 3)) {
      boolean picture = random.nextBoolean();
      double weak = picture ? 0 : 1;
      rows.add(
          new OutcomeRow(
              row.id(),
              row.prompt(),
              picture,
              row.benchmark(),
              row.label(),
              false,
              Map.of("weak", weak, "strong", 1.0),
              row.outputTokens(),
              Map.of()));
    }

    Predictor predictor =
        new Predictor(new Trainer(SMALL, text -> {}).train(rows, Synthetic.pool()).model());

    assertThat(predictor.predict(EASY, true).probability()[0]).isLessThan(0.3);
    assertThat(predictor.predict(EASY, false).probability()[0]).isGreaterThan(0.7);
  }

  @Test
  void shouldLearnFromRowsThatOneModelAnsweredEach() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    List<OutcomeRow> rows = new ArrayList<>();
    for (OutcomeRow row : Synthetic.rows(1200, 3)) {
      String answered = random.nextBoolean() ? "weak" : "strong";
      rows.add(
          new OutcomeRow(
              row.id(),
              row.prompt(),
              false,
              row.benchmark(),
              row.label(),
              false,
              Map.of(answered, row.scores().getOrDefault(answered, 0.0)),
              row.outputTokens(),
              Map.of()));
    }

    Predictor predictor =
        new Predictor(new Trainer(SMALL, text -> {}).train(rows, Synthetic.pool()).model());

    assertThat(predictor.choose(Mode.BALANCED, predictor.predict(EASY, false))).isZero();
    assertThat(predictor.choose(Mode.BALANCED, predictor.predict(HARD, false))).isOne();
  }
}
