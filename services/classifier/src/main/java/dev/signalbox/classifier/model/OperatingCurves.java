package dev.signalbox.classifier.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Operating curves for the candidates of a request, at their prices: chosen on the validation rows
 * of the cohort that graded most of them; failing that, carried over from every cohort, scaled by
 * what the ablest candidate costs. Keeps a bounded number of curves; safe for any number of
 * threads.
 */
final class OperatingCurves {
  /** A curve, and whether it was validated on these candidates' outcomes. */
  record Found(OperatingCurve curve, boolean fromOutcomes) {}

  private static final Found NONE = new Found(OperatingCurve.EMPTY, false);
  private static final int MOST = 512;

  /** Input and output tokens of the request that carried-over weights are scaled by. */
  private static final double TYPICAL_INPUT = 200;

  private static final double TYPICAL_OUTPUT = 300;

  private final List<Cohort> cohorts;
  private final OperatingCurve relative;
  private final Map<List<Candidate>, Found> learnt = new ConcurrentHashMap<>();
  private final Map<List<Candidate>, Found> carried = new ConcurrentHashMap<>();

  OperatingCurves(RoutingModel model) {
    this.cohorts = model.cohorts();
    this.relative = relative(cohorts);
  }

  /** {@code outcomes} is false when the request is not like those that were graded. */
  Found of(List<Candidate> candidates, boolean outcomes) {
    Map<List<Candidate>, Found> known = outcomes ? learnt : carried;
    Found found = known.get(candidates);
    if (found == null) {
      found = outcomes ? fit(candidates) : carryOver(candidates);
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(List.copyOf(candidates), found);
    }
    return found;
  }

  private Found fit(List<Candidate> candidates) {
    Cohort home = null;
    List<Candidate> graded = List.of();
    for (Cohort cohort : cohorts) {
      List<Candidate> here = new ArrayList<>();
      for (Candidate candidate : candidates) {
        int at = candidate.gradedAs().isEmpty() ? -1 : cohort.indexOf(candidate.gradedAs());
        if (at >= 0 && input(candidate, cohort.heads().get(at)) >= 0) {
          here.add(candidate);
        }
      }
      if (here.size() > graded.size()) {
        graded = here;
        home = cohort;
      }
    }
    if (home == null || graded.size() < 2 || home.validation().rows() == 0) {
      return carryOver(candidates);
    }
    Cohort cohort = home;
    int[] columns = graded.stream().mapToInt(c -> cohort.indexOf(c.gradedAs())).toArray();
    double[] in = new double[columns.length];
    double[] out = new double[columns.length];
    for (int i = 0; i < columns.length; i++) {
      in[i] = input(graded.get(i), cohort.heads().get(columns[i]));
      out[i] = output(graded.get(i), cohort.heads().get(columns[i]));
    }
    List<String> names = graded.stream().map(Candidate::model).toList();
    OperatingCurve curve = CurveFit.of(cohort.validation().trial(names, columns, in, out));
    return new Found(curve, true);
  }

  private Found carryOver(List<Candidate> candidates) {
    Candidate ablest = null;
    for (Candidate candidate : candidates) {
      boolean priced = candidate.inputUsd() >= 0 && candidate.outputUsd() >= 0;
      if (priced && (ablest == null || candidate.ability() > ablest.ability())) {
        ablest = candidate;
      }
    }
    if (ablest == null || relative.points().isEmpty()) {
      return NONE;
    }
    double unit = (TYPICAL_INPUT * ablest.inputUsd() + TYPICAL_OUTPUT * ablest.outputUsd()) / 1e6;
    return unit <= 0 ? NONE : new Found(relative.times(1 / unit), false);
  }

  private static double input(Candidate candidate, Head head) {
    return candidate.inputUsd() >= 0 ? candidate.inputUsd() : head.inputUsd();
  }

  private static double output(Candidate candidate, Head head) {
    return candidate.outputUsd() >= 0 ? candidate.outputUsd() : head.outputUsd();
  }

  /**
   * The geometric mean over cohorts of weight times the best single model's mean cost, at each
   * loss.
   */
  private static OperatingCurve relative(List<Cohort> cohorts) {
    List<OperatingCurve> curves = new ArrayList<>();
    for (Cohort cohort : cohorts) {
      boolean priced = cohort.heads().stream().allMatch(head -> head.inputUsd() >= 0);
      if (cohort.heads().size() < 2 || cohort.validation().rows() == 0 || !priced) {
        continue;
      }
      Trial trial = whole(cohort);
      double unit = trial.always(trial.best()).usd();
      if (unit > 0) {
        curves.add(CurveFit.of(trial).times(unit));
      }
    }
    if (curves.isEmpty()) {
      return OperatingCurve.EMPTY;
    }
    List<OperatingCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < curves.get(0).points().size(); i++) {
      double loss = 0;
      double log = 0;
      double saving = 0;
      for (OperatingCurve curve : curves) {
        OperatingCurve.Point point = curve.points().get(i);
        loss += point.lossPoints() / curves.size();
        log += Math.log(Math.max(1e-6, point.weightPerUsd())) / curves.size();
        saving += point.saving() / curves.size();
      }
      points.add(new OperatingCurve.Point(loss, Math.exp(log), saving));
    }
    return new OperatingCurve(points);
  }

  private static Trial whole(Cohort cohort) {
    List<Head> heads = cohort.heads();
    int[] columns = new int[heads.size()];
    for (int i = 0; i < columns.length; i++) {
      columns[i] = i;
    }
    return cohort
        .validation()
        .trial(
            heads.stream().map(Head::model).toList(),
            columns,
            heads.stream().mapToDouble(Head::inputUsd).toArray(),
            heads.stream().mapToDouble(Head::outputUsd).toArray());
  }
}
